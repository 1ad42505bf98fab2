"""Routes of the sync log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, Security

from hub.http.access import Caller, TokenFirst, authorized
from hub.services import Services, services_of
from hub.store import usage
from hub.sync.log import RawPushRequest
from shared.api import DigestsReply, PullReply, PushReply, SessionLogReply
from shared.errors import Conflict, TooLarge
from shared.ids import Id
from shared.system.problems import declared

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
Since = Annotated[int, Query(ge=0, lt=2**62)]
SyncCaller = Annotated[Caller, Security(authorized, scopes=["sync"])]


@router.post("/v1/sync/push", responses=declared(Conflict, TooLarge))
async def push(body: RawPushRequest, request: Request, hub: Hub, caller: SyncCaller) -> PushReply:
    """Scope: sync. Acknowledged ops are durable when this answers."""
    size = int(request.headers.get("content-length", 0))
    if hub.limits.get(caller.user_id).storage_bytes is not None:
        held = await hub.store.core_read(lambda core: usage.stored(core, caller.user_id))
        hub.limits.admit_push(caller.user_id, held, size)
    reply = await hub.sync.push(caller.calling_device, body)
    hub.meter.synced(caller.user_id, caller.calling_device.id, "pushed", len(body.ops), size)
    return reply


@router.get("/v1/sync/pull", response_model=PullReply, responses=declared(Conflict))
async def pull(
    hub: Hub, caller: SyncCaller, since: Since = 0, head: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """Scope: sync. Entries after `since`, a page at a time."""
    page = await hub.sync.pull(caller.user_id, since, head)
    device = caller.device.id if caller.device else ""
    hub.meter.synced(caller.user_id, device, "pulled", page.count(b'{"server_seq":'), len(page))
    return Response(page, media_type="application/json")


@router.get("/v1/sync/digests")
async def digests(hub: Hub, caller: SyncCaller, after: Annotated[str, Query(max_length=36)] = "") -> DigestsReply:
    """Scope: sync. What the sessions come to, for a device that has to find out where its copy differs."""
    return await hub.sync.digests(caller.user_id, after)


@router.get("/v1/sync/sessions/{session_id}", response_model=SessionLogReply)
async def session(hub: Hub, caller: SyncCaller, session_id: Id, since: Since = 0) -> Response:
    """Scope: sync. All that the log has of one session, a page at a time."""
    return Response(await hub.sync.session(caller.user_id, session_id, since), media_type="application/json")
