"""The node's models for the user's other programs: an OpenAI-compatible API on this machine's own address.

Rules of this module:
- only with its token, only by the names of this machine, and to no page in a browser: a name that somebody else's DNS
  turns into 127.0.0.1 (rebinding) is not this machine's, and a page cannot hide its `Origin`;
- an answer that breaks off is cut, so that it does not look whole.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.completions.asked import Asked, parse
from shared.errors import (
    Cancelled,
    FelloeError,
    Forbidden,
    ModelNotFound,
    NotFound,
    Unauthenticated,
)
from shared.limits import LIMITS
from shared.system.bounds import BodyBounds, Bound
from shared.system.hang_up import while_there
from shared.system.model_problems import model_problem
from shared.timeouts import TIMEOUTS
from spoke.models.forwarding import DEFAULT, Forwarding, Head
from spoke.models.upstreams import Upstreams

log = structlog.get_logger()

_CHAT = "/v1/chat/completions"
Token = Callable[[], Awaitable[str]]


def endpoint(forwarding: Forwarding, upstreams: Upstreams, token: Token, port: int) -> ASGIApp:
    async def complete(request: Request) -> Response:
        return _Answer(forwarding, await asyncio.to_thread(parse, await request.body()))

    async def models(_: Request) -> Response:
        return JSONResponse({"object": "list", "data": [_row(*each) for each in (await _names(upstreams)).items()]})

    async def model(request: Request) -> Response:
        name = request.path_params["model"]
        found = await _names(upstreams)
        if name not in found:
            raise ModelNotFound(f"There is no model '{name[:200]}' here.")
        return JSONResponse(_row(name, found[name]))

    async def nothing(_: Request) -> Response:
        raise NotFound("There is only /v1/chat/completions and /v1/models here.")

    routes = [
        Route(_CHAT, _told(complete), methods=["POST"]),
        Route("/v1/models", _told(models)),
        Route("/v1/models/{model:path}", _told(model)),
        Route("/{path:path}", _told(nothing), methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    ]
    bounded = BodyBounds(Starlette(routes=routes), {_CHAT: Bound(LIMITS.model_request, model_problem)})
    return _Guard(bounded, token, port)


class _Guard:
    def __init__(self, app: ASGIApp, token: Token, port: int) -> None:
        self._app = app
        self._token = token
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refused = await self._refused(Headers(scope=scope))
        await (model_problem(refused) if refused else self._app)(scope, receive, send)

    async def _refused(self, headers: Headers) -> FelloeError | None:
        if headers.get("host") not in self._hosts or "origin" in headers:
            return Forbidden("This answers programs on this machine only, and no page in a browser.")
        given = headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), (await self._token()).encode()):
            return Unauthenticated("The token is missing or wrong. It is shown by: felloe models serve token")
        return None


class _Answer(Response):
    def __init__(self, forwarding: Forwarding, asked: Asked) -> None:
        super().__init__()
        self._forwarding = forwarding
        self._asked = asked
        self._began = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await while_there(receive, self._pass(send))
        except Cancelled:
            return
        except FelloeError as error:
            if not self._began:
                await model_problem(error)(scope, receive, send)
                return
            log.info("answer of a model cut", code=error.body().code)  # and not ended as one that is whole would be

    async def _pass(self, send: Send) -> None:
        async with aclosing(self._forwarding.ask(self._asked)) as answer:
            async for each in answer:
                if isinstance(each, Head):
                    self._began = True
                    await send({"type": "http.response.start", "status": each.status, "headers": _headers(each)})
                else:
                    await _in_time(send({"type": "http.response.body", "body": each, "more_body": True}))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _in_time(sending: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(TIMEOUTS.slow_reader):
            await sending
    except TimeoutError:
        raise Cancelled("Whoever asked took nothing of the answer for too long.") from None


def _told(handle: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def handled(request: Request) -> Response:
        try:
            return await handle(request)
        except FelloeError as error:
            return model_problem(error)

    return handled


async def _names(upstreams: Upstreams) -> dict[str, str]:
    """Models by name, each with the upstream that is asked first."""
    await upstreams.look_at_all()
    found = {DEFAULT: "felloe"}
    for upstream in upstreams.all():
        listing = upstreams.known(upstream)
        for name in upstream.models or [each.name for each in (listing.models if listing else ())]:
            found.setdefault(name, upstream.name)
    return found


def _row(name: str, owner: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": owner}


def _headers(head: Head) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", head.content_type.encode("latin-1", "replace")),
        (b"x-felloe-upstream", head.upstream.encode()),
        (b"cache-control", b"no-store"),
    ]
