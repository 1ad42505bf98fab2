"""Calls between a user's devices: the call table's decisions carried out on the connections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from hub.audit import Audit
from hub.channel.call_table import CallTable, Effect, Ended, Late, Send
from hub.channel.connection import Connection
from hub.channel.connections import Connections
from hub.store.records import Device
from shared.errors import DeviceOffline, FelloeError, LimitExceeded, NotFound, TooLarge
from shared.limits import LIMITS
from shared.messages import Ack, Call, Cancel, Result, failure
from shared.timeouts import Timeouts

log = structlog.get_logger()

Lookup = Callable[[str, str], Awaitable[Device | None]]
"""(user id, handle) to the device, connected or not; asked only when a call finds no connection."""


class CallRouter:
    def __init__(self, timeouts: Timeouts, audit: Audit, lookup: Lookup) -> None:
        self._table = CallTable(timeouts=timeouts)
        self._audit = audit
        self._lookup = lookup
        self.connections = Connections(timeouts, self._table.disconnected)
        self._timer: asyncio.TimerHandle | None = None

    async def handle(self, connection: Connection, message: Call | Ack | Result | Cancel) -> None:
        """What a device said about a call."""
        device = connection.device.id
        match message:
            case Call():
                await self._call(connection, message)
            case Ack():
                self._carry_out(self._table.acked(device, message.id))
            case Result():
                self._carry_out(self._table.answered(device, message))
            case Cancel():
                self._carry_out(self._table.cancel(device, message.id))

    def connected(self, connection: Connection) -> None:
        """The device is back: it gets the answers that came meanwhile, and the calls it had not answered."""
        self._carry_out(self._table.connected(connection.device.id, _now()))

    def removed(self, device_id: str) -> None:
        """The device was revoked."""
        self._carry_out(self._table.removed(device_id))

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    async def _call(self, connection: Connection, call: Call) -> None:
        caller = connection.device
        if self._table.held(caller.id, call):
            self._carry_out(self._table.again(caller.id, call))
            return
        try:
            callee = await self._callee(connection, call)
        except FelloeError as error:
            log.info("call refused", call=call.id, caller=caller.id, code=error.code)
            connection.send(failure(call.id, error))
            return
        self._carry_out(self._table.submit(call, connection.caller, callee.caller, user=caller.user, now=_now()))

    async def _callee(self, connection: Connection, call: Call) -> Connection:
        """The connected device for a call. Raises what the caller is to be told."""
        if len(call.chain) >= LIMITS.call_depth:
            raise LimitExceeded(f"Calls may be {LIMITS.call_depth} deep, not deeper.", limit="depth")
        user_id = connection.device.user_id
        if call.target is None or call.target == "any":
            return self._any(connection, call)
        found = self.connections.by_handle(user_id, call.target)
        if found is not None:
            return found
        if await self._lookup(user_id, call.target) is None:
            raise NotFound(f"There is no device {call.target}. `felloe devices` shows yours.", device=call.target)
        raise DeviceOffline(f"{call.target} is offline. Try again when it is back.", device=call.target)

    def _any(self, connection: Connection, call: Call) -> Connection:
        """The least busy device that offers the function, another one than the caller if there is one."""
        offering = [
            found
            for found in self.connections.of_user(connection.device.user_id)
            if (call.skill, call.function) in found.offers
        ]
        if not offering:
            raise DeviceOffline(
                f"No device that is online offers {call.skill}.{call.function}. `felloe skills` shows what there is."
            )
        return min(
            offering,
            key=lambda found: (found is connection, found.state != "online", self._table.load(found.device.id)),
        )

    def _carry_out(self, effects: list[Effect]) -> None:
        pending = list(reversed(effects))
        while pending:
            match pending.pop():
                case Send() as send:
                    pending.extend(reversed(self._send(send)))
                case Ended() as ended:
                    self._record(ended)
                case Late(device, call_id):
                    log.info("late result dropped", call=call_id, device=device)
        self._arm()

    def _send(self, send: Send) -> list[Effect]:
        connection = self.connections.get(send.device)
        if connection is None:
            return []  # the table keeps what counts until the device is back
        message = send.message
        try:
            if connection.send(message) or not isinstance(message, Call):
                return []
            error: FelloeError = DeviceOffline(f"{connection.device.handle} does not read what it is sent.")
        except TooLarge as too_large:
            if isinstance(message, Result):
                connection.send(failure(message.id, too_large))
                return []
            assert isinstance(message, Call)
            error = too_large
        return self._table.failed_to_send(send.device, message.id, error)

    def _record(self, ended: Ended) -> None:
        call = ended.call
        self._audit.record(
            f"device {ended.caller}",
            "call",
            ended.user,
            id=call.id,
            function=f"{call.target}:{call.skill}.{call.function}",
            device=ended.callee,
            principal=call.principal.kind,
            outcome=ended.code,
        )

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


def _now() -> float:
    return asyncio.get_running_loop().time()
