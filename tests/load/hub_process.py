"""A hub as `felloe-hub serve` runs it, with streams to try it with: `hub_process.py FOLDER [HOST [PORT [boundless]]]`.

`load.sink` is read to its end, `load.source` sends as much as it is about, `load.through` is relayed to another device
of the same user, as a stream `load.echo`. Prints its address as JSON. `boundless`: no windows, no pacing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

import structlog
from pydantic import BaseModel

from hub.app import running
from hub.services import Services
from hub.settings import Settings
from shared.errors import DeviceOffline
from shared.limits import LIMITS, MIB
from shared.streams.pacing import Pacer
from shared.system.streams import Stream, StreamHandlers, relayed

CHUNK = bytes(range(256)) * 256


class About(BaseModel):
    size: int = 0
    device: str = ""


def boundless() -> None:
    """Nothing holds a sender back but its socket."""
    for name in ("stream_window", "stream_window_max", "stream_growth"):
        object.__setattr__(LIMITS, name, 1024 * MIB)
    Pacer.room = lambda self: True  # type: ignore[method-assign]


async def sink(stream: Stream, about: About) -> None:
    async for _ in stream:
        pass


async def source(stream: Stream, about: About) -> None:
    left = about.size
    while left > 0:
        await stream.send(CHUNK[:left])
        left -= len(CHUNK)


async def echo(stream: Stream, about: About) -> None:
    async for chunk in stream:
        await stream.send(chunk)


def echoing() -> StreamHandlers:
    """For a device."""
    handlers = StreamHandlers()
    handlers.on("load.echo", About, echo)
    return handlers


def take_streams(services: Services) -> None:
    connections = services.calls.connections

    async def through(stream: Stream, about: About) -> None:
        here = connections.get(stream.peer)
        there = connections.by_handle(here.device.user_id, about.device) if here else None
        if there is None:
            raise DeviceOffline(f"{about.device} is not connected.")
        await relayed(stream, there.open("load.echo", {}))

    for kind, handle in (("load.sink", sink), ("load.source", source), ("load.through", through)):
        connections.handlers.on(kind, About, handle)


async def main(folder: Path, host: str, port: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(Settings(data=folder, host=host, port=port)) as (served, services):
        take_streams(services)
        print(json.dumps({"url": served.url}), flush=True)
        await stop.wait()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # nobody reads the pipe any more
    folder, host, port, *rest = [*sys.argv[1:], *["", "127.0.0.1", "0"][len(sys.argv) - 1 :]]
    if rest:
        boundless()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(Path(folder), host, int(port)))
