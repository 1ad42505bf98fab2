"""Commands: calls of this device to others that go on when nobody waits for them in memory.

Those that may wait for their device, those that came back because somebody there is asked, and those whose end was
unknown when their time was over. Of calls whose end a person was told at once only that they were made is kept.

Rules of this module:
- a command is durable before it is sent, and its end before the hub hears that it may forget it;
- an end stays, but for `unknown`, which the other device's own report turns into what really happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Literal

import structlog
from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from shared.call_states import OPEN, CallState, state_of
from shared.errors import (
    ApprovalPending,
    Cancelled,
    DeadlineExceeded,
    FelloeError,
    NotFound,
    NotPaired,
    OutcomeUnknown,
    RateLimited,
)
from shared.limits import LIMITS
from shared.messages import Call, Cancel, Check, Message, Received, Result, failure
from shared.system.clock import now_ms
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.node.bodies.calls import CallProgress, CommandInfo
from spoke.store.tables import CommandRow

log = structlog.get_logger()

KEEP_MS = 7 * 24 * 3600 * 1000
"""For how long the end of a command can be looked up."""

_TOLD = 1_000
"""How many of the calls are listed whose end was told at once."""

_table = CommandRow.__table__  # type: ignore[attr-defined]
_c = _table.c
_is_told = (
    (_c.deadline_ms == _c.created_ms) & (_c.changed_ms == _c.created_ms) & _c.state.not_in((*OPEN, CallState.UNKNOWN))
)
"""Its end was known when it was noted."""


class Outgoing:
    """`send` is False while there is no connection; `tell` says that a command changed; `spawn` owns a task."""

    def __init__(
        self,
        database: Database,
        send: Callable[[Message], Coroutine[Any, Any, bool]],
        online: Callable[[], bool],
        tell: Callable[[str], None],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._database = database
        self._send = send
        self._online = online
        self._acks: dict[str, asyncio.Event] = {}
        self._tell = tell
        self._spawn = spawn

    async def submit(self, call: Call) -> CommandInfo:
        """Make it durable, and send it as soon as there is a hub. `call.wait_s` counts from now."""
        sent = self._online()  # whoever starts after a kill must know that it may have been

        def work(connection: Connection) -> CommandInfo:
            waiting = select(func.count()).where(_c.state.in_(OPEN))
            if connection.execute(waiting).scalar_one() >= LIMITS.commands:
                raise RateLimited(f"{LIMITS.commands} commands wait already. See them with: felloe calls")
            kept = {"call": call.model_dump_json(exclude_defaults=True), "sent": sent, "state": CallState.QUEUED}
            connection.execute(upsert(CommandRow).values(_described(call) | kept))
            return _info(_one(connection, call.id))

        info = await self._database.write(work)
        self._tell(call.id)
        if sent:
            return await self._handed_over(call, info)
        if self._online():
            self.connected()
        return info

    async def _handed_over(self, call: Call, info: CommandInfo) -> CommandInfo:
        """Give the hub a moment to say that it has it: this node may live for one command only."""
        known = self._acks[call.id] = asyncio.Event()
        try:
            async with asyncio.timeout(TIMEOUTS.settle):
                await self._send(call)
                await known.wait()
            return (await self.find(call.id))[0]
        except TimeoutError:
            return info
        finally:
            del self._acks[call.id]

    async def remember(self, call: Call, error: FelloeError) -> None:
        """Go on looking for the end of a call that came back without one."""
        if not isinstance(error, ApprovalPending | OutcomeUnknown):
            return
        described = _described(call)
        state = CallState.SUSPENDED if isinstance(error, ApprovalPending) else CallState.UNKNOWN
        row = upsert(CommandRow).values(described | {"state": state, "sent": True})
        known = row.on_conflict_do_update(index_elements=["id"], set_={"path": described["path"]})

        def work(connection: Connection) -> None:
            connection.execute(known)

        try:
            await self._database.write(work)
        except FelloeError as refused:
            log.warning("call not remembered", call=call.id, reason=refused.message)
        self._tell(call.id)

    def told(self, call: Call, result: Result) -> None:
        """A person made this call and was told its end: what it gave is not kept, only that and how it ended."""
        self._spawn(self._note_told(call, result))

    async def _note_told(self, call: Call, result: Result) -> None:
        row = _described(call) | {"state": state_of(result.error), "sent": True, "device": result.device}
        if result.error is not None:
            row["result"] = result.model_copy(update={"result": None}).model_dump_json(exclude_none=True)

        def work(connection: Connection) -> None:
            connection.execute(upsert(CommandRow).values(row).on_conflict_do_nothing())
            ended = select(_c.id).where(_is_told).order_by(_c.id.desc()).offset(_TOLD)
            connection.execute(delete(_table).where(_c.id.in_(ended)))

        try:
            await self._database.write(work)
        except FelloeError as refused:
            log.warning("call not listed", call=call.id, reason=refused.message)
        self._tell(call.id)

    async def find(self, call_id: str) -> tuple[CommandInfo, Result | None]:
        """It, and its end where that is known. Raises `NotFound`."""

        def work(connection: Connection) -> tuple[CommandInfo, Result | None]:
            row = _one(connection, call_id)
            if row.state == CallState.DONE and row.result is None:
                raise NotFound("What this call gave was told to who made it, and is not kept here.")
            return _info(row), Result.model_validate_json(row.result) if row.result else None

        return await self._database.read(work)

    async def newest(self, limit: int) -> list[CommandInfo]:
        which = select(_table).order_by(_c.id.desc()).limit(limit)
        return await self._database.read(lambda connection: [_info(row) for row in connection.execute(which)])

    async def cancel(self, call_id: str) -> CommandInfo:
        """Ask for its end: what has begun may still come to its own. Raises `NotFound`."""

        def work(connection: Connection) -> CommandInfo:
            row = _one(connection, call_id)
            if row.state in OPEN:
                connection.execute(update(_table).where(_c.id == call_id).values(cancelled=True))
            if not row.sent:
                _finish(connection, failure(call_id, Cancelled("It was cancelled before it was sent.")))
            return _info(_one(connection, call_id))

        info = await self._database.write(work)
        if info.state in OPEN:
            await self._send(Cancel(id=call_id))
        self._tell(call_id)
        return info

    async def expire(self) -> None:
        """End what could not be sent in time, and forget what is old."""

        def work(connection: Connection) -> list[str]:
            # Not what goes on, however old it looks: the clock of a small device jumps when it learns the time.
            old = _c.changed_ms < now_ms() - KEEP_MS
            connection.execute(delete(_table).where(old, _c.state.not_in(OPEN)))
            late = select(_c.id).where(~_c.sent, _c.state == CallState.QUEUED, _c.deadline_ms <= now_ms())
            ids = list(connection.execute(late).scalars())
            for call_id in ids:
                gone = DeadlineExceeded("The hub could not be reached in time, so it did not run.")
                _finish(connection, failure(call_id, gone))
            return ids

        for call_id in await self._database.write(work):
            self._tell(call_id)

    async def abandon(self) -> None:
        """The device has left its hub, which tells it nothing more: what was sent may have run, the rest has not."""

        def work(connection: Connection) -> list[str]:
            open_ = list(connection.execute(select(_c.id, _c.sent).where(_c.state.in_(OPEN))))
            for row in open_:
                if not row.sent:
                    gone = NotPaired("This device left its hub before this was sent, so it did not run.")
                    _finish(connection, failure(row.id, gone))
            left = update(_table).where(_c.state.in_(OPEN))
            connection.execute(left.values(state=CallState.UNKNOWN, call=None, changed_ms=now_ms()))
            return [row.id for row in open_]

        for call_id in await self._database.write(work):
            self._tell(call_id)

    # --- what the hub says -------------------------------------------------------------------------------------------

    def connected(self) -> None:
        self._spawn(self._take_up())

    def acked(self, call_id: str) -> None:
        """The hub has it, and will say how it ends."""
        self._spawn(self._acked(call_id))

    def ended(self, result: Result) -> None:
        self._spawn(self._ended(result))

    async def _take_up(self) -> None:
        """Send again what the hub may not have, and ask what became of the rest."""
        await self.expire()
        for row in await self._database.write(_taken_up):
            left_s = (row.deadline_ms - now_ms()) / 1000
            if row.call is None or left_s <= 0:
                await self._send(Check(id=row.id))
            else:
                call = Call.model_validate_json(row.call)
                await self._send(call.model_copy(update={"wait_s": min(left_s, call.wait_s)}))
            if row.cancelled:
                await self._send(Cancel(id=row.id))

    async def _acked(self, call_id: str) -> None:
        at_hub = update(_table).where(_c.id == call_id, _c.state == CallState.QUEUED)
        at_hub = at_hub.values(state=CallState.SENT, call=None, changed_ms=now_ms())
        if await self._database.write(lambda connection: connection.execute(at_hub).rowcount):
            self._tell(call_id)
        self._heard_of(call_id)

    def _heard_of(self, call_id: str) -> None:
        if known := self._acks.get(call_id):
            known.set()

    async def _ended(self, result: Result) -> None:
        await self._database.write(lambda connection: _finish(connection, result))
        if not result.goes_on:
            await self._send(Received(id=result.id))
        self._tell(result.id)
        self._heard_of(result.id)


def _taken_up(connection: Connection) -> list[Row[Any]]:
    open_ = (_c.state.in_((*OPEN, CallState.UNKNOWN)), _c.result.is_(None))
    connection.execute(update(_table).where(*open_).values(sent=True))
    return list(connection.execute(select(_table).where(*open_).order_by(_c.id)))


def shown(info: CommandInfo, result: Result | None) -> CallProgress:
    """How far it is, in a face's words."""
    if result is not None and info.state is not CallState.UNKNOWN:
        return CallProgress(id=info.id, state="done", elsewhere=True, result=result.result, error=result.error)
    if info.state is CallState.UNKNOWN:
        unknown = OutcomeUnknown(f"{info.path} may have run: look there before you repeat it.")
        return CallProgress(
            id=info.id, state="unknown", elsewhere=True, error=result.error if result else unknown.body()
        )
    return CallProgress(id=info.id, state=_PROGRESS.get(info.state, "running"), elsewhere=True)


_PROGRESS: dict[CallState, Literal["queued", "waiting"]] = {
    CallState.QUEUED: "queued",
    CallState.SENT: "queued",
    CallState.SUSPENDED: "waiting",
}


def _finish(connection: Connection, result: Result) -> None:
    state = CallState.SUSPENDED if result.goes_on else state_of(result.error)
    text = None if result.goes_on else result.model_dump_json(exclude_none=True)
    row = update(_table).where(_c.id == result.id, _c.state.in_((*OPEN, CallState.UNKNOWN)))
    connection.execute(row.values(state=state, result=text, call=None, device=result.device, changed_ms=now_ms()))


def _described(call: Call) -> dict[str, Any]:
    now = now_ms()
    path = f"{call.target or 'any'}:{call.skill}.{call.function}"
    stamps = {"created_ms": now, "changed_ms": now, "deadline_ms": now + round(call.wait_s * 1000)}
    return {"id": call.id, "path": path} | stamps


def _one(connection: Connection, call_id: str) -> Row[Any]:
    row = connection.execute(select(_table).where(_c.id == call_id)).first()
    if row is None:
        raise NotFound("There is no call with this id.")
    return row


def _info(row: Row[Any]) -> CommandInfo:
    error = Result.model_validate_json(row.result).error if row.result else None
    return CommandInfo.model_validate({**row._mapping, "error": error})
