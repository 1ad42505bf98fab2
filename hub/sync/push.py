"""What becomes of a push, pure: what the log holds goes in, what to write comes out.

Rules of this module:
- numbers of a replica are used up strictly in order, by an accepted op, by one the log has, or by a quarantined one;
- an id stands for one content for ever: the same again is acknowledged, another content is quarantined;
- one bad op never holds up those behind it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from hub.store.sync_log import Head, Held, Known, NewEntry, Quarantine
from shared.errors import Conflict
from shared.limits import LIMITS
from shared.sync.digest import next_link, op_digest
from shared.sync.ops import ANY_OP, MessageAdd, SessionDelete, SessionPurge, SessionRestore
from shared.sync.push import Verdict, judge
from shared.sync.state import made, slot

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Pushed:
    """An op as it came. `op` is none when it is not one; `problem` says why."""

    replica_seq: int
    text: str
    op: Any = None
    op_id: str = ""
    entity: str | None = None
    digest: str = ""
    problem: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Plan:
    """`head` and `last_seq` are durable once entries and quarantine are written."""

    last_seq: int
    head: Head
    entries: list[NewEntry] = field(default_factory=list)
    quarantine: list[Quarantine] = field(default_factory=list)
    logged: dict[int, int] = field(default_factory=dict)
    """Of each op of this push that the log has, new or not: its number here, and its `server_seq`."""


def parse(replica_seq: int, raw: Any) -> Pushed:
    try:
        text = _JSON.encode(raw)
        size = len(text.encode())
    except (ValueError, RecursionError):
        return Pushed(replica_seq, "{}", problem=("invalid_argument", "It holds a number or text that JSON cannot."))
    if size > LIMITS.op_bytes:
        problem = f"A change may hold {LIMITS.op_bytes} bytes, not {size}."
        return Pushed(replica_seq, "{}", problem=("too_large", problem))
    try:
        op = ANY_OP.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:])[:100]
        return Pushed(replica_seq, text, problem=("invalid_argument", f"{where or 'op'}: {first['msg']}"))
    return Pushed(replica_seq, text, op, op.op_id, made(op), op_digest(raw))


def decide(
    pushed: list[Pushed],
    *,
    last_seq: int,
    head: Head,
    known: Known,
    used: dict[int, Quarantine],
    tombstones: dict[str, set[str]],
) -> Plan:
    """`used`: what was quarantined before under numbers of this push; `tombstones`: those that no restore has named.

    Adds to `known`, `used` and `tombstones` what it accepts. Raises `Conflict` if a number was used up by something
    else: two copies of one data folder push as one replica.
    """
    plan = Plan(last_seq, head)
    for one in pushed:
        verdict = judge(one.replica_seq, last_seq=plan.last_seq, known_op=one.op_id in known.ops)
        if verdict is Verdict.GAP:
            break
        if one.replica_seq <= plan.last_seq:
            _check_copy(one, known, used)
        elif trouble := _trouble(one, known, tombstones):
            plan.quarantine.append(Quarantine(one.replica_seq, *trouble, one.text))
            used[one.replica_seq] = plan.quarantine[-1]
        elif _held(one, known) is None:
            _accept(plan, one, known, tombstones)
        plan.last_seq = max(plan.last_seq, one.replica_seq)
        if one.replica_seq not in used and (held := _held(one, known)):
            plan.logged[one.replica_seq] = held.server_seq
    return plan


def _accept(plan: Plan, one: Pushed, known: Known, tombstones: dict[str, set[str]]) -> None:
    op = one.op
    plan.head = Head(plan.head.server_seq + 1, next_link(plan.head.chain, one.op_id))
    held = known.ops[one.op_id] = Held(plan.head.server_seq, one.digest)
    if one.entity is not None:
        known.entities[one.entity] = held
    if isinstance(op, SessionDelete):
        tombstones.setdefault(op.session_id, set()).add(op.op_id)
    elif isinstance(op, SessionRestore):
        tombstones.get(op.session_id, set()).difference_update(op.deletes)
    plan.entries.append(
        NewEntry(
            server_seq=held.server_seq,
            op_id=one.op_id,
            session_id=op.session_id,
            slot=slot(op),
            entity=one.entity,
            digest=one.digest,
            chain=plan.head.chain,
            replica_seq=one.replica_seq,
            op=one.text,
        )
    )


def _held(one: Pushed, known: Known) -> Held | None:
    return known.ops.get(one.op_id) or (known.entities.get(one.entity) if one.entity is not None else None)


def _check_copy(one: Pushed, known: Known, used: dict[int, Quarantine]) -> None:
    if _held(one, known) or (one.replica_seq in used and used[one.replica_seq].op == one.text):
        return
    raise Conflict(
        "Another copy of this data folder has pushed other changes under the same numbers. "
        "This copy needs a replica id of its own.",
        reason="replica_copied",
        replica_seq=one.replica_seq,
    )


def _trouble(one: Pushed, known: Known, tombstones: dict[str, set[str]]) -> tuple[str, str] | None:
    """(code, message) of what keeps this op out of the log."""
    if one.op is None:
        return one.problem
    if isinstance(one.op, MessageAdd) and one.op.message.parent_id == one.op.message.id:
        return "invalid_argument", "A message cannot answer itself."
    held = known.ops.get(one.op_id)
    if held is not None and held.digest != one.digest:
        return "conflict", "The log holds another change with this id."
    made = known.entities.get(one.entity) if one.entity is not None else None
    if made is not None and made.digest != one.digest:
        return "conflict", "The log holds this message or session with another content."
    if isinstance(one.op, SessionPurge) and made is None and not tombstones.get(one.op.session_id):
        return "conflict", "The session is not deleted any more: it was restored, and is kept."
    return None
