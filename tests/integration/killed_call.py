"""A hub, a device that calls and one that is called, each in a process that can be killed at any step of its ledger.

Reads a JSON line for each order on stdin: {"start": "hub" | "callee" | "caller", "data": DIR, "port": N, "arm": N}
forks one and answers {"pid": N} once it works, or was killed at its step N before it did; {"wait": PID} answers
{"killed": bool} when that has ended. A process takes orders on DIR/control: {"arm": N or null} kills it at the Nth step
from now; a caller also {"call": ID, "function": NAME, "path": FILE, "wait_s": S} and {"ended": ID}, which answers
{"state": …} when it knows. A callee puts a call aside as soon as it has to ask, and allows then what it asks.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from killing import Steps
from warm import warm

from hub.app import running as hub_running
from hub.channel.ledger import Ledger as HubLedger
from hub.channel.routing import CallRouter
from hub.settings import Settings
from sandbox import host_calls
from sandbox.host_calls import HostCalls
from shared.errors import FelloeError
from shared.names import SkillPath
from shared.system.database import Database
from shared.system.logging import configure
from shared.timeouts import TIMEOUTS
from spoke.app import Node
from spoke.calls import router
from spoke.calls.asking import Asking
from spoke.calls.outgoing import Outgoing
from spoke.hublink import link, on_demand
from spoke.hublink.link import Link
from spoke.runtime import running as node_running
from spoke.settings import node_settings

HANGS_S = 60
"""A process that is asked nothing for so long says where it is, and ends."""

Answer = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
STEPS: dict[str, list[tuple[type, str, bool]]] = {
    "hub": [
        (CallRouter, "start", True),
        (CallRouter, "connected", True),
        (CallRouter, "handle", True),
        (CallRouter, "_perform", False),
        (HubLedger, "keep", True),
    ],
    "callee": [(Database, "write", True), (Link, "send", True), (HostCalls, "serve", True)],
    "caller": [(Database, "write", True), (Link, "send", True), (Outgoing, "acked", False), (Outgoing, "ended", False)],
}
"""By role: what is a step, and whether there is one after it too."""  # fmt: skip


async def be(role: str, order: dict[str, Any], ready: Callable[[], None]) -> None:
    steps = Steps(order.get("arm"))
    for owner, name, awaited in STEPS[role]:
        function = getattr(owner, name)
        setattr(owner, name, steps.around(function) if awaited else steps.before(function))
    data = Path(order["data"])
    if role == "hub":
        async with hub_running(Settings(port=order["port"], data=data, plain_http=True)):
            await _controlled(data, steps, ready, None)
    soon = replace(TIMEOUTS, reconnect_min=0.02, reconnect_max=0.05)
    link.TIMEOUTS = on_demand.TIMEOUTS = soon
    host_calls.TIMEOUTS = replace(TIMEOUTS, ask_patience=0.0)
    async with node_running(node_settings(data)) as node:
        assert node.hub.link is not None
        while node.hub.link.state != "online":
            node.hub.link.hurry()
            with contextlib.suppress(FelloeError):
                await node.hub.link.online()
        async with asyncio.TaskGroup() as tasks:
            if role == "callee":
                tasks.create_task(_allow(node))
            await _controlled(data, steps, ready, _Calls(node) if role == "caller" else None)


async def _allow(node: Node) -> None:
    """What calls ask that were put aside."""
    while True:
        aside = {work.id for work in await node._ledger.aside()}
        for info in await node.asks.pending():
            if info.work_id in aside:
                await node.approvals.answer(info.id, "once")
        await asyncio.sleep(0.02)


class _Calls:
    """What a caller is asked to do."""

    def __init__(self, node: Node) -> None:
        self._node = node

    async def __call__(self, order: dict[str, Any]) -> dict[str, Any]:
        if "ended" in order:
            return {"state": await self._ended(order["ended"])}
        router.new_id = lambda: order["call"]
        where, args = SkillPath.parse(f"attic:diary.{order['function']}"), {"path": order["path"]}
        if order["wait_s"]:
            await self._node.router.command(where, args, order["wait_s"])
            return {"state": await self._ended(order["call"])}
        try:
            await self._node.router.call(where, args, Asking(), timeout_s=20)
        except FelloeError as error:
            return {"state": error.code}
        return {"state": "done"}

    async def _ended(self, call_id: str) -> str:
        async for _ in self._node.events.listen():
            found = [info for info in await self._node.outgoing.newest(10) if info.id == call_id]
            if not found:
                return "never"
            (info,) = found
            if info.state in ("done", "failed", "cancelled", "expired") or (info.state == "unknown" and info.error):
                return info.state
        raise AssertionError("the node has ended")


async def _controlled(data: Path, steps: Steps, ready: Callable[[], None], answer: Answer | None) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            faulthandler.dump_traceback_later(HANGS_S, exit=True)
            order = json.loads(line)
            if "arm" in order:
                steps.arm(order["arm"])
                told: dict[str, Any] = {}
            else:
                assert answer is not None
                told = await answer(order)
            writer.write(json.dumps(told).encode() + b"\n")
            await writer.drain()

    path = data / "control"
    path.unlink(missing_ok=True)
    async with await asyncio.start_unix_server(serve, path):
        ready()
        await asyncio.Event().wait()


def start(order: dict[str, Any]) -> dict[str, Any]:
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        faulthandler.dump_traceback_later(HANGS_S, exit=True)
        asyncio.run(be(order["start"], order, lambda: os.close(there)))
        os._exit(0)
    os.close(there)
    os.read(here, 1)  # its end: the child closed it, or died
    os.close(here)
    return {"pid": child}


def main() -> None:
    configure(logging.ERROR)
    warm()
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            told = start(order)
        else:
            _, status = os.waitpid(order["wait"], 0)
            told = {"killed": os.WIFSIGNALED(status)}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
