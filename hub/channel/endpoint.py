"""`/v1/channel`: a device's WebSocket from its upgrade to its end."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from fastapi import APIRouter
from sqlmodel import Session
from starlette.websockets import WebSocket, WebSocketDisconnect

from hub.channel.connection import Connection
from hub.channel.offers import offers_of
from hub.http.access import bearer
from hub.services import Services, services_of
from hub.store import devices, sync_log
from hub.store.records import Device
from shared import messages
from shared.errors import FelloeError, HubUnreachable, ProtocolError, Unauthenticated, VersionUnsupported
from shared.limits import LIMITS
from shared.messages import (
    CLOSE_PROTOCOL,
    CLOSE_UNAUTHENTICATED,
    SUBPROTOCOL,
    VERSION,
    Ack,
    Call,
    Cancel,
    Check,
    Goodbye,
    Hello,
    Ping,
    Pong,
    Problem,
    Received,
    Result,
    Welcome,
    decode_from_device,
    encode,
)
from shared.system.problems import problem

log = structlog.get_logger()
router = APIRouter()
CLOSE_NORMAL = 1000
TOLD_LIMITS = ("control_frame", "stream_window", "stream_window_max", "streams", "calls_in_flight")


@router.websocket("/v1/channel")
async def channel(websocket: WebSocket) -> None:
    """Scope: channel. Refused with a problem document before the upgrade, with a `problem` message after it."""
    services = services_of(websocket)
    try:
        device = await _admitted(websocket, services)
    except FelloeError as error:
        await websocket.send_denial_response(problem(error))
        return
    await websocket.accept(subprotocol=SUBPROTOCOL)
    try:
        hello = await _hello(websocket, services)
        _check(hello, device)
    except FelloeError as error:
        await _refuse(websocket, error)
    except WebSocketDisconnect:
        return
    else:
        await _serve(websocket, services, device, hello)


async def _admitted(websocket: WebSocket, services: Services) -> Device:
    if services.calls.connections.draining:
        raise HubUnreachable("The hub stops. Try again in a moment.")
    caller = await services.tokens.authenticate(bearer(websocket), "channel")
    if SUBPROTOCOL not in websocket.scope["subprotocols"]:
        raise VersionUnsupported(f"This hub speaks {SUBPROTOCOL}.", supported=[SUBPROTOCOL])
    return caller.calling_device


async def _hello(websocket: WebSocket, services: Services) -> Hello:
    try:
        async with asyncio.timeout(services.timeouts.handshake):
            event = await websocket.receive()
    except TimeoutError:
        raise ProtocolError("No hello came. The first message of a device is its hello.") from None
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event.get("code") or 1005)
    message = decode_from_device(event.get("text") or event.get("bytes") or "")
    if not isinstance(message, Hello):
        raise ProtocolError("The first message of a device is its hello.")
    return message


def _check(hello: Hello, device: Device) -> None:
    if VERSION not in hello.versions:
        raise VersionUnsupported(
            f"This hub speaks version {VERSION} of the channel, this device {hello.versions}. Update the older one.",
            supported=[VERSION],
        )
    if hello.device_id != device.id:
        raise Unauthenticated("The hello names another device than the token does.")


async def _refuse(websocket: WebSocket, error: FelloeError) -> None:
    code = CLOSE_UNAUTHENTICATED if isinstance(error, Unauthenticated) else CLOSE_PROTOCOL
    try:
        await websocket.send_text(encode(Problem(error=error.body())))
        await websocket.close(code)
    except (WebSocketDisconnect, RuntimeError):
        pass  # it did not wait for the answer


async def _serve(websocket: WebSocket, services: Services, device: Device, hello: Hello) -> None:
    connection = Connection(websocket, device, asyncio.get_running_loop().time())
    calls = services.calls
    calls.connections.attach(connection)
    try:
        # Attached first and read afterwards: a revocation or a push in between finds this connection.
        if not await _welcome(connection, services, hello):
            return
        await calls.connected(connection)
        log.info("device connected", device=device.id, handle=device.handle, platform=hello.platform)
        await connection.run(lambda message: _handle(services, connection, message))
    finally:
        calls.connections.detach(connection)
        log.info("device disconnected", device=device.id, handle=device.handle)
    await services.devices.seen(device.id)


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
    return True


async def _handle(services: Services, connection: Connection, message: Any) -> None:
    match message:
        case Call() | Ack() | Result() | Cancel() | Check() | Received():
            await services.calls.handle(connection, message)
        case Ping(n=n):
            connection.send(Pong(n=n))
        case Goodbye():
            connection.close(CLOSE_NORMAL)
        case Problem(error=error):
            log.warning("device complains", device=connection.device.id, code=error.code, message=error.message)
        case Hello():
            raise ProtocolError("This connection had its hello.")


async def _nothing() -> None:
    return None
