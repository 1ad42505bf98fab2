"""The device's one outbound WebSocket to its hub: kept up, and shared by the calls that go both ways.

Rules of this module:
- what arrives is handed on at once: nothing here waits for a handler;
- the state is changed first, then others are told;
- one task writes, urgent things before the bytes of streams; what is queued with a connection is lost with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import platform
import random
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from pydantic import BaseModel, JsonValue
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from shared import messages
from shared.errors import (
    CopiedFolder,
    FelloeError,
    HubUnreachable,
    ProtocolError,
    StreamLost,
    TooLarge,
    Unauthenticated,
    from_body,
)
from shared.limits import LIMITS
from shared.messages import (
    Ack,
    Call,
    Cancel,
    Check,
    Goodbye,
    Hello,
    Message,
    News,
    Open,
    Ping,
    Poke,
    Pong,
    Presence,
    Problem,
    Received,
    Result,
    Welcome,
)
from shared.system.clock import now_ms
from shared.system.deltas import DELTAS, About, Deltas
from shared.system.large import receive_large
from shared.system.outbox import Outbox
from shared.system.streams import Stream
from shared.timeouts import TIMEOUTS
from spoke.calls.parting import Parting
from spoke.calls.way import Sending
from spoke.hublink.client import HubClient
from spoke.hublink.handlers import Handlers
from spoke.hublink.large_messages import LargeMessages
from spoke.hublink.leased_streams import LeasedStreams
from spoke.hublink.waiting import Waiting
from spoke.hublink.wire import transport_error
from spoke.node.bodies.node import HubState

log = structlog.get_logger()

MALFORMED_MAX = 5
"""Messages of one connection that make no sense: the last of them ends it."""


class Link:
    """`run` keeps the connection for as long as it is not cancelled."""

    def __init__(self, hub: HubClient, boot_id: str, handlers: Handlers) -> None:
        self._hub = hub
        self._boot_id = boot_id
        self._handlers = handlers
        self._socket: ClientConnection | None = None
        self._outbox: Outbox | None = None
        self._streams = LeasedStreams(handlers.streams, lambda: self.problem)
        self._calls = Waiting(self.send, self.online)
        self._large = LargeMessages(self.open, self._not_taken)
        handlers.streams.on(DELTAS, About, self._calls.hear)
        receive_large(handlers.streams, call=self._large_call, result=self._large_result)
        self._settled = asyncio.Event()
        """Set when an attempt to connect that somebody waits for has ended, well or not."""
        self._hurry = asyncio.Event()
        self.state: HubState = "connecting"
        self.problem: FelloeError | None = None
        self.since_ms = now_ms()

    async def run(self) -> None:
        """Connect, serve, and reconnect within 15 s, at random: a hub's devices are not to come back all at once."""
        try:
            await self._keep_up()
        finally:
            self._streams.end(StreamLost("This device's connection to its hub ended."))
            await self._large.aclose()
            await self._handlers.streams.aclose()

    async def _keep_up(self) -> None:
        wait = TIMEOUTS.reconnect_min
        while True:
            started = time.monotonic()
            try:
                await self._session()
            except CopiedFolder as error:
                self._become("offline", error)
                await self._asked_to_try()
            except FelloeError as error:
                self._become("offline", error)
            except (OSError, InvalidHandshake, ConnectionClosed, TimeoutError) as error:
                self._become("offline", self._mapped(error))
            except Exception as error:  # whatever a hub says: the node goes on, and without it if need be
                log.exception("connection failed in a way it should not")
                self._become("offline", self._mapped(error))
            stable = time.monotonic() - started > 2 * TIMEOUTS.reconnect_max
            wait = TIMEOUTS.reconnect_min if stable else min(2 * wait, TIMEOUTS.reconnect_max)
            self._hurry.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(random.uniform(TIMEOUTS.reconnect_min / 2, wait)):  # noqa: S311
                    await self._hurry.wait()

    async def _asked_to_try(self) -> None:
        """Until somebody wants it: trying again by itself would only take the connection from the other copy."""
        self._hurry.clear()
        await self._hurry.wait()

    def hurry(self) -> None:
        """Try again now instead of later; `online` waits for how that ends."""
        if self.state != "online":
            self._settled.clear()
            self._hurry.set()

    async def online(self) -> None:
        """Return when calls can be sent, or raise why not. Waits only for the first attempt, or a hurried one."""
        await self._settled.wait()
        if self.state != "online":
            raise self.problem.anew() if self.problem else HubUnreachable("The hub is not connected.")

    async def call(self, call: Call, deltas: Deltas | None = None, sending: Sending | None = None) -> Result:
        """Send a call and wait for its answer, `call.timeout_s` at most. `sending` is done right before; with it, the
        answer goes to the handler of results too.

        Raises what kept it from being sent, or `OutcomeUnknown` when it was sent and nothing came back. Cancelling
        is safe: the other device is asked to stop, and may be done already.
        """
        return await self._calls.call(call, deltas, sending)

    def abandon(self, parting: Parting) -> None:
        """The device is none of this hub's any more: whoever waits for an answer hears that there will be none."""
        self._calls.abandon(parting)

    async def send(self, message: Message) -> bool:
        """Queue it if connected, and say so. What is lost with the connection is asked for again after the next one."""
        if self._outbox is None or self._socket is None:
            return False
        try:
            if self._outbox.put(message):
                return True
        except TooLarge:
            assert isinstance(message, Call | Result)
            self._large.send(message)
            return True
        log.warning("the hub reads too slowly: connecting anew")
        self._socket.transport.abort()
        return False

    async def _not_taken(self, message: Call | Result, refusal: Result) -> None:
        """By the hub: whoever waits at this end or at the other hears of it."""
        if isinstance(message, Result):
            await self.send(refusal)
        else:
            await self._answered(refusal)

    async def _large_call(self, _: str, call: Call) -> None:
        self._guarded(self._handlers.call, call)

    async def _large_result(self, _: str, result: Result) -> None:
        await self._answered(result)

    def open(self, kind: str, about: BaseModel | dict[str, JsonValue]) -> Stream:
        """A new stream to the hub. Raises `HubUnreachable`, `RateLimited`, `TooLarge`."""
        return self._streams.open(kind, about)

    async def _session(self) -> None:
        account = self._hub.account
        headers = {"Authorization": f"Bearer {await self._hub.token()}"}
        async with connect(
            account.hub_url.replace("http", "ws", 1) + "/v1/channel",
            ssl=self._hub.tls,
            subprotocols=[messages.SUBPROTOCOL],  # type: ignore[list-item]
            additional_headers=headers,
            compression=None,
            open_timeout=TIMEOUTS.handshake,
            close_timeout=1,
            max_size=LIMITS.control_frame,
            ping_interval=None,
            proxy=None,
        ) as socket:
            welcome = await self._handshake(socket)
            self._socket = socket
            ready = asyncio.Event()
            outbox = self._outbox = Outbox(4 * LIMITS.calls_in_flight, ready.set)
            self._streams.carry(welcome, outbox)
            beside = [
                asyncio.create_task(self._beat(welcome.heartbeat_s), name="heartbeat"),
                asyncio.create_task(_write(socket, outbox, ready), name="write to the hub"),
            ]
            try:
                self._become("online")
                self._handlers.welcome(welcome)
                await self._calls.send_again()
                await self._receive(socket)
            finally:
                self._socket = self._outbox = None
                self._streams.leave(outbox, welcome.lease_s)
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)

    async def _handshake(self, socket: ClientConnection) -> Welcome:
        hello = Hello(
            versions=[messages.VERSION],
            device_id=self._hub.account.device_id,
            boot_id=self._boot_id,
            platform=f"{platform.system()} {platform.machine()}",
            features=messages.FEATURES,
            resume=self._streams.lease,
        )
        await socket.send(messages.encode(hello))
        async with asyncio.timeout(TIMEOUTS.handshake):
            answer = messages.decode_from_hub(await socket.recv())
        if isinstance(answer, messages.Problem):
            raise from_body(answer.error)
        if not isinstance(answer, Welcome):
            raise ProtocolError(f"The hub answered the handshake with {type(answer).__name__}.")
        return answer

    async def _receive(self, socket: ClientConnection) -> None:
        malformed = 0
        while True:
            async with asyncio.timeout(TIMEOUTS.suspect):  # not wait_for: on 3.11 it can swallow a cancellation
                frame = await socket.recv()
            try:
                if isinstance(frame, bytes):
                    self._streams.receive(frame)
                else:
                    await self._handle(messages.decode_from_hub(frame))
            except ProtocolError as error:
                malformed += 1
                log.warning("message from the hub not understood", reason=error.message, count=malformed)
                if malformed >= MALFORMED_MAX:
                    raise
                await self.send(Problem(error=error.body()))

    async def _handle(self, message: Message) -> None:
        match message:
            case Call():
                self._guarded(self._handlers.call, message)
            case Result():
                await self._answered(message)
            case Cancel():
                self._guarded(self._handlers.cancel, message.id)
            case Check():
                self._guarded(self._handlers.check, message.id)
            case Ack():
                self._guarded(self._handlers.ack, message)
            case Poke():
                self._guarded(self._handlers.poke, message.server_seq)
            case Presence():
                self._guarded(self._handlers.presence, message)
            case News():
                self._guarded(self._handlers.news, message)
            case Open():
                self._streams.opened(message)
            case Ping():
                await self.send(Pong(n=message.n))
            case Problem(error=error) if error.code == CopiedFolder.code:
                raise from_body(error)
            case Problem(error=error) if error.code == Unauthenticated.code:  # it was cut off
                self._hub.forget_token()
                raise from_body(error)
            case Problem(error=error):
                log.warning("the hub complains", code=error.code, reason=error.message)
            case Goodbye():
                raise HubUnreachable(f"The hub says goodbye: {message.reason or 'it stops'}.")
            case _:
                pass

    def _guarded(self, handler: Callable[[Any], None], what: Any) -> None:
        """What goes wrong with one message is no reason to lose the connection."""
        try:
            handler(what)
        except Exception:
            log.exception("handler of a message failed", handler=handler)

    async def _answered(self, result: Result) -> None:
        if result.error is not None:
            result = result.model_copy(update={"error": result.error.shortened()})
        if not self._calls.answered(result):
            self._guarded(self._handlers.result, result)
        elif not result.goes_on:
            await self.send(Received(id=result.id))

    async def _beat(self, every_s: float) -> None:
        n = 0
        while True:
            await asyncio.sleep(every_s)
            n += 1
            await self.send(Ping(n=n))

    def _become(self, state: HubState, problem: FelloeError | None = None) -> None:
        if (state, problem and problem.message) != (self.state, self.problem and self.problem.message):
            log.info("hub " + state, **({"reason": problem.message} if problem else {}))
        if state != self.state:
            self.since_ms = now_ms()
        self.state, self.problem = state, problem
        self._settled.set()
        self._handlers.state()

    def _mapped(self, error: BaseException) -> FelloeError:
        hub_url = self._hub.account.hub_url
        if isinstance(error, InvalidStatus) and error.response.status_code == HTTPStatus.UNAUTHORIZED:
            self._hub.forget_token()
            return Unauthenticated(f"The hub at {hub_url} refused this device's token. Asking for a new one.")
        return transport_error(hub_url, error)


async def _write(socket: ClientConnection, outbox: Outbox, ready: asyncio.Event) -> None:
    """Until the connection ends, which its reader sees too."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            ready.clear()
            while (frame := outbox.next()) is not None:
                await socket.send(frame)
            await ready.wait()
