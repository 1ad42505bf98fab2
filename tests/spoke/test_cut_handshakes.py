"""Who gives up while a server does not answer its TLS handshake leaves no connection behind."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from spoke.hublink.wire import http_client
from spoke.models.upstream import Upstream
from spoke.models.ways import Clients

pytestmark = pytest.mark.anyio


def of_hub(url: str) -> httpx.AsyncClient:
    return http_client(url, ssl.create_default_context())


def of_upstream(url: str) -> httpx.AsyncClient:
    return Clients().of(Upstream("own", "own", url))


@asynccontextmanager
async def mute() -> AsyncIterator[tuple[str, asyncio.Event, asyncio.Event]]:
    """A server that reads and says nothing: its address, whether somebody spoke, and whether they hung up."""
    spoken, left = asyncio.Event(), asyncio.Event()

    async def read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        spoken.set()
        await reader.read()
        left.set()
        writer.close()

    async with await asyncio.start_server(read, "127.0.0.1", 0) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", spoken, left


@pytest.mark.parametrize("client", [of_hub, of_upstream])
async def test_a_handshake_that_is_cancelled_closes_its_connection(client: Callable[[str], httpx.AsyncClient]) -> None:
    async with mute() as (url, spoken, left), client(url) as http:
        asked = asyncio.create_task(http.get(url))
        await asyncio.wait_for(spoken.wait(), 10)
        asked.cancel()
        await asyncio.wait([asked])
        await asyncio.wait_for(left.wait(), 10)
