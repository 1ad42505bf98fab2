"""Routes of the function index."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Security

from hub.channel.offers import offers_of
from hub.http.access import Caller, TokenFirst, authorized
from hub.services import Services, services_of
from shared.api import FunctionsReply, PublishRequest

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]


@router.put("/v1/functions", status_code=204)
async def publish(
    body: PublishRequest, hub: Hub, caller: Annotated[Caller, Security(authorized, scopes=["functions:write"])]
) -> None:
    """Scope: functions:write. All that the calling device offers, in place of what it offered before."""
    device = caller.calling_device
    kept = await hub.functions.publish(device.id, body.functions)
    if connection := hub.calls.connections.get(device.id):
        connection.offers = offers_of(kept)
        hub.calls.offered(connection)


@router.get("/v1/functions")
async def search(
    hub: Hub,
    caller: Annotated[Caller, Security(authorized, scopes=["functions:read"])],
    q: Annotated[str, Query(max_length=200)] = "",
) -> FunctionsReply:
    """Scope: functions:read. What the user's devices offer, one row per function; `q`: words that must all occur."""
    online = frozenset(connection.device.id for connection in hub.calls.connections.of_user(caller.user_id))
    return FunctionsReply(functions=await hub.functions.search(caller.user_id, q, online))
