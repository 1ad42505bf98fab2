"""Finding chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query

from shared.ids import Id
from shared.limits import LIMITS
from shared.sync.ops import Millis
from spoke.node.bodies.search import SearchReply
from spoke.node.bodies.sessions import SessionIds, Where
from spoke.sessions.search.filters import Filter

if TYPE_CHECKING:
    from spoke.app import Node

Role = Literal["user", "assistant", "system", "tool"]


def search_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/search")
    async def search(
        q: Annotated[str, Query(max_length=300)],
        limit: Annotated[int, Query(ge=1, le=200)] = 20,
        after: Annotated[str | None, Query(max_length=40)] = None,
        session_id: Id | None = None,
        role: Role | None = None,
        from_ms: Millis | None = None,
        to_ms: Millis | None = None,
        where: Where = "all",
        folder: Annotated[str | None, Query(max_length=LIMITS.folder_chars)] = None,
        tag: Annotated[str | None, Query(max_length=LIMITS.tag_chars)] = None,
    ) -> SearchReply:
        chosen = Filter(
            session_id=session_id, role=role, from_ms=from_ms, to_ms=to_ms, where=where, folder=folder, tag=tag
        )
        return await node.finding.search(q, chosen, limit, after)

    @router.get("/v1/sessions-ending/{text}")
    async def ending(text: str) -> SessionIds:
        """Sessions whose id ends so; two at most."""
        return SessionIds(ids=await node.finding.ending(text.lower()))
