"""`/v1/channel`: a device's WebSocket from its upgrade to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from sqlmodel import Session

from hub.accounts.tokens import bearer
from hub.channel.connection import Connection
from hub.channel.offers import offers_of
from hub.channel.websocket import Gone, WebSocket
from hub.services import Services
from hub.store import devices, sync_log
from hub.store.records import Device
from shared import messages, versions
from shared.errors import (
    CopiedFolder,
    FelloeError,
    HubUnreachable,
    NotFound,
    ProtocolError,
    Unauthenticated,
    VersionUnsupported,
)
from shared.limits import LIMITS
from shared.messages import (
    CLOSE_COPIED,
    CLOSE_PROTOCOL,
    CLOSE_UNAUTHENTICATED,
    SUBPROTOCOL,
    VERSION,
    Hello,
    News,
    Problem,
    Welcome,
    decode_from_device,
    encode,
)
from shared.system.problems import problem

log = structlog.get_logger()
PATH = "/v1/channel"
TOLD_LIMITS = ("control_frame", "stream_window", "stream_window_max", "streams", "calls_in_flight")


def channel(services: Services) -> Callable[[WebSocket], Coroutine[Any, Any, None]]:
    """What is done with each request for a WebSocket."""

    async def serve(websocket: WebSocket) -> None:
        await _channel(websocket, services)

    return serve


async def _channel(websocket: WebSocket, services: Services) -> None:
    """Scope: channel. Refused with a problem document before the upgrade, with a `problem` message after it."""
    try:
        device = await _admitted(websocket, services)
    except FelloeError as error:
        refused = problem(error)
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in refused.raw_headers]
        kept = [(name, value) for name, value in headers if name != "content-length"]
        websocket.deny(refused.status_code, kept, bytes(refused.body))
        return
    websocket.accept(SUBPROTOCOL)
    try:
        hello = await _hello(websocket, services)
        _check(hello, device)
        services.calls.connections.copies.check(device.id, hello.boot_id)
        await _serve(websocket, services, device, hello)
    except FelloeError as error:
        log.warning("device refused", device=device.id, code=error.code, reason=error.message)
        _refuse(websocket, error)
    except Gone:
        return


async def _admitted(websocket: WebSocket, services: Services) -> Device:
    if websocket.path != PATH:
        raise NotFound(f"There is one WebSocket here, at {PATH}.")
    if services.calls.connections.draining:
        raise HubUnreachable("The hub stops. Try again in a moment.")
    caller = await services.tokens.authenticate(bearer(websocket.headers.get("Authorization", "")), "channel")
    if SUBPROTOCOL not in websocket.subprotocols:
        raise VersionUnsupported(f"This hub speaks {SUBPROTOCOL}.", supported=[SUBPROTOCOL])
    return caller.calling_device


async def _hello(websocket: WebSocket, services: Services) -> Hello:
    try:
        async with asyncio.timeout(services.timeouts.handshake):
            message = decode_from_device(await websocket.first())
    except TimeoutError:
        raise ProtocolError("No hello came. The first message of a device is its hello.") from None
    if not isinstance(message, Hello):
        raise ProtocolError("The first message of a device is its hello.")
    return message


def _check(hello: Hello, device: Device) -> None:
    if unsupported := versions.refusal("channel", hello.versions):
        raise unsupported
    if hello.device_id != device.id:
        raise Unauthenticated("The hello names another device than the token does.")


def _refuse(websocket: WebSocket, error: FelloeError) -> None:
    codes = {Unauthenticated: CLOSE_UNAUTHENTICATED, CopiedFolder: CLOSE_COPIED}
    code = codes.get(type(error), CLOSE_PROTOCOL)
    websocket.write(encode(Problem(error=error.body())))
    websocket.close(code)


async def _serve(websocket: WebSocket, services: Services, device: Device, hello: Hello) -> None:
    connection = Connection(websocket, device, hello.boot_id, asyncio.get_running_loop().time())
    calls = services.calls
    try:
        calls.connections.attach(connection)
    except CopiedFolder as error:
        log.warning("copied data folder", device=device.id, handle=device.handle)
        _refuse(websocket, error)
        return
    try:
        # Attached first and read afterwards: a revocation or a push in between finds this connection.
        if not await _welcome(connection, services, hello):
            return
        await calls.connected(connection)
        log.info("device connected", device=device.id, handle=device.handle, platform=hello.platform)
        grace_s = services.timeouts.shutdown
        await connection.run(lambda message: _handle(services, connection, message), grace_s=grace_s)
    finally:
        calls.connections.detach(connection)
        services.meter.carried(connection)
        log.info("device disconnected", device=device.id, handle=device.handle)
    await services.devices.seen(device.id)


async def _handle(services: Services, connection: Connection, message: Any) -> None:
    if isinstance(message, News):
        services.calls.connections.pass_news(connection, message.what)
    else:
        await services.calls.handle(connection, message)


async def _welcome(connection: Connection, services: Services, hello: Hello) -> bool:
    """Queue the welcome before anything else. False if the device was revoked meanwhile."""
    known = connection.device

    def work(session: Session) -> tuple[Device | None, str, int]:
        devices.seen(session, known.id, now_ms=services.now_ms())
        device = devices.get(session, known.id)
        functions = devices.functions_of(session, known.id) if device else "[]"
        return device, functions, sync_log.newest_seq(session, known.user_id)

    device, functions, newest = await services.store.write(work)
    if device is None or device.revoked or device.user_disabled:
        services.calls.connections.revoke(known.id, "This device was revoked.")
        await connection.run(lambda _: _nothing())
        return False
    connection.offers = offers_of(functions)
    connection.hears_news = messages.NEWS in hello.features
    if services.calls.connections.get(known.id) is not connection:
        await connection.run(lambda _: _nothing())  # another one took over meanwhile: the streams are its own
        return False
    lease, resumed = services.calls.connections.leases.take(known.id, hello)
    welcome = Welcome(
        version=VERSION,
        handle=known.handle,
        name=known.name,
        user=known.user,
        hub_time_ms=services.now_ms(),
        heartbeat_s=services.timeouts.heartbeat,
        server_seq=newest,
        features=messages.FEATURES,
        lease=lease.id,
        lease_s=services.timeouts.lease,
        resumed=resumed,
        limits={name: getattr(LIMITS, name) for name in TOLD_LIMITS},
        keys=services.signing.jwks(),
    )
    connection.outbox.put(welcome, first=True)
    if messages.STREAMS in hello.features:
        connection.carry(lease.streams, resumed=resumed)
    connection.welcomed = True
    return True


async def _nothing() -> None:
    return None
