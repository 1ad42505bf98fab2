"""Routes of attachments: bytes by their hash, of the caller's user and nobody else's."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Security
from fastapi.responses import FileResponse
from starlette.requests import ClientDisconnect

from hub.http.access import Caller, TokenFirst, authorized
from hub.services import Services, services_of
from shared.api import AttachmentState, MissingReply, MissingRequest
from shared.errors import Conflict, InvalidArgument, QuotaExceeded
from shared.limits import LIMITS
from shared.parts import Sha256
from shared.system.problems import declared

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
SyncCaller = Annotated[Caller, Security(authorized, scopes=["sync"])]
Hash = Annotated[Sha256, Path()]
Size = Annotated[int, Query(ge=0, le=LIMITS.attachment)]
Offset = Annotated[int, Query(ge=0, le=LIMITS.attachment)]
_BYTES: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}


@router.post("/v1/attachments/missing")
async def missing(body: MissingRequest, hub: Hub, caller: SyncCaller) -> MissingReply:
    """Scope: sync. Which of these files the hub has not."""
    return MissingReply(missing=await hub.attachments.missing(caller.user_id, body.hashes))


@router.get("/v1/attachments/{sha256}/state")
async def state(sha256: Hash, size: Size, hub: Hub, caller: SyncCaller) -> AttachmentState:
    """Scope: sync. How much of a file of that hash and size is here: where to go on."""
    return await hub.attachments.state(caller.user_id, sha256, size)


@router.patch(
    "/v1/attachments/{sha256}", openapi_extra=_BYTES, responses=declared(Conflict, InvalidArgument, QuotaExceeded)
)
async def append(
    sha256: Hash, size: Size, offset: Offset, request: Request, hub: Hub, caller: SyncCaller
) -> AttachmentState:
    """Scope: sync. The bytes from `offset` on, as many as a body holds; the last ones are answered `complete`.

    What arrived of a body that was cut is kept. A whole that is not what its hash says is dropped.
    """
    return await hub.attachments.append(caller.user_id, sha256, size, offset, _some(request))


@router.get("/v1/attachments/{sha256}", response_class=FileResponse)
async def attachment(sha256: Hash, hub: Hub, caller: SyncCaller) -> FileResponse:
    """Scope: sync. The file, or the part of it that a Range header asks for."""
    path = await hub.attachments.path(caller.user_id, sha256)
    return FileResponse(path, media_type="application/octet-stream", headers={"X-Content-Type-Options": "nosniff"})


async def _some(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; one that is cut ends early, since what came counts."""
    with contextlib.suppress(ClientDisconnect):
        async for chunk in request.stream():
            if chunk:
                yield chunk
