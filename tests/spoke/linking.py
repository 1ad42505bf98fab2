"""How a test gets links to a hub."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from shared.api import PairRequest
from shared.ids import new_id
from shared.pairing import PairingString
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.client import HubClient
from spoke.hublink.handlers import Handlers
from spoke.hublink.link import Link
from spoke.hublink.pairing import pair

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


async def paired(pairing_string: str, name: str, folder: Path) -> HubClient:
    """A device of that name, which has just joined the hub; its key lies in the new `folder`."""
    where = PairingString.parse(pairing_string)
    folder.mkdir()
    key = DeviceKey.of(folder)
    request = PairRequest(code=where.code, name=name, public_key=key.public, platform="Test")
    reply, certificate = await pair(where.hub_url, where.fingerprint, request)
    return HubClient(HubAccount.of(where.hub_url, certificate, reply), key)
