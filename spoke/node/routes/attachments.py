"""Files in chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from shared.parts import Attachment, Sha256
from spoke.node.bodies.attachments import AttachBody, RefusedFilesReply, SettleFile

if TYPE_CHECKING:
    from spoke.app import Node


def attachment_routes(router: APIRouter, node: Node) -> None:
    @router.post("/v1/attachments")
    async def attach(body: AttachBody) -> Attachment:
        return await node.attachments.add(body.path, body.name)

    @router.get("/v1/attachments/{sha256}")
    async def attachment(sha256: Annotated[Sha256, Path()]) -> FileResponse:
        """The file; fetched from the hub first if it is not here."""
        path = await node.attachments.path(sha256)
        return FileResponse(path, media_type="application/octet-stream", headers={"X-Content-Type-Options": "nosniff"})

    @router.get("/v1/refused-files")
    async def refused() -> RefusedFilesReply:
        return RefusedFilesReply(files=await node.attachments.refused())

    @router.put("/v1/refused-files/{sha256}", status_code=204)
    async def settle(sha256: Annotated[Sha256, Path()], body: SettleFile) -> None:
        await node.settle_file(sha256, keep=body.wanted == "keep")
