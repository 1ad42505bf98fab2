"""What of a chat an answer needs, read from the chat: the branch up to what is answered, newest first, no further than
the last summary or than anything could be sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import col

from shared.parts import CallPart, SummaryPart, answer_parts
from shared.sync.ops import Message
from spoke.assistant.attached import Attached
from spoke.assistant.history import OLD_RESULT, Turn, answered
from spoke.sessions import homes
from spoke.store.tables import MessageRow, SessionRow

_AT_ONCE = 50
_MOST = 2_000_000
"""Characters of the chat that are read: more than any model takes."""


@dataclass(frozen=True, slots=True)
class ChatRead:
    """`messages` oldest first, after what `summary` stands for; `read` is what calls in them, or before, had read."""

    messages: list[Message]
    summary: str
    read: list[str]
    only_here: bool
    """The chat never leaves this device."""


def branch_to(connection: Connection, session_id: str, message_id: str) -> ChatRead:
    found: list[Message] = []
    summary: SummaryPart | None = None
    size = 0
    for message in _upwards(connection, session_id, message_id):
        if summary is not None and message.id == summary.until:
            break
        found.append(message)
        size += len(message.text) + 1_000
        if summary is None:
            known = [part for part in answer_parts(message.parts) if isinstance(part, SummaryPart)]
            summary = known[-1] if known else None
        if size > _MOST:
            break
    found.reverse()
    read = [
        each
        for message in found
        for part in answer_parts(message.parts)
        if isinstance(part, CallPart | SummaryPart)
        for each in (reversed(part.read) if isinstance(part, SummaryPart) else part.read)
    ]
    home = connection.execute(select(col(SessionRow.home)).where(col(SessionRow.id) == session_id)).scalar()
    return ChatRead(found, summary.text if summary else "", read, only_here=home == homes.LOCAL)


def _upwards(connection: Connection, session_id: str, message_id: str) -> Iterator[Message]:
    rows = select(col(MessageRow.id), col(MessageRow.parent_id)).where(col(MessageRow.session_id) == session_id)
    parents: dict[str, str | None] = {row.id: row.parent_id for row in connection.execute(rows)}
    path: dict[str, None] = {}
    above: str | None = message_id
    while above is not None and above in parents and above not in path:
        path[above] = None
        above = parents[above]
    ids = list(path)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        bodies = connection.execute(
            select(col(MessageRow.id), col(MessageRow.body)).where(col(MessageRow.id).in_(some))
        )
        by_id = {row.id: row.body for row in bodies}
        for each in some:
            yield Message.model_validate(json.loads(by_id[each]))


async def turns(messages: Sequence[Message], attached: Attached, kept: Callable[[str], bool]) -> list[Turn]:
    """On the wire. The newest pictures come first where there is not room for all. `kept`: of which roles."""
    made: list[Turn] = []
    for message in reversed(messages):
        if not kept(message.role):
            continue
        if message.role == "assistant":
            wire = answered(message.text, message.parts)
            short = answered(message.text, message.parts, room=OLD_RESULT)
        else:
            content = await attached.content(message.text, message.parts)
            role = "user" if message.role == "user" else "system"
            wire = short = [{"role": role, "content": content}]
        if wire:
            made.append(Turn(message.id, wire, short))
    made.reverse()
    return made
