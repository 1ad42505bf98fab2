"""How a test gets links to a hub."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from shared.ids import new_id
from spoke.hublink.client import HubClient
from spoke.hublink.link import Handlers, Link

Join = Callable[[str], Awaitable[HubClient]]
"""Pair a device of that name with a real hub, and give its way there."""

Linked = Callable[..., AbstractAsyncContextManager[Link]]


@asynccontextmanager
async def a_link(client: HubClient, **handlers: Any) -> AsyncIterator[Link]:
    names = ("welcome", "call", "cancel", "check", "ack", "result", "poke", "presence", "news", "state")
    given = {name: lambda *_: None for name in names} | handlers
    link = Link(client, new_id(), Handlers(**given))
    async with client:
        task = asyncio.create_task(link.run())
        try:
            yield link
        finally:
            task.cancel()
            (ended,) = await asyncio.gather(task, return_exceptions=True)
            assert isinstance(ended, asyncio.CancelledError), ended
