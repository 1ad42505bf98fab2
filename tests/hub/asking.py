"""Somebody who asks models of a hub over HTTP, and a hub that has a scripted upstream."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx
from scripted_upstream import ScriptedUpstream
from wire_device import WireDevice

if TYPE_CHECKING:
    from hub_under_test import HubUnderTest

KEY = "sk-plover-1234567890"
ASKED: dict[str, Any] = {"model": "scripted", "messages": [{"role": "user", "content": "Grüße?"}]}


class Asking:
    def __init__(self, hub: HubUnderTest, device: WireDevice) -> None:
        self.hub = hub
        self.device = device

    async def ask(self, **more: Any) -> httpx.Response:
        return await self.device.ask("POST", "/v1/chat/completions", json=ASKED | more, timeout=60)

    @contextlib.asynccontextmanager
    async def streaming(self, **more: Any) -> AsyncIterator[httpx.Response]:
        body = ASKED | {"stream": True} | more
        headers = {"Authorization": f"Bearer {await self.device.token()}"}
        async with self.device.http.stream(
            "POST", "/v1/chat/completions", json=body, headers=headers, timeout=60
        ) as answer:
            yield answer

    async def whole_stream(self, **more: Any) -> bytes:
        async with self.streaming(**more) as answer:
            assert answer.status_code == 200, await answer.aread()
            return b"".join([piece async for piece in answer.aiter_raw()])

    async def rows(self) -> list[dict[str, Any]]:
        """What the hub keeps of requests, the newest first."""
        rows: list[dict[str, Any]] = await self.hub.admin.ask("GET", "/model-requests")
        return rows


@contextlib.asynccontextmanager
async def upstream_of(
    hub: HubUnderTest, name: str = "up", *, models: tuple[str, ...] = ("scripted",), **fields: Any
) -> AsyncIterator[ScriptedUpstream]:
    """A scripted upstream that the hub asks with its key, for as long as the block lasts."""
    async with ScriptedUpstream.serving(key=KEY, **fields) as upstream:
        body = {"url": upstream.url, "models": list(models), "key": KEY}
        await hub.admin.ask("PUT", f"/upstreams/{name}", body)
        try:
            yield upstream
        finally:
            await hub.admin.ask("DELETE", f"/upstreams/{name}")
