"""Chats from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from spoke.node.bodies.exchange import TakeBody, TakeReply

if TYPE_CHECKING:
    from spoke.app import Node


def exchange_routes(router: APIRouter, node: Node) -> None:
    @router.post("/v1/sessions/import")
    async def take(body: TakeBody) -> TakeReply:
        return await node.taking.take(body.sessions)
