"""Runs nodes that are killed with -9 at each step of an answer that calls a function with effects.

A job (see killing.py): {"data": DIR, "diary": FILE, "kill_at": N or null, "ask": true}. A node that is asked, or where
`ask` is false one that has been started again; what the user is asked is allowed, and the end of the answer is waited
for. The steps: before and after each commit and each host call. How it ended is left in DIR/ended.
"""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

from killing import Steps, take_jobs
from warm import warm

from sandbox.host_calls import HostCalls
from shared.completions.pieces import Text
from shared.completions.usage import Usage
from shared.parts import CallPart, EndPart, answer_parts
from shared.system.database import Database
from shared.system.logging import configure
from spoke.app import Node
from spoke.models.answering import Answer, Asking, Question
from spoke.models.models import Models
from spoke.node.bodies.answers import NewAnswer
from spoke.runtime import running
from spoke.settings import node_settings


def model(diary: str) -> Any:
    """Writes in the diary, once, and says then what it was told."""

    async def ask(question: Question) -> Asking:
        told = [str(message["content"]) for message in question.messages if message["role"] == "tool"]
        said = "; ".join(told) if told else "Writing. "
        yield Text(said)
        call = {"id": "call_1", "type": "function"}
        call |= {"function": {"name": "diary__write", "arguments": json.dumps({"path": diary})}}
        message = {"role": "assistant", "content": said} | ({} if told else {"tool_calls": [call]})
        yield Answer(message, "stop" if told else "tool_calls", Usage(1, 1), "fake", "fake", "fake", 0.0, 0.0)

    return ask


async def work(order: dict[str, Any], steps: Steps) -> None:
    data = Path(order["data"])
    Models.ask = staticmethod(model(order["diary"]))  # type: ignore[assignment] # before an answer that was cut off goes on
    async with running(node_settings(data)) as node:
        for owner, name in ((Database, "write"), (HostCalls, "serve")):
            setattr(owner, name, steps.around(getattr(owner, name)))
        if order["ask"]:
            (session,) = (await node.sessions.list(limit=10)).sessions
            await node.assistant.answer(session.id, NewAnswer(text="Write in my diary"))
        while node.assistant.going_on():
            for info in await node.asks.pending():
                await node.approvals.answer(info.id, "once")
            await asyncio.sleep(0.01)
        (data / "ended").write_text(json.dumps(await ended(node)))


async def ended(node: Node) -> list[dict[str, Any]]:
    """All answers of the chat."""
    (session,) = (await node.sessions.list(limit=10)).sessions
    shown = await node.sessions.show(session.id)
    assert not shown.growing
    found = []
    for message in shown.messages:
        if message.role == "assistant":
            parts = list(answer_parts(message.parts))
            (end,) = [part for part in parts if isinstance(part, EndPart)]
            states = [part.state for part in parts if isinstance(part, CallPart)]
            found.append({"reason": end.reason, "states": states, "text": message.text})
    return found


if __name__ == "__main__":
    configure(logging.ERROR)
    warm()
    take_jobs(work)
