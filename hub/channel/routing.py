"""Calls between a user's devices, and from programs: the call table's decisions carried out.

Rules of this module:
- what a call waits for is durable first (`write_ahead`); nothing here sends by itself;
- which device a call goes to is decided by `choosing`, what becomes of it by the table.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

import structlog

from hub.audit import Audit
from hub.channel.call_table import CallTable
from hub.channel.choosing import Choosing, Lookup, offers
from hub.channel.connection import Connection
from hub.channel.connections import Connections
from hub.channel.effects import Effect, Elsewhere, Ended, Insert, Send, Tell
from hub.channel.routed import Routed, new_call, restored
from hub.channel.write_ahead import Doings, Received, WriteAhead
from hub.meter import Meter
from hub.store import calls as rows
from hub.store.store import Store
from hub.user_limits import UserLimits
from shared import messages
from shared.errors import (
    Cancelled,
    Conflict,
    DeviceOffline,
    FelloeError,
    NotFound,
    OutcomeUnknown,
    StreamLost,
    TooLarge,
)
from shared.limits import LIMITS
from shared.messages import Ack, Call, Cancel, Check, Problem, Result, failure
from shared.system.deltas import DELTAS, About, Listener, values
from shared.system.large import AT_ONCE, receive_large, send_large
from shared.system.streams import Stream, relayed
from shared.timeouts import Timeouts

log = structlog.get_logger()

Said = Call | Ack | Result | Cancel | Check | messages.Received

_SWEEP_S = 300.0


class CallRouter:
    """`start` takes up what the store knows; `run` works until it is cancelled."""

    def __init__(
        self,
        timeouts: Timeouts,
        audit: Audit,
        lookup: Lookup,
        store: Store,
        now_ms: Callable[[], int],
        meter: Meter,
        limits: UserLimits,
    ) -> None:
        self._table = CallTable(timeouts=timeouts)
        self._timeouts = timeouts
        self._audit = audit
        self._store = store
        self._now_ms = now_ms
        self._meter = meter
        self._limits = limits
        self.connections = Connections(timeouts, self._disconnected)
        self._choosing = Choosing(self.connections, self._table.load, lookup)
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: defaultdict[str, set[asyncio.Future[Result]]] = defaultdict(set)
        """Of requests that wait for the end of a call, by its id."""
        self._keeping: dict[str, asyncio.Future[None]] = {}
        """Of requests that wait only until their call is durable."""
        doings = Doings(self._keep, self._perform, self._refused, self._known, self._corrected)
        self._ahead = WriteAhead(doings)
        self._tasks: asyncio.TaskGroup | None = None
        self.listeners: dict[str, Listener] = {}
        """Of requests that hear what a call yields, by its id."""
        self.connections.handlers.on(DELTAS, About, self._deltas, at_most=LIMITS.calls_in_flight)
        receive_large(self.connections.handlers, call=self._large_call, result=self._large_result)
        self._large_rooms: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def open_count(self) -> int:
        """Calls that have not ended."""
        return len(self._table)

    async def start(self) -> None:
        """Take up the calls that were on their way when the hub ended."""
        now, now_ms = _now(), self._now_ms()
        for row in await self._store.core_read(rows.open_calls):
            self._table.restore(restored(row, now, now_ms, grace_s=2 * self._timeouts.reconnect_max))
        self._arm()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._ahead.run(), name="calls")
            tasks.create_task(self._sweep(), name="old calls")

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
        results, unknown = await self._store.core_read(lambda core: rows.for_device(core, device))
        for text in results:
            self._send(Send(device, Result.model_validate_json(text)))
        for call_id in unknown:
            self._send(Send(device, Check(id=call_id)))

    def offered(self, connection: Connection) -> None:
        """What it offers may be what calls wait for."""
        for routed in self._table.adrift(connection.device.user_id):
            if self._table.load(connection.device.id) < LIMITS.calls_in_flight and offers(connection, routed.call):
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

    async def _checked(self, connection: Connection, call_id: str) -> None:
        device = connection.device.id
        if (effects := self._table.checked(device, call_id)) is not None:
            self._carry_out(effects)
            return
        row = await self._store.core_read(lambda core: rows.find(core, call_id))
        if row is None or row.caller != device:
            gone = OutcomeUnknown("The hub does not know this call any more. Look before you repeat it.")
            connection.send(failure(call_id, gone))
        elif row.expires_ms is None:
            connection.send(Ack(id=call_id))  # its end is about to be written, and told then
        else:
            self._send(Send(device, rows.as_result(row)))

    # --- what requests ask -------------------------------------------------------------------------------------------

    async def submit(self, routed: Routed) -> asyncio.Future[Result]:
        """Make a call for a request; the answer comes as the future's result. Raises what refuses it.

        The same question again gives the answer that it had, or the coming one. `leave` the future afterwards.
        """
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting[routed.id].add(answer)
        try:
            await self._submit(routed)
        except BaseException:
            self.leave(routed.id, answer)
            raise
        return answer

    async def command(self, routed: Routed) -> Result | None:
        """Make a call that goes on by itself: none once it is durable, or its end where that is known already."""
        known = self._table.get(routed.id) is not None
        kept = self._keeping[routed.id] = asyncio.get_running_loop().create_future()
        answer = await self.submit(routed)
        try:
            if not known:
                await asyncio.wait([kept, answer], return_when=asyncio.FIRST_COMPLETED)
            return answer.result() if answer.done() else None
        finally:
            self._keeping.pop(routed.id, None)
            self.leave(routed.id, answer)

    def wait(self, call_id: str) -> asyncio.Future[Result]:
        """For what comes next of a call that has not ended in the store. `leave` the future afterwards."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting[call_id].add(answer)
        return answer

    def leave(self, call_id: str, answer: asyncio.Future[Result]) -> None:
        if waiting := self._waiting.get(call_id):
            waiting.discard(answer)
            if not waiting:
                del self._waiting[call_id]

    def cancel(self, caller: str, call_id: str) -> None:
        """A request: a result may still win."""
        self._carry_out(self._table.cancel(caller, call_id))

    # --- which device ------------------------------------------------------------------------------------------------

    async def _submit(self, routed: Routed) -> None:
        """Raises what the caller is to be told."""
        call = routed.call
        if (held := self._table.get(call.id)) is not None:
            if not _same(held.caller, held.http, held.question, routed):
                raise _taken(call.id)
            return self._carry_out(self._table.accepted(held))
        self._limits.admit_call(routed.user, _now(), self._table.of_user(routed.user))
        callee = await self._choosing.callee(routed)
        if self._table.get(call.id) is not None:  # it came twice, and the other was faster
            return await self._submit(routed)
        if refusal := self._table.refusal(routed, callee.device_id if callee else None):
            raise refusal
        return self._carry_out(self._table.submit(routed, callee, _now()))

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
                self._record(ended)
            case Elsewhere(routed, otherwise):
                self._elsewhere(routed, otherwise)
            case Insert(routed):
                if (kept := self._keeping.pop(routed.id, None)) and not kept.done():
                    kept.set_result(None)
            case _:
                raise AssertionError(effect)

    def _send(self, send: Send) -> None:
        message = send.message
        connection = self.connections.get(send.device)
        if isinstance(message, Call):
            routed = self._table.get(message.id)
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
            self._tasks.create_task(self._send_large(connection, message), name=f"large {message.type}")
            return
        self._carry_out(self._table.failed_to_send(send.device, message.id, error))

    async def _deltas(self, stream: Stream, about: About) -> None:
        """What a function yields, to who asked for it."""
        routed = self._table.get(about.id)
        if routed is None or routed.callee != stream.peer:
            raise NotFound("That device has no call with this id.")
        if listener := self.listeners.get(about.id):
            with listener.speaking():
                async for value in values(stream):
                    await listener(value)
            return
        caller = self.connections.get(routed.told) if routed.told else None
        if caller is None:
            raise Cancelled("Nobody listens to what this call yields.")
        await relayed(stream, caller.open(DELTAS, about))

    # --- what fits no control message --------------------------------------------------------------------------------

    async def _send_large(self, connection: Connection, message: Call | Result) -> None:
        """What is cut off is sent again: a call when its device is back, a result when its caller is."""
        try:
            async with self._large_room(connection.device.id):
                await send_large(connection.open, message)
        except StreamLost as lost:
            log.info("large message cut off", call=message.id, reason=lost.message)
        except DeviceOffline as gone:
            if self.connections.get(connection.device.id) is not connection or not connection.welcomed:
                log.info("large message cut off", call=message.id, reason=gone.message)
                return
            words = f"{connection.device.handle} takes {LIMITS.control_frame} bytes at most: it has no streams."
            self._not_taken(connection, message, TooLarge(words))
        except FelloeError as error:
            self._not_taken(connection, message, error)
        except Exception:  # whatever goes wrong with one call, the others go on
            log.exception("large message not sent", call=message.id)
            self._not_taken(
                connection, message, FelloeError("The hub failed in a way it should not. Its log says where.")
            )

    def _not_taken(self, connection: Connection, message: Call | Result, error: FelloeError) -> None:
        if isinstance(message, Call):
            self._carry_out(self._table.failed_to_send(connection.device.id, message.id, error))
        else:
            connection.send(failure(message.id, error))

    def _large_room(self, device_id: str) -> asyncio.Semaphore:
        """One for a device, over its connections: streams of an earlier one go on over the next."""
        return self._large_rooms.setdefault(device_id, asyncio.Semaphore(AT_ONCE))

    async def _large_call(self, device: str, call: Call) -> None:
        if connection := self.connections.get(device):  # else it is asked again when the device is back
            await self._called(connection, call)

    async def _large_result(self, device: str, result: Result) -> None:
        self._carry_out(self._table.answered(device, result, _now()))

    def _tell(self, caller: str | None, result: Result) -> None:
        if caller is not None:
            self._send(Send(caller, result))
        for answer in self._waiting.pop(result.id, ()):
            if not answer.done():
                answer.set_result(result)

    def _elsewhere(self, routed: Routed, otherwise: Result | None) -> None:
        if self._table.get(routed.id) is not routed:
            return
        if (found := self._choosing.best(routed)) is not None:
            self._carry_out(self._table.move(routed, found, _now()))
        elif otherwise is not None:
            self._carry_out(self._table.end(routed, otherwise))

    def _record(self, ended: Ended) -> None:
        routed = ended.call
        call = routed.call
        by_device = routed.caller != routed.user
        self._meter.called(routed.user, routed.caller if by_device else "", ended.code)
        log.info("call ended", call=call.id, caller=routed.caller, callee=routed.callee, outcome=ended.code)
        self._audit.record(
            f"device {routed.caller}" if by_device else f"user {routed.caller}",
            "call",
            routed.user,
            id=call.id,
            function=f"{call.target}:{call.skill}.{call.function}",
            device=routed.callee,
            principal=call.principal.kind,
            outcome=ended.code,
        )

    # --- what is durable ---------------------------------------------------------------------------------------------

    async def _keep(self, batch: rows.Batch) -> rows.Written:
        now_ms, now = self._now_ms(), _now()
        for changes in (*batch.inserts.values(), *batch.updates.values()):
            if "deadline" in changes:
                changes["deadline_ms"] = now_ms + round((changes.pop("deadline") - now) * 1000)
        return await self._store.core_write(lambda core: rows.write(core, batch, now_ms))

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

    async def _sweep(self) -> None:
        while True:
            try:
                await self._store.core_write(lambda core: rows.sweep(core, self._now_ms()))
            except FelloeError as error:
                log.warning("old calls not forgotten", reason=error.message)
            await asyncio.sleep(_SWEEP_S)

    # --- time --------------------------------------------------------------------------------------------------------

    def _arm(self) -> None:
        due = self._table.next_due()
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
