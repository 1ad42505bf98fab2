"""The node's own log."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from spoke.node.bodies.logs import LogLevel, LogsReply
from spoke.node.logs import tail
from spoke.node.outside import FromAfar

if TYPE_CHECKING:
    from spoke.app import Node


def log_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/logs")
    async def logs(
        afar: FromAfar,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
        level: LogLevel = "info",
        q: Annotated[str, Query(max_length=200)] = "",
    ) -> LogsReply:
        staying = await node.sessions.staying() if afar else None
        return await asyncio.to_thread(tail, node.settings.data, limit, level, q, staying)
