"""A chat that is read on a terminal: what was done and how it ended stand beside what was said."""

from __future__ import annotations

from typing import Any

import pytest

from shared.ids import new_id
from shared.sync.ops import Message
from spoke.commands.session_view import print_branch
from spoke.node.bodies.sessions import SessionInfo, SessionReply

_CALL = {"id": "c1", "at": 0, "type": "call", "step": 1, "name": "run_code", "arguments": "{}", "state": "done"}
_END = {"id": "end", "at": 0, "type": "end", "reason": "model", "message": "No model \x1b[31manswered."}


def _chat(text: str, *parts: dict[str, Any]) -> SessionReply:
    message = Message(id=new_id(), role="assistant", text=text, created_ms=1, parts=list(parts))
    session = SessionInfo(
        id=new_id(), title="", created_ms=1, updated_ms=1, message_count=1, pinned=False, archived=False
    )
    return SessionReply(session=session, messages=[message])


@pytest.mark.parametrize(
    ("reply", "lines"),
    [
        (_chat("", _END), ["No model \N{REPLACEMENT CHARACTER}[31manswered."]),
        (_chat("Three.", _CALL), ["· run_code done", "Three."]),
        (_chat("Three.", _END | {"reason": "answered", "message": ""}), ["Three."]),
    ],
)
def test_calls_and_a_bad_end_are_shown(
    reply: SessionReply, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    print_branch(reply)
    assert capsys.readouterr().out.strip().splitlines()[1:] == lines
