"""How a face talks with its node: HTTP on the private socket, one error for each failure, events line by line."""

from __future__ import annotations

import copy
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from shared.error_body import ErrorBody
from shared.errors import DeviceOffline, FelloeError, NodeUnreachable, OutcomeUnknown, ProtocolError, Unknown, from_body
from shared.timeouts import TIMEOUTS
from spoke.node.address import NodeAddress
from spoke.node.bodies.events import Event

B = TypeVar("B", bound=BaseModel)


class Wire:
    def __init__(self, address: NodeAddress) -> None:
        self._http = httpx.AsyncClient(
            base_url=address.base_url,
            # No TLS there: reading the CAs for nothing would cost every command 15 ms.
            transport=httpx.AsyncHTTPTransport(uds=address.socket, verify=False),
            headers={"Authorization": f"Bearer {address.token}"} if address.token else {},
            timeout=httpx.Timeout(TIMEOUTS.http_request),
            trust_env=False,
        )
        self._open = _Open()
        self._device: str | None = None

    @classmethod
    def of(cls, data: Path) -> Self | None:
        """A client of the node that owns `data`, or none if none has written its address there."""
        address = NodeAddress.read(data)
        return cls(address) if address else None

    def on(self, device: str | None) -> Self:
        """The same for another of the user's devices, through this node and the hub; it ends with this one.

        There only what that device lets the others do is found.
        """
        other = copy.copy(self)
        other._device = device
        return other

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _b: TracebackType | None
    ) -> None:
        self._open.ended = True
        await self._close()

    @asynccontextmanager
    async def events(self, after: str | None = None) -> AsyncIterator[Listening]:
        """Live events until the block is left, from now on or `after` the place where another listening was.

        Raises `NodeUnreachable` when the node goes away, `DeviceOffline` when another device does, `ProtocolError` for
        what is no event.
        """
        headers = {"Last-Event-ID": after} if after else {}
        async with self._streamed("/v1/events", headers=headers, quiet_s=TIMEOUTS.slow_reader) as response:
            listening = Listening(after, self._gone, self._strange)
            async with aclosing(listening.read(response)):
                yield listening

    async def _ask(
        self,
        kind: type[B],
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        wait_s: float = TIMEOUTS.http_request,
    ) -> B:
        response = await self._send(method, path, body, params=params, wait_s=wait_s)
        try:
            return kind.model_validate_json(response.content)
        except ValidationError:
            raise self._strange() from None

    async def _send(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        wait_s: float = TIMEOUTS.http_request,
    ) -> httpx.Response:
        content = body.model_dump_json(exclude_none=True) if body else None
        headers = {"Content-Type": "application/json"} if body else {}
        timeout = httpx.Timeout(wait_s, connect=5)
        try:
            async with self._under_way():
                response = await self._http.request(
                    method, self._path(path), content=content, headers=headers, params=params, timeout=timeout
                )
        except httpx.ReadTimeout as error:
            raise OutcomeUnknown(
                f"The node on this device did not answer within {wait_s:g} s. It may still do what it was asked."
            ) from error
        except httpx.TransportError as error:
            raise self._gone() from error
        if response.is_error:
            raise _error(response)
        return response

    @asynccontextmanager
    async def _streamed(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        quiet_s: float | None = None,
        body: BaseModel | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """An answer that goes on until the block is left; after `quiet_s` seconds of silence it counts as gone."""
        timeout = httpx.Timeout(quiet_s, connect=5)
        content = body.model_dump_json(exclude_none=True) if body else None
        headers = {**(headers or {}), **({"Content-Type": "application/json"} if body else {})}
        try:
            stream = self._http.stream(
                "POST" if body else "GET",
                self._path(path),
                content=content,
                params=params,
                headers=headers,
                timeout=timeout,
            )
            async with self._under_way(), stream as response:
                if response.is_error:
                    await response.aread()
                    raise _error(response)
                yield response
        except httpx.TransportError as error:
            raise self._gone() from error

    @asynccontextmanager
    async def _under_way(self) -> AsyncIterator[None]:
        if self._open.ended:
            raise self._gone()
        self._open.requests += 1
        try:
            yield
        finally:
            self._open.requests -= 1
            await self._close()

    async def _close(self) -> None:
        """Once it has ended, and with the last request: a socket closed under one is not let go, or watched on."""
        if self._open.ended and not self._open.requests:
            await self._http.aclose()

    def _path(self, path: str) -> str:
        return path if self._device is None else f"/v1/devices/{quote(self._device, safe='')}/node{path}"

    def _gone(self) -> FelloeError:
        if self._device is not None:
            return DeviceOffline(f"The connection to {self._device} ended.")
        return NodeUnreachable("Felloe's node on this device does not answer. Start it with `felloe agent`.")

    def _strange(self) -> FelloeError:
        return ProtocolError(f"{self._device or 'This device'} did not answer as a node does.")


@dataclass(slots=True)
class _Open:
    """Of a client and those for other devices that go through it."""

    requests: int = 0
    ended: bool = False


class Listening:
    """Events as they come. `place` is where another listening can go on."""

    def __init__(self, place: str | None, gone: Callable[[], FelloeError], strange: Callable[[], FelloeError]) -> None:
        self.place = place
        self._gone, self._strange = gone, strange

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._events

    def read(self, response: httpx.Response) -> AsyncGenerator[Event, None]:
        self._events = self._read(response)
        return self._events

    async def _read(self, response: httpx.Response) -> AsyncGenerator[Event, None]:
        try:
            async for came in server_events(response):
                self.place = came.id or self.place
                if came.data:
                    yield Event.model_validate_json(came.data)
        except httpx.TransportError as error:
            raise self._gone() from error
        except ValueError:
            raise self._strange() from None


@dataclass(frozen=True, slots=True)
class ServerEvent:
    name: str
    data: str
    """JSON, so it is one line; empty where it only says that somebody is there, and at which place."""

    id: str


async def server_events(response: httpx.Response) -> AsyncGenerator[ServerEvent, None]:
    """What a node sends (WHATWG HTML, 9.2), as it comes.

    A line ends with a line feed alone: `aiter_lines` breaks it at characters that stand in JSON as they are (U+0085,
    U+2028), so that a text could end its event, and go on as another one.
    """
    fields: dict[str, str] = {}
    held: list[bytes] = []
    async for data in response.aiter_bytes():
        head, *tails = data.split(b"\n")
        held.append(head)
        for tail in tails:
            line, held = b"".join(held).decode(), [tail]
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
            else:
                yield ServerEvent(fields.get("event", ""), fields.get("data", ""), fields.get("id", ""))
                fields = {}


def _error(response: httpx.Response) -> FelloeError:
    try:
        return from_body(ErrorBody.model_validate_json(response.content))
    except ValidationError:
        body_text = f"The node answered with status {response.status_code} and no reason."
        return Unknown(ErrorBody(code="internal", message=body_text))
