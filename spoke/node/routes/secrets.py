"""Secrets: values go in and never out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter

from sandbox.services.secret import Secret
from spoke.node.bodies.secrets import NewSecret, SecretInfo, SecretsReply

if TYPE_CHECKING:
    from spoke.app import Node


def secret_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/secrets")
    async def secrets() -> SecretsReply:
        found = await asyncio.to_thread(node.secrets.load)
        infos = [SecretInfo(name=each.name, host=each.host, header=each.header) for each in found.values()]
        return SecretsReply(secrets=infos)

    @router.put("/v1/secrets/{name}", status_code=204)
    async def put(name: str, body: NewSecret) -> None:
        secret = Secret.checked(name, body.host, body.value.get_secret_value(), body.header)
        await asyncio.to_thread(node.secrets.put, secret)

    @router.delete("/v1/secrets/{name}", status_code=204)
    async def remove(name: str) -> None:
        await asyncio.to_thread(node.secrets.remove, name)
