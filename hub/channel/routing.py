"""Calls between a user's devices, and from programs: the call table's decisions carried out.

Rules of this module:
- what a call waits for is durable first (`write_ahead`); nothing here sends by itself;
- which device a call goes to is decided by `choosing`, what becomes of it by the table.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from hub.channel.call_table import CallTable
from hub.channel.choosing import Choosing, Lookup, offers
from hub.channel.connection import Connection
from hub.channel.connections import Connections
from hub.channel.effects import Effect, Elsewhere, Ended, Insert, Send, Tell
from hub.channel.large_messages import LargeMessages
from hub.channel.ledger import Ledger
from hub.channel.requests import Requests
from hub.channel.routed import Routed, new_call, restored
from hub.channel.write_ahead import Doings, Received, WriteAhead
from hub.store import calls as rows
from hub.user_limits import UserLimits
from shared import messages
from shared.errors import Cancelled, Conflict, DeviceOffline, FelloeError, NotFound, OutcomeUnknown, TooLarge
from shared.limits import LIMITS
from shared.messages import Ack, Call, Cancel, Check, Problem, Result, failure
from shared.system.deltas import DELTAS, About, values
from shared.system.large import receive_large
from shared.system.streams import Stream, relayed
from shared.timeouts import Timeouts

log = structlog.get_logger()

Said = Call | Ack | Result | Cancel | Check | messages.Received


class CallRouter:
    """`start` takes up what the store knows; `run` works until it is cancelled."""

    def __init__(self, timeouts: Timeouts, ledger: Ledger, lookup: Lookup, limits: UserLimits) -> None:
        self._table = CallTable(timeouts=timeouts)
        self._timeouts = timeouts
        self._ledger = ledger
        self._limits = limits
        self.connections = Connections(timeouts, self._disconnected)
        self._choosing = Choosing(self.connections, self._table.calls.load, lookup)
        self._timer: asyncio.TimerHandle | None = None
        self.requests = Requests(self._submit, lambda call_id: self._table.calls.get(call_id) is not None)
        doings = Doings(ledger.keep, self._perform, self._refused, self._known, self._corrected)
        self._ahead = WriteAhead(doings)
        self._tasks: asyncio.TaskGroup | None = None
        self.connections.handlers.on(DELTAS, About, self._deltas, at_most=LIMITS.calls_in_flight)
        receive_large(self.connections.handlers, call=self._large_call, result=self._large_result)
        self._large = LargeMessages(self.connections.get, self._not_taken)

    def open_count(self) -> int:
        """Calls that have not ended."""
        return len(self._table.calls)

    async def start(self) -> None:
        """Take up the calls that were on their way when the hub ended."""
        found, now_ms = await self._ledger.open_calls()
        for row in found:
            self._table.restore(restored(row, _now(), now_ms, grace_s=2 * self._timeouts.reconnect_max))
        self._arm()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._ahead.run(), name="calls")
            tasks.create_task(self._ledger.sweep(), name="old calls")

    async def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        await self.flush()

    async def flush(self) -> None:
        """Write what nobody waits for."""
        await self._ahead.flush()

    # --- what devices say --------------------------------------------------------------------------------------------

    async def handle(self, connection: Connection, message: Said) -> None:
        """What a device said about a call."""
        device = connection.device.id
        match message:
            case Call():
                await self._called(connection, message)
            case Ack(id=call_id):
                self._carry_out(self._table.acked(device, call_id))
            case Result():
                self._carry_out(self._table.answered(device, message, _now()))
            case Cancel(id=call_id):
                self._carry_out(self._table.cancel(device, call_id))
            case Check(id=call_id):
                await self._checked(connection, call_id)
            case messages.Received(id=call_id):
                self._ahead.put([Received(device, call_id)])

    async def connected(self, connection: Connection) -> None:
        """The device is back: it gets the calls it had not answered, and the answers that came meanwhile."""
        device = connection.device.id
        self._carry_out(self._table.connected(device, _now()))
        self.offered(connection)
        results, unknown = await self._ledger.for_device(device)
        for text in results:
            self._send(Send(device, Result.model_validate_json(text)))
        for call_id, cancelled in unknown:
            if cancelled:
                self._send(Send(device, Cancel(id=call_id)))
            self._send(Send(device, Check(id=call_id)))

    def offered(self, connection: Connection) -> None:
        """What it offers may be what calls wait for."""
        calls = self._table.calls
        for routed in calls.adrift(connection.device.user_id):
            if calls.load(connection.device.id) < LIMITS.calls_in_flight and offers(connection, routed.call):
                self._carry_out(self._table.move(routed, connection.caller, _now()))

    def removed(self, device_id: str) -> None:
        """The device was revoked."""
        self._carry_out(self._table.removed(device_id))

    def _disconnected(self, device_id: str, unsent: set[str]) -> None:
        self._carry_out(self._table.disconnected(device_id, unsent))

    async def _called(self, connection: Connection, call: Call) -> None:
        device = connection.device
        named = call.model_copy(update={"caller": connection.caller})
        try:
            routed = new_call(device.id, device.user_id, named)
            await self._submit(routed)
        except Conflict as error:
            connection.send(Problem(error=error.body()))
        except FelloeError as error:
            log.info("call refused", call=call.id, caller=device.id, code=error.code)
            connection.send(failure(call.id, error))

    async def _large_call(self, device: str, call: Call) -> None:
        if connection := self.connections.get(device):  # else it is asked again when the device is back
            await self._called(connection, call)

    async def _large_result(self, device: str, result: Result) -> None:
        self._carry_out(self._table.answered(device, result, _now()))

    async def _checked(self, connection: Connection, call_id: str) -> None:
        device = connection.device.id
        if (effects := self._table.checked(device, call_id)) is not None:
            self._carry_out(effects)
            return
        row = await self._ledger.find(call_id)
        if row is None or row.caller != device:
            gone = OutcomeUnknown("The hub does not know this call any more. Look before you repeat it.")
            connection.send(self._table.never_came(device, call_id) or failure(call_id, gone))
        elif row.expires_ms is None:
            connection.send(Ack(id=call_id))  # its end is about to be written, and told then
        else:
            self._send(Send(device, rows.as_result(row)))

    # --- making and ending calls -------------------------------------------------------------------------------------

    async def _submit(self, routed: Routed) -> None:
        """Raises what the caller is to be told."""
        call = routed.call
        if (held := self._table.calls.get(call.id)) is not None:
            if not _same(held.caller, held.http, held.question, routed):
                raise _taken(call.id)
            held.listener = routed.listener or held.listener
            return self._carry_out(self._table.accepted(held))
        self._limits.admit_call(routed.user, _now(), self._table.calls.of_user(routed.user))
        callee = await self._choosing.callee(routed)
        if self._table.calls.get(call.id) is not None:  # it came twice, and the other was faster
            return await self._submit(routed)
        if refusal := self._table.refusal(routed, callee.device_id if callee else None):
            raise refusal
        return self._carry_out(self._table.submit(routed, callee, _now()))

    def cancel(self, caller: str, call_id: str) -> None:
        """A request: a result may still win."""
        self._carry_out(self._table.cancel(caller, call_id))

    # --- carrying out ------------------------------------------------------------------------------------------------

    def _carry_out(self, effects: list[Effect]) -> None:
        self._ahead.put(effects)
        self._arm()

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Send() as send:
                self._send(send)
            case Tell(caller, result):
                self._tell(caller, result)
            case Ended() as ended:
                self._ledger.ended(ended)
            case Elsewhere(routed, otherwise):
                self._elsewhere(routed, otherwise)
            case Insert(routed):
                self.requests.durable(routed.id)
            case _:
                raise AssertionError(effect)

    def _send(self, send: Send) -> None:
        message = send.message
        connection = self.connections.get(send.device)
        if isinstance(message, Call):
            routed = self._table.calls.get(message.id)
            if routed is None or routed.callee != send.device:
                return  # it could not be kept, or ended meanwhile
            if connection is None:
                self._carry_out(self._table.not_sent(send.device, message.id))
                return
        if connection is None:
            return  # the store keeps what counts until the device is back
        try:
            if connection.send(message) or not isinstance(message, Call):
                return
            error: FelloeError = DeviceOffline(f"{connection.device.handle} does not read what it is sent.")
        except TooLarge:
            assert isinstance(message, Call | Result)
            assert self._tasks is not None
            self._tasks.create_task(self._large.send(connection, message), name=f"large {message.type}")
            return
        self._not_taken(send.device, message.id, error)

    async def _deltas(self, stream: Stream, about: About) -> None:
        """What a function yields, to who asked for it."""
        routed = self._table.calls.get(about.id)
        if routed is None or routed.callee != stream.peer:
            raise NotFound("That device has no call with this id.")
        if listener := routed.listener:
            with listener.speaking():
                async for value in values(stream):
                    await listener(value)
            return
        caller = self.connections.get(routed.told) if routed.told else None
        if caller is None:
            raise Cancelled("Nobody listens to what this call yields.")
        await relayed(stream, caller.open(DELTAS, about))

    def _tell(self, caller: str | None, result: Result) -> None:
        if caller is not None:
            self._send(Send(caller, result))
        self.requests.answered(result)

    def _not_taken(self, device: str, call_id: str, error: FelloeError) -> None:
        self._carry_out(self._table.failed_to_send(device, call_id, error))

    def _elsewhere(self, routed: Routed, otherwise: Result | None) -> None:
        if self._table.calls.get(routed.id) is not routed:
            return
        if (found := self._choosing.best(routed)) is not None:
            self._carry_out(self._table.move(routed, found, _now()))
        elif otherwise is not None:
            self._carry_out(self._table.end(routed, otherwise))

    # --- what is durable ---------------------------------------------------------------------------------------------

    def _refused(self, insert: Insert, error: FelloeError) -> None:
        for effect in self._table.not_kept(insert.call.id, error):
            self._perform(effect)  # ahead of what waits for the disk

    def _known(self, insert: Insert, row: Any) -> None:
        """Its id is that of a call that ended."""
        routed = insert.call
        self._table.forget(routed.id)
        result = rows.as_result(row)
        if not _same(row.caller, row.http, row.question, routed):
            result = failure(routed.id, _taken(routed.id))
        if routed.http or _same(row.caller, row.http, row.question, routed):
            self._tell(routed.told, result)
        else:
            self._send(Send(routed.caller, Problem(error=_taken(routed.id).body())))

    def _corrected(self, row: Any) -> None:
        """What was unknown is known now."""
        self._tell(None if row.http else row.caller, rows.as_result(row))

    # --- time --------------------------------------------------------------------------------------------------------

    def _arm(self) -> None:
        due = self._table.calls.next_due()
        if due is None:
            return
        if self._timer is not None:
            if not self._timer.cancelled() and self._timer.when() <= due:
                return
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(due, self._expire)

    def _expire(self) -> None:
        self._timer = None
        self._carry_out(self._table.expire(_now()))


def _same(caller: str, http: bool, asked: str, routed: Routed) -> bool:
    return (caller, http, asked) == (routed.caller, routed.http, routed.question)


def _taken(call_id: str) -> Conflict:
    return Conflict("This call id stands for another call. Use a new id.", id=call_id)


def _now() -> float:
    return asyncio.get_running_loop().time()
