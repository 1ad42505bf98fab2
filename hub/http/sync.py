"""Routes of the sync log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, Security

from hub.http.access import Caller, authorized
from hub.services import Services, services_of
from hub.sync.log import RawPushRequest
from shared.api import PullReply, PushReply
from shared.errors import Conflict
from shared.system.problems import declared

router = APIRouter()
Hub = Annotated[Services, Depends(services_of)]
SyncCaller = Annotated[Caller, Security(authorized, scopes=["sync"])]


@router.post("/v1/sync/push", responses=declared(Conflict))
async def push(body: RawPushRequest, hub: Hub, caller: SyncCaller) -> PushReply:
    """Scope: sync. Acknowledged ops are durable when this answers."""
    return await hub.sync.push(caller.calling_device, body)


@router.get("/v1/sync/pull", response_model=PullReply)
async def pull(hub: Hub, caller: SyncCaller, since: Annotated[int, Query(ge=0, lt=2**62)] = 0) -> Response:
    """Scope: sync. Entries after `since`, a page at a time."""
    return Response(await hub.sync.pull(caller.user_id, since), media_type="application/json")
