"""How an upstream is reached: over the network with its key, or over the node's account with its hub.

Rules of this module:
- a key goes into one header of requests to its own upstream and nowhere else: no redirect is followed;
- proxies from the environment stand only before what is on the internet;
- foreign errors become ours here.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from typing import Protocol

import certifi
import httpx

from shared.errors import (
    BadAnswer,
    CertificateMismatch,
    HubUnreachable,
    ModelFailed,
    ModelKeyRefused,
    ModelStalled,
    ModelUnreachable,
    Unauthenticated,
)
from shared.system.handshakes import close_cut_handshakes
from shared.timeouts import TIMEOUTS
from spoke.hublink.client import HubClient
from spoke.models.upstream import Upstream

_KEEP_S = 4.0
"""How long an idle connection is kept: below the 5 s after which uvicorn closes one, which many upstreams run on."""

_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "felloe"}


class Way(Protocol):
    upstream: Upstream

    def open(
        self, method: str, path: str, body: bytes = b"", *, wait_s: float, connect_s: float = TIMEOUTS.model_connect
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """An answer whose head came within `wait_s`, to be read as it comes; leaving the block ends the request.

        Raises `ModelUnreachable` where nothing can have been asked, `ModelStalled`, `ModelFailed`.
        """

    async def key(self) -> str:
        """What no text from there may hold; empty where there is none."""


class Clients:
    """The HTTP clients of a node's ways, made when they are needed: reading the certificates takes a moment."""

    def __init__(self) -> None:
        self._made: dict[tuple[bool, bool], httpx.AsyncClient] = {}

    def of(self, upstream: Upstream) -> httpx.AsyncClient:
        kind = far, secure = upstream.place == "internet", upstream.url.startswith("https:")
        if kind not in self._made:
            limits = httpx.Limits(max_connections=100, keepalive_expiry=_KEEP_S)
            verify = _trusted() if secure or far else False  # proxies may be asked over TLS too
            self._made[kind] = httpx.AsyncClient(
                trust_env=far,
                verify=verify,
                limits=limits,
                headers=_HEADERS,
                event_hooks={"request": [close_cut_handshakes]},
            )
        return self._made[kind]

    async def aclose(self) -> None:
        for client in self._made.values():
            await client.aclose()


class Direct:
    def __init__(self, upstream: Upstream, clients: Clients, key: Callable[[], Awaitable[str]]) -> None:
        self.upstream = upstream
        self._key = key
        self._clients = clients

    async def key(self) -> str:
        return await self._key()

    @asynccontextmanager
    async def open(
        self, method: str, path: str, body: bytes = b"", *, wait_s: float, connect_s: float = TIMEOUTS.model_connect
    ) -> AsyncIterator[httpx.Response]:
        key = await self.key()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        http = self._clients.of(self.upstream)
        request = http.build_request(
            method, self.upstream.url + path, content=body, headers=headers | _kind(body), timeout=_timeout(connect_s)
        )
        try:
            async with asyncio.timeout(wait_s):
                response = await http.send(request, stream=True)
        except TimeoutError:
            raise _silent(self.upstream.name, wait_s) from None
        except httpx.RequestError as error:
            raise _unreached(self.upstream.name, error) from error
        try:
            yield response
        finally:
            await response.aclose()


class OverHub:
    """The hub's own models, with this device's token."""

    def __init__(self, upstream: Upstream, hub: HubClient) -> None:
        self.upstream = upstream
        self._hub = hub

    async def key(self) -> str:
        return ""

    @asynccontextmanager
    async def open(
        self, method: str, path: str, body: bytes = b"", *, wait_s: float, connect_s: float = TIMEOUTS.model_connect
    ) -> AsyncIterator[httpx.Response]:
        for last in (False, True):
            try:
                async with asyncio.timeout(wait_s):
                    request = self._hub.opened(method, f"/v1{path}", body, _kind(body), _timeout(connect_s))
                    response = await request
            except TimeoutError:
                raise _silent("The hub", wait_s) from None
            except (HubUnreachable, CertificateMismatch) as error:
                raise ModelUnreachable(error.message, upstream=self.upstream.name, kind="connect") from error
            except Unauthenticated as error:
                raise ModelKeyRefused(error.message, upstream=self.upstream.name) from error
            try:
                if response.status_code != HTTPStatus.UNAUTHORIZED or last:
                    yield response
                    return
                self._hub.forget_token()
            finally:
                await response.aclose()


async def read(response: httpx.Response, most: int) -> bytes:
    """The body of what `open` gave, in bytes; of a longer one the beginning. Raises `httpx.TransportError`, and has no
    deadline of its own."""
    body = bytearray()
    async for data in response.aiter_bytes():
        body += data
        if len(body) >= most:
            break
    return bytes(body[:most])


def _trusted() -> ssl.SSLContext:
    """What this machine trusts (SSL_CERT_FILE says what else that is), and the usual authorities."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _kind(body: bytes) -> dict[str, str]:
    return {"Content-Type": "application/json"} if body else {}


def _timeout(connect_s: float) -> httpx.Timeout:
    """What comes after the connection has its deadlines where it is waited for."""
    return httpx.Timeout(None, connect=connect_s, pool=connect_s, write=TIMEOUTS.answer_stall)


def _silent(who: str, wait_s: float) -> ModelStalled:
    return ModelStalled(f"{who} did not answer within {wait_s:g} s.", upstream=who)


def _unreached(name: str, error: httpx.RequestError) -> ModelFailed:
    details = {"upstream": name}
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return ModelUnreachable(f"{name} cannot be reached: its certificate is not trusted.", kind="tls", **details)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError):
        return ModelUnreachable(f"{name} cannot be reached.", kind="connect", **details)
    hung_up = "disconnected" in str(error) or "peer closed" in str(error)
    if isinstance(error, httpx.RemoteProtocolError) and not hung_up:
        return BadAnswer(f"{name} does not speak HTTP as it should.", kind="garbage", **details)
    if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.RemoteProtocolError):
        return ModelFailed(f"{name} ended the connection before it answered.", kind="cut", **details)
    return ModelFailed(f"{name} cannot be asked.", kind="garbage", **details)
