"""Runs nodes that are killed with -9 at each step of a call that is put aside and continued.

A job (see killing.py): {"data": DIR, "diary": FILE, "kill_at": N or null, "call": true}. A node that makes the call, or
where `call` is false one that has been started again; what is asked is allowed, and the call is waited for. The steps:
before and after each commit and each host call. The end of the call, where it was seen, is left in DIR/ended.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from killing import Steps, take_jobs
from warm import warm

from sandbox.host_calls import HostCalls
from shared.errors import ApprovalPending, NotFound
from shared.names import SkillPath
from shared.system.database import Database
from shared.system.logging import configure
from spoke.app import Node
from spoke.calls.asking import Asking
from spoke.runtime import running
from spoke.settings import node_settings


async def work(order: dict[str, Any], steps: Steps) -> None:
    data = Path(order["data"])
    async with running(node_settings(data)) as node:
        for owner, name in ((Database, "write"), (HostCalls, "serve")):
            setattr(owner, name, steps.around(getattr(owner, name)))
        named = data / "call"
        if order["call"]:
            try:
                await node.router.call(SkillPath.parse("diary.write"), {"path": order["diary"]}, Asking(patience_s=0))
            except ApprovalPending as pending:
                named.write_text(str(pending.details["call"]))
        elif not named.exists():
            named.write_text("".join(work.id for work in await node._ledger.aside()))
        if call_id := named.read_text():
            (data / "ended").write_text(await ended(node, call_id))


async def ended(node: Node, call_id: str) -> str:
    """`ok` or the code of the error; empty where nothing is known of the call."""
    while True:
        try:
            state = await node.call_states.find(call_id)
        except NotFound:
            return ""
        if state.state == "done":
            return state.error.code if state.error else "ok"
        for info in await node.asks.pending():
            await node.approvals.answer(info.id, "once")
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    configure(logging.ERROR)
    warm()
    take_jobs(work)
