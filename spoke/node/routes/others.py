"""The nodes of the user's other devices, through this one and the hub: what is sent passes through, and what is
answered as far as `bounded` lets it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import structlog
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from shared.errors import DeadlineExceeded, DeviceOffline, FelloeError, NotFound, OutcomeUnknown
from shared.node_requests import ANSWER_HEADERS, REQUEST_HEADERS, Method, passed
from shared.system.hang_up import while_there
from shared.timeouts import TIMEOUTS
from spoke.grants.afar import REFUSALS, too_long_from_afar
from spoke.grants.elsewhere import AsksElsewhere
from spoke.node.bodies.approvals import AnswerBody
from spoke.node.bounded import bounded, events_of, refusal, whole

if TYPE_CHECKING:
    from spoke.app import Node

log = structlog.get_logger()
_PATH = "/v1/devices/{handle}/node/{path:path}"
_STREAMS = re.compile(r"/v1/events|/v1/answers/[^/]+/events")
"""What goes on for as long as somebody listens: the path says so, not the device."""

_IN_TIME_S = 0.9 * TIMEOUTS.http_request
"""For all else, in less than a face waits."""

_ASK = re.compile(r"v1/asks/([0-9]{1,18})")


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
    member, headers, body = node.hub.required(), passed(request.headers, REQUEST_HEADERS), await request.body()
    if method == "POST":
        _check_shown(member.asks, handle, path, body)
    asked = _Asked(method, handle, f"/{path}", request.url.query)
    return _Passed(asked, member.hub.node_answer(method, handle, asked.path, asked.query, headers, body))


def _check_shown(asks: AsksElsewhere, handle: str, path: str, body: bytes) -> None:
    """Nobody approves here what was not shown here whole. Raises `Forbidden`."""
    ask = _ASK.fullmatch(path)
    if ask is None or not asks.cut(handle, int(ask[1])):
        return
    try:
        refused = AnswerBody.model_validate_json(body).answer in REFUSALS
    except ValidationError:
        return  # the other device says what is wrong with it
    if not refused:
        raise too_long_from_afar()


@dataclass(frozen=True, slots=True)
class _Asked:
    method: Method
    handle: str
    path: str
    query: str


class _Passed(Response):
    """Events as they come, all else once it is there, bounded. What ends events later cuts them short, so that they do
    not look whole."""

    def __init__(self, asked: _Asked, answer: AbstractAsyncContextManager[httpx.Response]) -> None:
        super().__init__()
        self._asked = asked
        self._answer = answer
        self._begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._answer as response:
                await while_there(receive, self._pass(response, send))
        except httpx.TransportError as error:
            if not self._begun:
                raise self._cut(DeviceOffline(f"The connection to {self._asked.handle} ended.")) from error
            log.info("answer of another device cut", reason=str(error))
        except FelloeError as error:
            if not self._begun:
                raise
            log.info("answer of another device cut", reason=str(error))

    async def _pass(self, response: httpx.Response, send: Send) -> None:
        headers = passed(response.headers, ANSWER_HEADERS)
        if not response.is_error and _STREAMS.fullmatch(self._asked.path):
            chunks = events_of(self._asked.handle, self._asked.path, response.aiter_raw())
        else:
            content = await self._content(response)
            chunks = _once(content)
        self._begun = True
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": response.status_code, "headers": raw})
        async for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _content(self, response: httpx.Response) -> bytes:
        asked = self._asked
        try:
            async with asyncio.timeout(_IN_TIME_S):
                content = await whole(asked.handle, response.aiter_raw())
        except TimeoutError:
            raise self._cut(DeadlineExceeded(f"{asked.handle} did not answer in time.")) from None
        if response.is_error:
            return refusal(asked.handle, content).model_dump_json().encode()
        if not content:
            return content
        return await asyncio.to_thread(bounded, asked.handle, asked.path, content, asked.query)

    def _cut(self, error: FelloeError) -> FelloeError:
        if self._asked.method == "GET":
            return error
        return OutcomeUnknown("The connection ended. What was sent may have been taken: look before you repeat it.")


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
