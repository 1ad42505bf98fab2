"""The hub's HTTP API as this device uses it, with a token that renews itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from shared.accounts import DeviceChange, NewCode, PairingCodeLine
from shared.api import (
    Body,
    DeviceInfo,
    DevicesReply,
    DigestsReply,
    FunctionInfo,
    FunctionsReply,
    PublishRequest,
    PullReply,
    PushReply,
    PushRequest,
    SessionLogReply,
    TokenReply,
    TokenRequest,
)
from shared.errors import (
    DeviceOffline,
    FelloeError,
    OutcomeUnknown,
    ProtocolError,
    Unauthenticated,
    from_body,
)
from shared.node_requests import Method
from shared.sync.ops import OutboxOp
from shared.system.clock import now_ms
from shared.timeouts import TIMEOUTS
from spoke.hublink import wire
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.node.bodies.approvals import AsksReply
from spoke.node.bounded import bounded, refusal, whole

B = TypeVar("B", bound=BaseModel)


class HubClient:
    """Use it in an `async with`. Cancelling any method is safe: all of them may be repeated."""

    def __init__(self, account: HubAccount, key: DeviceKey) -> None:
        self.account = account
        self._key = key
        self.tls = wire.tls_context(account.hub_url, account.certificate)
        self._http = wire.http_client(account.hub_url, self.tls)
        self._token = ""
        self._renew_at = 0.0
        self._offset_s = 0.0
        self._renewing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _b: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def token(self) -> str:
        """An access token with at least half of its life left."""
        async with self._renewing:
            if time.monotonic() >= self._renew_at:
                reply = await self._ask_token()
                self._token = reply.access_token
                self._renew_at = time.monotonic() + reply.expires_in_s / 2
        return self._token

    async def _ask_token(self) -> TokenReply:
        try:
            return await self._assert()
        except Unauthenticated as error:
            hub_ms = error.details.get("hub_time_ms")
            if not isinstance(hub_ms, int) or not 0 <= hub_ms < 2**53:
                raise
            self._offset_s = (hub_ms - now_ms()) / 1e3  # small devices have no clock: the hub's counts
            return await self._assert()

    async def _assert(self) -> TokenReply:
        body = TokenRequest(assertion=self._key.assertion(self.account, self._offset_s))
        return await wire.ask(self._http, TokenReply, "POST", "/v1/token", body)

    def forget_token(self) -> None:
        """The hub refused it: the next request gets a new one, or hears why it cannot."""
        self._renew_at = 0.0

    async def devices(self) -> DevicesReply:
        return await self.ask(DevicesReply, "GET", "/v1/devices")

    async def rename_device(self, device: str, change: DeviceChange) -> DeviceInfo:
        return await self.ask(DeviceInfo, "PUT", f"/v1/devices/{quote(device, safe='')}", change)

    async def revoke_device(self, device: str) -> DeviceInfo:
        return await self.ask(DeviceInfo, "DELETE", f"/v1/devices/{quote(device, safe='')}")

    async def pairing_code(self, wanted: NewCode) -> PairingCodeLine:
        return await self.ask(PairingCodeLine, "POST", "/v1/pairing-codes", wanted)

    async def functions(self, query: str) -> FunctionsReply:
        return await self.ask(FunctionsReply, "GET", "/v1/functions", params={"q": query})

    async def publish(self, functions: list[FunctionInfo]) -> None:
        await self.ask(Body, "PUT", "/v1/functions", PublishRequest(functions=functions))

    async def push(self, replica_id: str, ops: list[OutboxOp]) -> PushReply:
        return await self.ask(PushReply, "POST", "/v1/sync/push", PushRequest(replica_id=replica_id, ops=ops))

    async def pull(self, since: int, head: str = "") -> PullReply:
        params: dict[str, Any] = {"since": since} | ({"head": head} if head else {})
        return await self.ask(PullReply, "GET", "/v1/sync/pull", params=params)

    async def digests(self, after: str) -> DigestsReply:
        return await self.ask(DigestsReply, "GET", "/v1/sync/digests", params={"after": after})

    async def session_log(self, session_id: str, since: int) -> SessionLogReply:
        path = f"/v1/sync/sessions/{session_id}"
        return await self.ask(SessionLogReply, "GET", path, params={"since": since})

    @asynccontextmanager
    async def node_answer(
        self, method: Method, handle: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> AsyncIterator[httpx.Response]:
        """What the node of another device answers, as it comes.

        Raises what the hub or the network say; `OutcomeUnknown` where what was sent may have been taken.
        """
        url = httpx.URL(f"/v1/devices/{quote(handle, safe='')}/node{quote(path)}", query=query.encode())
        timeout = httpx.Timeout(TIMEOUTS.slow_reader, connect=TIMEOUTS.handshake)
        for last in (False, True):
            given = {**headers, "Authorization": f"Bearer {await self.token()}"}
            request = self._http.build_request(method, url, headers=given, content=body, timeout=timeout)
            try:
                response = await self._http.send(request, stream=True)
            except httpx.RequestError as error:
                raise self._unsent(method, error) from error
            try:
                if response.status_code != HTTPStatus.UNAUTHORIZED or last:
                    yield response
                    return
                self.forget_token()
            finally:
                await response.aclose()

    async def asks_of(self, handle: str) -> AsksReply:
        """What waits for the user's word on another device."""
        async with self.node_answer("GET", handle, "/v1/asks", "", {}, b"") as response:
            try:
                content = await whole(handle, response.aiter_raw())
            except httpx.TransportError as error:
                raise DeviceOffline(f"The connection to {handle} ended.") from error
        if response.is_error:
            raise from_body(refusal(handle, content))
        try:
            return AsksReply.model_validate_json(bounded(handle, "/v1/asks", content))
        except ValidationError:
            raise ProtocolError(f"{handle} did not answer as a node does.") from None

    def _unsent(self, method: Method, error: httpx.RequestError) -> FelloeError:
        if method == "GET" or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
            return wire.transport_error(self.account.hub_url, error)
        return OutcomeUnknown("The connection ended. What was sent may have been taken: look before you repeat it.")

    async def ask(
        self,
        kind: type[B],
        method: str,
        path: str,
        body: BaseModel | bytes | None = None,
        params: dict[str, Any] | None = None,
    ) -> B:
        """One request that may be repeated, with the device's token."""
        try:
            return await self._once(kind, method, path, body, params)
        except Unauthenticated:  # a hub that changed its keys: once more with a new token
            self.forget_token()
            return await self._once(kind, method, path, body, params)

    async def _once(
        self, kind: type[B], method: str, path: str, body: BaseModel | bytes | None, params: dict[str, Any] | None
    ) -> B:
        headers = {"Authorization": f"Bearer {await self.token()}"}
        return await wire.ask(self._http, kind, method, path, body, params=params, headers=headers)

    async def opened(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], waits: httpx.Timeout
    ) -> httpx.Response:
        """Any answer of the hub, a refusal too, to be read as it comes and closed by who asked."""
        given = {**headers, "Authorization": f"Bearer {await self.token()}"}
        request = self._http.build_request(method, path, headers=given, content=body, timeout=waits)
        try:
            return await self._http.send(request, stream=True)
        except httpx.RequestError as error:
            raise wire.transport_error(self.account.hub_url, error) from error

    @asynccontextmanager
    async def stream(self, method: str, path: str, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """An answer that is read as it comes. 416 is left to the caller, any other refusal is raised."""
        headers = headers | {"Authorization": f"Bearer {await self.token()}"}
        try:
            async with self._http.stream(method, path, headers=headers) as response:
                if response.is_error and response.status_code != httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                    raise wire.refusal(self._http, response, await response.aread())
                yield response
        except httpx.RequestError as error:
            raise wire.transport_error(self.account.hub_url, error) from error
