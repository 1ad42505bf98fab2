"""The nodes of the user's other devices, through this one and the hub: what is sent and answered passes through."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import httpx
import structlog
from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send

from shared.errors import FelloeError, NotFound
from shared.node_requests import ANSWER_HEADERS, REQUEST_HEADERS, Method, passed
from shared.system.hang_up import while_there

if TYPE_CHECKING:
    from spoke.app import Node

log = structlog.get_logger()
_PATH = "/v1/devices/{handle}/node/{path:path}"


def other_routes(router: APIRouter, node: Node) -> None:
    @router.get(_PATH)
    async def look(handle: str, path: str, request: Request) -> Response:
        return await _passed_on(node, "GET", handle, path, request)

    @router.post(_PATH)
    async def answer(handle: str, path: str, request: Request) -> Response:
        return await _passed_on(node, "POST", handle, path, request)


async def _passed_on(node: Node, method: Method, handle: str, path: str, request: Request) -> Response:
    if not set(path.split("/")).isdisjoint({"", ".", ".."}):
        raise NotFound("Another device shows nothing there.")
    hub, headers, body = node.hub.required().hub, passed(request.headers, REQUEST_HEADERS), await request.body()
    return _Passed(hub.node_answer(method, handle, f"/{path}", request.url.query, headers, body))


class _Passed(Response):
    """Begun or not at all: what ends it later cuts it short, so that it does not look whole."""

    def __init__(self, answer: AbstractAsyncContextManager[httpx.Response]) -> None:
        super().__init__()
        self._answer = answer
        self._begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._answer as response:
                await while_there(receive, self._pass(response, send))
        except (FelloeError, httpx.TransportError) as error:
            if not self._begun:
                raise
            log.info("answer of another device cut", reason=str(error))

    async def _pass(self, response: httpx.Response, send: Send) -> None:
        self._begun = True
        headers = passed(response.headers, ANSWER_HEADERS)
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": response.status_code, "headers": raw})
        async for chunk in response.aiter_raw():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
