"""`felloe events` and `felloe logs`: what happens on a device, here or another one."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from shared.errors import DeviceOffline, HubUnreachable, NodeUnreachable, RateLimited
from shared.system.terminal import console, one_line, print_json
from shared.timeouts import TIMEOUTS
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data, Device
from spoke.node.bodies.logs import LogLevel

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event
    from spoke.node.bodies.logs import LogLine
    from spoke.node.client import NodeClient

_PASSING = (DeviceOffline, HubUnreachable, NodeUnreachable, RateLimited)


def events(device: Device = None, data: Data = None, json: AsJson = False) -> None:
    """Show what changes on a device as it happens, until you press Ctrl+C.

    Where the connection ends it is tried again, and goes on where it was.
    """
    words = "" if json else f"What changes on {device or 'this device'} comes here. Ctrl+C ends this."
    ask(data, lambda node: _follow(node, json, words), device=device, reads=True)


async def _follow(node: NodeClient, json: bool, words: str) -> None:
    """Raises what keeps it from beginning."""
    place: str | None = None
    away = False
    while True:
        try:
            async with node.events(place) as listening:
                away = False
                if words:
                    console.print(one_line(words), markup=False)
                    words = ""
                try:
                    async for event in listening:
                        _print_event(event, json)
                finally:
                    place = listening.place
        except _PASSING as error:
            if place is None:
                raise
            if not away:
                typer.echo(f"{error.message} Trying again.", err=True)
            away = True
        await asyncio.sleep(random.uniform(TIMEOUTS.reconnect_min, 2 * TIMEOUTS.reconnect_min))  # noqa: S311


def _print_event(event: Event, json: bool) -> None:
    if json:
        print(event.model_dump_json(), flush=True)
        return
    about = f" {event.id}" if event.id else ""
    why = f" ({event.reason})" if event.reason else ""
    console.print(
        one_line(f"{datetime.fromtimestamp(event.at_ms / 1000):%H:%M:%S}  {event.kind}{about}{why}"), markup=False
    )


def logs(
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="At most so many lines, the newest.")] = 50,
    level: Annotated[LogLevel, typer.Option(help="Only lines that are at least so serious.")] = "info",
    find: Annotated[str, typer.Option(help="Only lines with this in them.", metavar="TEXT")] = "",
    device: Device = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Show the end of a device's own log."""
    found = ask(data, lambda node: node.logs(limit, level, find), device=device, reads=True).lines
    if json:
        return print_json([line.model_dump(mode="json") for line in found])
    for line in found:
        console.print(one_line(_words(line)), markup=False)
    return None


def _words(line: LogLine) -> str:
    data = " ".join(f"{key}={value}" for key, value in line.data.items())
    return f"{line.at[:19]}  {line.level:<8} {line.event}{'  ' if data else ''}{data}"
