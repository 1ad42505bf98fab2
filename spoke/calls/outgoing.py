"""Calls of this device to others, as far as they outlive who waits for them in memory.

Those that may wait for their device, those that came back because somebody there is asked, and those whose end was
unknown when their time was over go on by themselves. One that a person waits for is listed until the person is told
its end, and goes on by itself where the node is killed before that.

Rules of this module:
- a call is durable before it is sent, and its end before the hub hears that it may forget it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Literal

import structlog
from sqlalchemy import Connection

from shared.call_states import OPEN, CallState
from shared.errors import ApprovalPending, Cancelled, FelloeError, NotFound, OutcomeUnknown
from shared.messages import Ack, Call, Cancel, Check, Received, Result, failure
from shared.system.clock import now_ms
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.calls import outgoing_rows as rows
from spoke.calls.parting import Parting
from spoke.calls.way import Send
from spoke.node.bodies.calls import CallProgress, CommandInfo

log = structlog.get_logger()


class Outgoing:
    """`send` is False while there is no connection; `tell` says that a call changed; `spawn` owns a task."""

    def __init__(
        self,
        database: Database,
        send: Send,
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

    async def recover(self) -> None:
        """At the start of a node: who waited for a call is gone, and nobody has said how that ended."""
        await self._database.write(rows.lose)

    async def submit(self, call: Call) -> CommandInfo:
        """Make it durable, and send it as soon as there is a hub. `call.wait_s` counts from now."""
        sent = self._online()  # whoever starts after a kill must know that it may have been

        def work(connection: Connection) -> CommandInfo:
            rows.add_command(connection, call, sent=sent)
            return rows.info(rows.one(connection, call.id))

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

    # --- what somebody waits for -------------------------------------------------------------------------------------

    async def sending(self, call: Call) -> None:
        """A person waits for it, and it is about to be sent. Its end comes both here (`ended`) and to who waits."""
        await self._noted(call.id, lambda connection: rows.add_awaited(connection, call))

    def unsent(self, call_id: str, refusal: FelloeError) -> None:
        """It was not sent after all."""
        end = failure(call_id, refusal)
        self._spawn(self._noted(call_id, lambda connection: rows.finish(connection, end)))

    async def remember(self, call: Call, error: FelloeError) -> None:
        """Go on looking for the end of a call that came back without one."""
        if not isinstance(error, ApprovalPending | OutcomeUnknown):
            return
        state = CallState.SUSPENDED if isinstance(error, ApprovalPending) else CallState.UNKNOWN
        await self._noted(call.id, lambda connection: rows.add_unended(connection, call, state))

    def left(self, call_id: str) -> None:
        """Who waited for it gave up and asked for its end: from now on the hub is asked what becomes of it."""
        self._spawn(self._left(call_id))

    async def _left(self, call_id: str) -> None:
        await self._noted(call_id, lambda connection: rows.cancel(connection, call_id, left=True))
        await self._send(Check(id=call_id))

    async def _noted(self, call_id: str, work: Callable[[Connection], None]) -> None:
        """Where the disk refuses, the call goes on without."""
        try:
            await self._database.write(work)
        except FelloeError as refused:
            log.warning("call not listed", call=call_id, reason=refused.message)
        self._tell(call_id)

    # --- what is known of them ---------------------------------------------------------------------------------------

    async def find(self, call_id: str) -> tuple[CommandInfo, Result | None]:
        """It, and its end where that is known. Raises `NotFound`."""

        def work(connection: Connection) -> tuple[CommandInfo, Result | None]:
            row = rows.one(connection, call_id)
            if row.state == CallState.DONE and row.result is None:
                raise NotFound("What this call gave was told to who made it, and is not kept here.")
            return rows.info(row), Result.model_validate_json(row.result) if row.result else None

        return await self._database.read(work)

    async def newest(self, limit: int) -> list[CommandInfo]:
        """And all that go on, however old they are."""
        return await self._database.read(lambda connection: rows.newest(connection, limit))

    async def cancel(self, call_id: str) -> CommandInfo:
        """Ask for its end: what has begun may still come to its own. Raises `NotFound`."""

        def work(connection: Connection) -> CommandInfo:
            row = rows.one(connection, call_id)
            rows.cancel(connection, call_id)
            if not row.sent:
                rows.finish(connection, failure(call_id, Cancelled("It was cancelled before it was sent.")))
            return rows.info(rows.one(connection, call_id))

        info = await self._database.write(work)
        if info.state in OPEN:
            await self._send(Cancel(id=call_id))
        self._tell(call_id)
        return info

    async def expire(self) -> None:
        """End what could not be sent in time, and forget what is old."""
        for call_id in await self._database.write(rows.expire):
            self._tell(call_id)

    async def abandon(self, parting: Parting) -> None:
        """The hub tells this device nothing more: what was sent may have run, the rest has not."""
        for call_id in await self._database.write(lambda connection: rows.abandon(connection, parting)):
            self._tell(call_id)

    # --- what the hub says -------------------------------------------------------------------------------------------

    def connected(self) -> None:
        self._spawn(self._take_up())

    def acked(self, ack: Ack) -> None:
        """The hub has it, and will say how it ends."""
        self._spawn(self._acked(ack))

    def ended(self, result: Result) -> None:
        self._spawn(self._ended(result))

    async def _take_up(self) -> None:
        """Send again what the hub may not have, and ask what became of the rest."""
        await self.expire()
        for row in await self._database.write(rows.take_up):
            left_s = (row.deadline_ms - now_ms()) / 1000
            if row.call is None or left_s <= 0:
                await self._send(Check(id=row.id))
            else:
                call = Call.model_validate_json(row.call)
                await self._send(call.model_copy(update={"wait_s": min(left_s, call.wait_s)}))
            if row.cancelled:
                await self._send(Cancel(id=row.id))

    async def _acked(self, ack: Ack) -> None:
        if await self._database.write(lambda connection: rows.at_hub(connection, ack.id, ack.device_id)):
            self._tell(ack.id)
        self._heard_of(ack.id)

    def _heard_of(self, call_id: str) -> None:
        if known := self._acks.get(call_id):
            known.set()

    async def _ended(self, result: Result) -> None:
        await self._database.write(lambda connection: rows.finish(connection, result))
        if not result.goes_on:
            await self._send(Received(id=result.id))
        self._tell(result.id)
        self._heard_of(result.id)


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
