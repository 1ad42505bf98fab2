"""Forks a process for each order, see forked.py. `python forked_server.py SOCKET`: an order is {"command": [...],
"session": whether it gets its own, "folder": DIR, "environment": {...}} with stdin, stdout and stderr; the answer is
the process id.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import runpy
import socket
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

import hub.cli
import hub.serve
import sandbox.cli
import spoke.cli
from hub.app import running as hub_running
from hub.settings import Settings
from shared import command
from shared.system.logging import configure
from spoke.runtime import running
from spoke.settings import node_settings

MODULES = {"felloe": spoke.cli, "felloe-hub": hub.cli, "felloe-skill": sandbox.cli}
ORDER_BYTES = 1 << 20


async def warm() -> None:
    """Load what is loaded only when a hub and a node run."""
    with TemporaryDirectory() as folder:
        async with (
            hub_running(Settings(port=0, data=Path(folder) / "hub")),
            running(node_settings(Path(folder) / "node")),
            httpx.AsyncClient() as client,
        ):
            with contextlib.suppress(httpx.HTTPError):
                await client.get("http://127.0.0.1:1/")


def next_order(orders: socket.socket) -> dict[str, Any]:
    """Returns in the process that is to carry it out."""
    while True:
        said, given, _, _ = socket.recv_fds(orders, ORDER_BYTES, 3)
        if not said:
            os._exit(0)
        order = json.loads(said)
        reading, writing = os.pipe()
        between = os.fork()
        if between == 0:
            if pid := os.fork():
                os.write(writing, str(pid).encode())
                os._exit(0)  # so that who ordered it adopts it
            take_on(order, given)
            return dict(order)
        os.close(writing)
        pid = int(os.read(reading, 32))
        os.close(reading)
        os.waitpid(between, 0)
        for end in given:
            os.close(end)
        orders.send(str(pid).encode())


def take_on(order: dict[str, Any], given: list[int]) -> None:
    for own, end in enumerate(given):
        os.dup2(end, own)
    os.closerange(3, 1024)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    time.tzset()
    if order["session"]:
        os.setsid()


def main() -> None:
    orders = socket.socket(fileno=int(sys.argv[1]))
    configure(logging.ERROR)
    asyncio.run(warm())
    gc.collect()
    gc.freeze()  # else each process would look at all of it, and so copy it
    program, *arguments = next_order(orders)["command"]
    orders.detach()  # closed with all others
    sys.argv = [program, *arguments]
    if program in MODULES:
        command.run(MODULES[program].__name__)
    sys.argv = arguments
    if arguments[0] == "-c":
        sys.argv = ["-c", *arguments[2:]]
        exec(arguments[1], {"__name__": "__main__"})
    else:
        sys.path[0] = str(Path(arguments[0]).parent)
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main()
