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

from pydantic import TypeAdapter, ValidationError

from hub.store.sync_log import Known, NewEntry, Quarantine
from shared.errors import Conflict
from shared.sync.ops import MessageAdd, Op, SessionCreate
from shared.sync.push import Verdict, judge

_op: TypeAdapter[Any] = TypeAdapter(Op)


@dataclass(frozen=True, slots=True)
class Pushed:
    """An op as it came. `op` is none when it is not one; `problem` says why."""

    replica_seq: int
    text: str
    op: Any = None
    op_id: str = ""
    entity: str | None = None
    problem: str = ""


@dataclass(slots=True)
class Plan:
    """`last_seq` is durable once entries and quarantine are written."""

    last_seq: int
    entries: list[NewEntry] = field(default_factory=list)
    quarantine: list[Quarantine] = field(default_factory=list)


def parse(replica_seq: int, raw: Any) -> Pushed:
    try:
        text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        text.encode()
    except ValueError:
        return Pushed(
            replica_seq, json.dumps(raw, sort_keys=True), problem="it holds a number or text that JSON cannot"
        )
    try:
        op = _op.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:])[:100]
        return Pushed(replica_seq, text, problem=f"{where or 'op'}: {first['msg']}")
    return Pushed(replica_seq, text, op, op.op_id, _entity(op))


def decide(pushed: list[Pushed], *, last_seq: int, newest_seq: int, known: Known, used: dict[int, Quarantine]) -> Plan:
    """`used`: what was quarantined before under numbers of this push. Adds to `known` what it accepts.

    Raises `Conflict` if a number was used up by something else: two copies of one data folder push as one replica.
    """
    plan = Plan(last_seq)
    for one in pushed:
        verdict = judge(one.replica_seq, last_seq=plan.last_seq, known_op=one.op_id in known.ops)
        if verdict is Verdict.GAP:
            break
        if one.replica_seq <= plan.last_seq:
            _check_copy(one, known, used)
            continue
        plan.last_seq = one.replica_seq
        if trouble := _trouble(one, known):
            plan.quarantine.append(Quarantine(one.replica_seq, *trouble, one.text))
            used[one.replica_seq] = plan.quarantine[-1]
        elif one.op_id not in known.ops and (one.entity is None or one.entity not in known.entities):
            seq = newest_seq + len(plan.entries) + 1
            plan.entries.append(NewEntry(seq, one.op_id, one.entity, one.replica_seq, one.text))
            known.ops[one.op_id] = one.text
            if one.entity is not None:
                known.entities[one.entity] = one.text
    return plan


def _check_copy(one: Pushed, known: Known, used: dict[int, Quarantine]) -> None:
    if one.op_id in known.ops or (one.entity is not None and one.entity in known.entities):
        return
    if one.replica_seq in used and used[one.replica_seq].op == one.text:
        return
    raise Conflict(
        "Another copy of this data folder has pushed other changes under the same numbers. "
        "This copy needs a replica id of its own.",
        reason="replica_copied",
        replica_seq=one.replica_seq,
    )


def _trouble(one: Pushed, known: Known) -> tuple[str, str] | None:
    """(code, message) of what keeps this op out of the log."""
    if one.op is None:
        return "invalid_argument", one.problem
    held = known.ops.get(one.op_id)
    if held is not None and not _same(held, one.op):
        return "conflict", "The log holds another change with this id."
    made = known.entities.get(one.entity) if one.entity is not None else None
    if made is not None and not _same_entity(made, one.op):
        return "conflict", "The log holds this message or session with another content."
    return None


def _same(text: str, op: Any) -> bool:
    """Compared as parsed, so that a default that is spelled out makes no difference."""
    return bool(_op.validate_json(text) == op)


def _same_entity(text: str, op: Any) -> bool:
    return bool(_op.validate_json(text).model_copy(update={"op_id": op.op_id}) == op)


def _entity(op: Any) -> str | None:
    match op:
        case MessageAdd():
            return f"message {op.message.id}"
        case SessionCreate():
            return f"session {op.session_id}"
    return None
