"""How chats sync, and what a person decides about it: the trash, what is kept here, what the hub does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from spoke.node.bodies.node import SyncStatus
from spoke.node.bodies.sessions import ChosenSessions, Quarantined, QuarantineReply, SessionIds

if TYPE_CHECKING:
    from spoke.app import Node


def sync_routes(router: APIRouter, node: Node) -> None:
    @router.post("/v1/sync")
    async def sync(compare: bool = False) -> SyncStatus:
        """`compare`: also compare what is here with what the hub has, and mend what differs."""
        return await node.sync_now(compare=compare)

    @router.post("/v1/sessions/{session_id}/restore", status_code=204)
    async def restore(session_id: str) -> None:
        await node.trash.restore(session_id)

    @router.post("/v1/trash/purge")
    async def purge(body: ChosenSessions) -> SessionIds:
        return SessionIds(ids=await node.trash.purge(None if body.all else body.ids))

    @router.post("/v1/offer")
    async def offer(body: ChosenSessions) -> SessionIds:
        """Let chats sync that were kept from another account, or were for this device only."""
        return SessionIds(ids=await node.offer(None if body.all else body.ids))

    @router.get("/v1/quarantine")
    async def quarantine() -> QuarantineReply:
        return QuarantineReply(changes=await node.quarantine.list())

    @router.post("/v1/quarantine/{op_id}/retry", status_code=204)
    async def retry(op_id: str) -> None:
        await node.quarantine.retry(op_id)

    @router.delete("/v1/quarantine/{op_id}")
    async def discard(op_id: str) -> Quarantined:
        return await node.quarantine.discard(op_id)
