"""Routes to the node of one of the caller's devices: passed on, kept nowhere.

Rules of this module:
- the device decides what it shows: the hub says who asks, by a token for that device and scope, and reads no content;
- a relay ends with whoever asked, with the device, and as soon as either is welcome no longer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, Security
from pydantic import ValidationError

from hub.channel.node_relay import RelayedAnswer
from hub.http.access import Caller, TokenFirst, authorized
from hub.services import Services, services_of
from shared.errors import (
    Conflict,
    DeadlineExceeded,
    DeviceOffline,
    InvalidArgument,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    RateLimited,
    TooLarge,
)
from shared.limits import LIMITS
from shared.node_requests import REQUEST_HEADERS, SCOPES, Method, NodeRequest, passed
from shared.system.problems import declared

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
_PATH = "/v1/devices/{handle}/node/{path:path}"


_FAILURES = declared(NotFound, InvalidArgument, RateLimited, DeviceOffline, DeadlineExceeded, ProtocolError)


@router.get(_PATH, responses=_FAILURES)
async def look(
    request: Request, handle: str, hub: Hub, caller: Annotated[Caller, Security(authorized, scopes=["node:read"])]
) -> Response:
    """Scope: node:read. What the node of that device shows there: its status, runs, log, events, questions, answers."""
    return await _relay(request, "GET", handle, hub, caller)


@router.post(_PATH, responses=_FAILURES | declared(Conflict, TooLarge, OutcomeUnknown, DeadlineExceeded))
async def answer(
    request: Request, handle: str, hub: Hub, caller: Annotated[Caller, Security(authorized, scopes=["node:answer"])]
) -> Response:
    """Scope: node:answer. Answers a question of that device, stops an answer there, or has it offer less."""
    return await _relay(request, "POST", handle, hub, caller)


async def _relay(request: Request, method: Method, handle: str, hub: Services, caller: Caller) -> Response:
    device = await hub.devices.by_handle(caller.user_id, handle)
    if device is None:
        raise NotFound(f"You have no device {handle[:64]}. `felloe devices` lists yours.")
    connection = hub.calls.connections.get(device.id)
    if connection is None:
        raise DeviceOffline(f"{device.handle} is offline.")
    body = await request.body()
    if len(body) > LIMITS.node_body:
        raise TooLarge(f"A request to a device may hold {LIMITS.node_body} bytes.", limit=LIMITS.node_body)
    token = hub.tokens.mint_node_token(caller, device, SCOPES[method])
    asked = _asked(request, method, token, len(body))
    return RelayedAnswer(connection, asked, body, _held(hub, caller), first_s=hub.timeouts.http_request / 2)


@asynccontextmanager
async def _held(hub: Services, caller: Caller) -> AsyncIterator[None]:
    with hub.relays.room(caller.user_id):
        async with hub.endings.guard(caller):
            yield


def _asked(request: Request, method: Method, token: str, size: int) -> NodeRequest:
    try:
        return NodeRequest(
            method=method,
            path=f"/{request.path_params['path']}",
            query=request.url.query,
            headers=passed(request.headers, REQUEST_HEADERS),
            token=token,
            size=size,
        )
    except ValidationError:
        raise InvalidArgument(f"Path and query may hold {LIMITS.node_path} characters each.") from None
