"""A node that fails on purpose: one kind of request of a window is refused, cut, or held; all else reaches the node."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from shared.errors import FelloeError


class Faulty(httpx.AsyncBaseTransport):
    """`met`: the requests that it failed."""

    def __init__(self, real: httpx.AsyncBaseTransport) -> None:
        self._real = real
        self._which: re.Pattern[str] | None = None
        self._fault: FelloeError | str = ""
        self._held = asyncio.Event()
        self.met: list[str] = []

    @contextmanager
    def failing(self, request: str, fault: FelloeError | str) -> Iterator[None]:
        """`request`: a pattern for method and path. `fault`: an error that the node answers with; `gone`: nobody is
        there; `cut`: it is done, and the answer is lost; `slow`: it is not begun for as long as this lasts."""
        self._which, self._fault, self._held = re.compile(request), fault, asyncio.Event()
        self.met.clear()
        try:
            yield
        finally:
            self._which = None
            self._held.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        said = f"{request.method} {request.url.path}"
        if self._which is None or not self._which.fullmatch(said):
            return await self._real.handle_async_request(request)
        self.met.append(said)
        if isinstance(self._fault, FelloeError):
            return httpx.Response(self._fault.status, content=self._fault.body().model_dump_json())
        if self._fault == "gone":
            raise httpx.ConnectError("nobody")
        if self._fault == "cut":
            answer = await self._real.handle_async_request(request)
            await answer.aread()
            await answer.aclose()
            raise httpx.RemoteProtocolError("cut")
        await self._held.wait()
        return await self._real.handle_async_request(request)

    async def aclose(self) -> None:
        await self._real.aclose()


def faulty(window: object) -> Faulty:
    """From now on the window's own requests go through it."""
    http = window.node.client._http  # type: ignore[attr-defined]
    http._transport = Faulty(http._transport)
    return http._transport
