"""Rows of this device's calls to others. Plain statements on plain rows.

Rules of this module:
- an end stays, but for `unknown`, which the other device's own report turns into what really happened;
- of a call whose end somebody hears at once only that it was made and how it ended is kept, of the newest 1,000.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from shared.call_states import OPEN, CallState, state_of
from shared.errors import DeadlineExceeded, NotFound, RateLimited
from shared.limits import LIMITS
from shared.messages import Call, Result, failure
from shared.system.clock import now_ms
from spoke.calls.parting import Parting, unended, unsent
from spoke.node.bodies.calls import CommandInfo
from spoke.store.tables import CommandRow

KEEP_MS = 7 * 24 * 3600 * 1000
"""For how long the end of a call can be looked up."""

_TOLD = 1_000
"""How many of the calls are listed whose end was told at once."""

table = CommandRow.__table__  # type: ignore[attr-defined]
_c = table.c
_is_open = _c.state.in_(OPEN)
_may_end = _c.state.in_((*OPEN, CallState.UNKNOWN))
_was_told = and_(_c.awaited, ~_may_end)


# --- how a call gets its row -----------------------------------------------------------------------------------------


def add_command(connection: Connection, call: Call, *, sent: bool) -> None:
    """Raises `RateLimited`."""
    waiting = select(func.count()).where(_is_open, ~_c.awaited)
    if connection.execute(waiting).scalar_one() >= LIMITS.commands:
        raise RateLimited(f"{LIMITS.commands} commands wait already. See them with: felloe calls")
    kept = {"call": call.model_dump_json(exclude_defaults=True), "sent": sent, "state": CallState.QUEUED}
    connection.execute(upsert(CommandRow).values(_described(call) | kept))


def add_awaited(connection: Connection, call: Call) -> None:
    """It is about to be sent, and somebody waits for its end."""
    row = _described(call) | {"state": CallState.SENT, "sent": True, "awaited": True}
    connection.execute(upsert(CommandRow).values(row).on_conflict_do_nothing())


def add_unended(connection: Connection, call: Call, state: CallState) -> None:
    """It came back without an end; where that has come meanwhile, it stays."""
    row = upsert(CommandRow).values(_described(call) | {"state": state, "sent": True})
    left = {"state": state, "awaited": False, "changed_ms": now_ms()}
    awaited = and_(_c.awaited, _is_open)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=left, where=awaited))


def _described(call: Call) -> dict[str, Any]:
    now = now_ms()
    path = f"{call.target or 'any'}:{call.skill}.{call.function}"
    stamps = {"created_ms": now, "changed_ms": now, "deadline_ms": now + round(call.wait_s * 1000)}
    return {"id": call.id, "path": path} | stamps


# --- how it changes --------------------------------------------------------------------------------------------------


def cancel(connection: Connection, call_id: str, *, left: bool = False) -> None:
    """`left`: nobody waits for its end any more."""
    changes = {"cancelled": True} | ({"awaited": False} if left else {})
    connection.execute(update(table).where(_c.id == call_id, _is_open).values(changes))


def at_hub(connection: Connection, call_id: str, device_id: str | None) -> bool:
    """The hub has it. Whether that is new."""
    if device_id is not None:
        connection.execute(update(table).where(_c.id == call_id, _is_open).values(device_id=device_id))
    queued = update(table).where(_c.id == call_id, _c.state == CallState.QUEUED)
    return bool(connection.execute(queued.values(state=CallState.SENT, call=None, changed_ms=now_ms())).rowcount)


def finish(connection: Connection, result: Result) -> None:
    row = connection.execute(select(table).where(_c.id == result.id, _may_end)).first()
    if row is None:
        return
    state = CallState.SUSPENDED if result.goes_on else state_of(result.error)
    told = row.awaited and state not in (*OPEN, CallState.UNKNOWN)
    text = None if result.goes_on else _kept(result, told=told)
    changes = {"state": state, "result": text, "call": None, "device": result.device, "awaited": told}
    connection.execute(update(table).where(_c.id == result.id).values(changes | {"changed_ms": now_ms()}))


def _kept(result: Result, *, told: bool) -> str | None:
    if not told:
        return result.model_dump_json(exclude_none=True)
    if result.error is None:
        return None
    return result.model_copy(update={"result": None}).model_dump_json(exclude_none=True)


def abandon(connection: Connection, parting: Parting) -> list[str]:
    """The hub tells nothing more: what was sent may have run, the rest has not. Ids of what was open."""
    open_ = list(connection.execute(select(_c.id, _c.path, _c.sent).where(_is_open)))
    for row in open_:
        error = unended(row.path, parting) if row.sent else unsent(row.path, parting)
        finish(connection, failure(row.id, error))
    return [row.id for row in open_]


def lose(connection: Connection) -> None:
    """At the start of a node: nobody waits any more for what was awaited, and how far that is, is not known."""
    awaited = update(table).where(_c.awaited, _is_open)
    connection.execute(awaited.values(state=CallState.UNKNOWN, awaited=False, changed_ms=now_ms()))


def expire(connection: Connection) -> list[str]:
    """End what could not be sent in time, and forget what is old. Ids of what was ended."""
    # Not what goes on, however old it looks: the clock of a small device jumps when it learns the time.
    connection.execute(delete(table).where(_c.changed_ms < now_ms() - KEEP_MS, ~_is_open))
    told = select(_c.id).where(_was_told).order_by(_c.id.desc()).offset(_TOLD)
    connection.execute(delete(table).where(_c.id.in_(told)))
    late = select(_c.id).where(~_c.sent, _c.state == CallState.QUEUED, _c.deadline_ms <= now_ms())
    ids = list(connection.execute(late).scalars())
    for call_id in ids:
        gone = DeadlineExceeded("The hub could not be reached in time, so it did not run.")
        finish(connection, failure(call_id, gone))
    return ids


def take_up(connection: Connection) -> list[Row[Any]]:
    """What the hub is to be asked of, or sent once more."""
    asked_of = (_may_end, _c.result.is_(None), ~_c.awaited)
    connection.execute(update(table).where(*asked_of).values(sent=True))
    return list(connection.execute(select(table).where(*asked_of).order_by(_c.id)))


# --- how it is read --------------------------------------------------------------------------------------------------


def one(connection: Connection, call_id: str) -> Row[Any]:
    """Raises `NotFound`."""
    row = connection.execute(select(table).where(_c.id == call_id)).first()
    if row is None:
        raise NotFound("There is no call with this id.")
    return row


def newest(connection: Connection, limit: int) -> list[CommandInfo]:
    """And all that go on, however old they are."""
    among = select(_c.id).order_by(_c.id.desc()).limit(limit)
    which = select(table).where(or_(_c.id.in_(among), _is_open)).order_by(_c.id.desc())
    return [info(row) for row in connection.execute(which)]


def info(row: Row[Any]) -> CommandInfo:
    error = Result.model_validate_json(row.result).error if row.result else None
    return CommandInfo.model_validate({**row._mapping, "error": error})
