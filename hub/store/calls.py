"""Rows of calls. Plain statements on plain rows: each call passes here twice.

Rules of this module:
- a row that is there was decided on: what is to be sent, and what an answer was, is found in it after a restart;
- an end stays, but for `unknown`, which the device's own report turns into what really happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, Update, and_, bindparam, delete, func, select, text, update

from hub.store.records import end_of_call
from hub.store.tables import METADATA
from shared.call_states import OPEN, CallState
from shared.errors import Conflict, DeadlineExceeded, FelloeError, OutcomeUnknown
from shared.limits import LIMITS
from shared.messages import Result, failure

KEEP_MS: Final = 24 * 3600 * 1000
"""What is left of a call that ended is kept for so long: its id is good once, and its caller may have been away."""

_call = METADATA.tables["call"]
_c = _call.c
_PAGE = LIMITS.calls_in_flight


@dataclass(slots=True)
class Batch:
    """What is to become durable together."""

    inserts: dict[str, dict[str, Any]] = field(default_factory=dict)
    updates: dict[str, dict[str, Any]] = field(default_factory=dict)
    late: list[tuple[str, Result]] = field(default_factory=list)
    """(device, its answer to a call that is over)."""

    received: list[tuple[str, str]] = field(default_factory=list)
    """(caller, id of a call whose result it has)."""


@dataclass(frozen=True, slots=True)
class Written:
    known: dict[str, Row[Any]]
    """By their ids: calls that were to be inserted and are there already."""

    corrected: list[Row[Any]]
    """What the late answers changed."""


def write(connection: Connection, batch: Batch, now_ms: int) -> Written:
    if batch.received:
        connection.execute(_RECEIVED, [{"b_id": call_id, "b_caller": caller} for caller, call_id in batch.received])
    known: dict[str, Row[Any]] = {}
    if batch.inserts:
        found = connection.execute(_BY_IDS, {"ids": list(batch.inserts)}).all()
        known = {row.id: row for row in found}
        fresh = [row for call_id, row in batch.inserts.items() if call_id not in known]
        if fresh:
            stamps = {"created_ms": now_ms, "changed_ms": now_ms}
            connection.execute(_INSERT, [row | stamps for row in fresh])
    _update(connection, {one: changes for one, changes in batch.updates.items() if one not in known}, now_ms)
    return Written(known, _correct(connection, batch.late, now_ms) if batch.late else [])


def _update(connection: Connection, updates: Mapping[str, dict[str, Any]], now_ms: int) -> None:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for call_id, changes in updates.items():
        row = changes | {"changed_ms": now_ms}
        if changes.get("state", CallState.SENT) not in OPEN:
            row["expires_ms"] = now_ms + KEEP_MS
        groups.setdefault(tuple(row), []).append(
            {f"b_{name}": value for name, value in row.items()} | {"b_id": call_id}
        )
    for names, rows in groups.items():
        connection.execute(_updating(names), rows)


@lru_cache(64)
def _updating(names: tuple[str, ...]) -> Update:
    return update(_call).where(_c.id == bindparam("b_id")).values({name: bindparam(f"b_{name}") for name in names})


def _correct(connection: Connection, late: list[tuple[str, Result]], now_ms: int) -> list[Row[Any]]:
    """Devices' own reports on calls whose end nobody knew; what they changed. Most are of calls that never were."""
    unknown = {row.id: row for row in connection.execute(_UNKNOWN, {"ids": [result.id for _, result in late]})}
    corrected = []
    for device, result in late:
        row = unknown.get(result.id)
        if row is None or row.callee != device or result.goes_on:
            continue
        if result.error is not None and result.error.code == OutcomeUnknown.code:
            connection.execute(update(_call).where(_c.id == result.id).values(final=True))
            continue
        told = result.model_copy(update={"device": row.callee_handle})
        changes = end_of_call(told) | {"changed_ms": now_ms, "expires_ms": now_ms + KEEP_MS}
        connection.execute(update(_call).where(_c.id == result.id).values(changes))
        del unknown[result.id]
        corrected.append(connection.execute(select(_call).where(_c.id == result.id)).one())
    return corrected


def find(connection: Connection, call_id: str) -> Row[Any] | None:
    return connection.execute(select(_call).where(_c.id == call_id)).first()


def of_user(connection: Connection, user_id: str, caller: str | None, before: str | None, limit: int) -> list[Row[Any]]:
    """The newest first; of one caller, or of all."""
    which = select(_call).where(_c.user_id == user_id).order_by(_c.id.desc()).limit(limit)
    if caller is not None:
        which = which.where(_c.caller == caller)
    if before is not None:
        which = which.where(_c.id < before)
    return list(connection.execute(which))


def open_calls(connection: Connection) -> list[Row[Any]]:
    """What is on its way, the oldest first."""
    return list(connection.execute(select(_call).where(_c.expires_ms.is_(None)).order_by(_c.id)))


def for_device(connection: Connection, device: str) -> tuple[list[str], list[tuple[str, bool]]]:
    """(results that it has not received, as JSON; calls that it may know the end of, and whether each is to stop)."""
    results = select(_c.result).where(_c.caller == device, _c.result.is_not(None), ~_c.http).limit(_PAGE)
    unknown = select(_c.id, _c.cancelled).where(_c.callee == device, text("state = 'unknown'"), ~_c.final).limit(_PAGE)
    return list(connection.execute(results).scalars()), [tuple(row) for row in connection.execute(unknown)]


def sweep(connection: Connection, now_ms: int) -> None:
    """Forget what is old, and of each user all but the newest."""
    connection.execute(delete(_call).where(_c.expires_ms < now_ms))
    many = select(_c.user_id).group_by(_c.user_id).having(func.count() > LIMITS.calls_kept)
    for user_id in connection.execute(many).scalars().all():
        newest = select(_c.id).where(_c.user_id == user_id).order_by(_c.id.desc())
        oldest = connection.execute(newest.offset(LIMITS.calls_kept).limit(1)).scalar()
        over = and_(_c.user_id == user_id, _c.id <= oldest, _c.expires_ms.is_not(None))
        connection.execute(delete(_call).where(over))


def void(connection: Connection, now_ms: int) -> int:
    """What was on its way when a backup was made has gone its way since: its end is unknown. Returns how many."""
    gone = {"request": None, "changed_ms": now_ms, "expires_ms": now_ms + KEEP_MS}
    unsent = and_(_c.state == CallState.QUEUED, _c.expires_ms.is_(None))
    expired = update(_call).where(unsent).values(state=CallState.EXPIRED, code=DeadlineExceeded.code, **gone)
    unknown = update(_call).where(_c.expires_ms.is_(None))
    unknown = unknown.values(state=CallState.UNKNOWN, code=OutcomeUnknown.code, **gone)
    return connection.execute(expired).rowcount + connection.execute(unknown).rowcount


_BY_IDS = select(_call).where(_c.id.in_(bindparam("ids", expanding=True)))
_UNKNOWN = _BY_IDS.where(_c.state == CallState.UNKNOWN)
_INSERT = _call.insert()
_RECEIVED = (
    update(_call)
    .where(_c.id == bindparam("b_id"), _c.caller == bindparam("b_caller"), _c.expires_ms.is_not(None))
    .values(result=None)
)


def as_result(row: Row[Any]) -> Result:
    """The answer to a call that ended, or why there is none any more."""
    if row.result:
        return Result.model_validate_json(row.result)
    error: FelloeError = OutcomeUnknown("Nobody knows how this call ended. It may have run: look before you repeat it.")
    if row.state == CallState.EXPIRED:
        error = DeadlineExceeded("Its time ended before it was started, so it did not run.")
    elif row.state != CallState.UNKNOWN:
        error = Conflict(f"This call ended as {row.state}, and its result was received. Use a new id for a new call.")
    return failure(row.id, error)
