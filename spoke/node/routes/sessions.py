"""Chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from shared.ids import Id
from shared.limits import LIMITS
from shared.sync.ops import Message
from spoke.node.bodies.sessions import (
    BranchPage,
    ChangeSession,
    NewMessage,
    NewSession,
    SessionInfo,
    SessionReply,
    SessionsReply,
    Where,
)

if TYPE_CHECKING:
    from spoke.app import Node


def session_routes(router: APIRouter, node: Node) -> None:
    store = node.sessions

    @router.get("/v1/sessions")
    async def sessions(
        limit: int = Query(default=50, ge=1, le=500),
        before: str | None = Query(default=None, max_length=80),
        q: str = Query(default="", max_length=200),
        where: Where = "all",
        folder: str | None = Query(default=None, max_length=LIMITS.folder_chars),
        tag: str | None = Query(default=None, max_length=LIMITS.tag_chars),
    ) -> SessionsReply:
        return await store.list(limit=limit, before=before, query=q, where=where, folder=folder, tag=tag)

    @router.post("/v1/sessions")
    async def create(body: NewSession) -> SessionInfo:
        return await store.create(body.title, local=body.local, session_id=body.id)

    @router.get("/v1/sessions/{session_id}")
    async def show(session_id: str) -> SessionReply:
        return await store.show(session_id)

    @router.get("/v1/sessions/{session_id}/branch")
    async def branch(
        session_id: str, limit: Annotated[int, Query(ge=1, le=500)] = 100, before: Id | None = None
    ) -> BranchPage:
        """The end of the branch that one reads, or what comes before one of its messages."""
        return await store.page(session_id, limit=limit, before=before)

    @router.patch("/v1/sessions/{session_id}")
    async def change(session_id: str, body: ChangeSession) -> SessionInfo:
        return await store.change(session_id, body)

    @router.delete("/v1/sessions/{session_id}", status_code=204)
    async def delete(session_id: str) -> None:
        await node.assistant.stop_session(session_id)
        await node.trash.delete(session_id)

    @router.post("/v1/sessions/{session_id}/messages")
    async def write(session_id: str, body: NewMessage) -> Message:
        return await store.write(session_id, body)
