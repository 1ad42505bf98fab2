"""A real hub and several real nodes of its users, in one process and over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from hub.admin.client import Admin, admin
from hub.app import running as hub_running
from hub.services import Services
from hub.settings import Settings
from spoke.app import Node
from spoke.node.client import NodeClient
from spoke.runtime import running
from spoke.settings import NodeSettings

WAIT_S = 20


class Several:
    def __init__(self, folder: Path, hub: Services, to_admin: Admin) -> None:
        self.folder = folder
        self.hub = hub
        self.admin = to_admin
        self._stacks: dict[str, AsyncExitStack] = {}
        self._users: set[str] = set()

    async def start(self, name: str, user: str = "ann") -> Node:
        """A node of that name that is online; paired, where it is new."""
        stack = self._stacks[name] = AsyncExitStack()
        node = await stack.enter_async_context(running(NodeSettings(data=self.folder / name, name=name)))
        if node.hub.membership is None:
            if user not in self._users:
                await self.admin.ask("POST", "/users", {"name": user})
                self._users.add(user)
            made = await self.admin.ask("POST", f"/users/{user}/codes", {})
            await node.hub.pair(str(made["pairing_string"]), name)
        async with asyncio.timeout(WAIT_S):
            await node.hub.required().link.online()
        return node

    async def stop(self, name: str) -> None:
        await self._stacks.pop(name).aclose()

    async def stop_all(self) -> None:
        for name in list(self._stacks):
            await self.stop(name)

    def files(self) -> list[Path]:
        """All that the hub keeps."""
        return [file for file in (self.folder / "hub").rglob("*") if file.is_file()]


@asynccontextmanager
async def several(folder: Path) -> AsyncIterator[Several]:
    settings = Settings(port=0, data=folder / "hub")
    async with hub_running(settings) as (_, services), admin(settings.data) as to_admin:
        world = Several(folder, services, to_admin)
        try:
            yield world
        finally:
            await world.stop_all()


@asynccontextmanager
async def face(node: Node) -> AsyncIterator[NodeClient]:
    client = NodeClient.of(node.settings.data)
    assert client is not None
    async with client:
        yield client


async def until(holds: Callable[[], object]) -> None:
    for _ in range(100 * WAIT_S):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def at_hub(node: Node, method: str, path: str, **request: Any) -> httpx.Response:
    """What the hub answers to the device of `node`, with its own token."""
    hub = node.hub.required().hub
    headers = {"Authorization": f"Bearer {await hub.token()}"} | request.pop("headers", {})
    return await hub._http.request(method, path, headers=headers, **request)
