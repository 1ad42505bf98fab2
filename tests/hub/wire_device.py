"""A device as the hub sees it: a key pair, plain HTTP requests and a bare WebSocket. No code of the spoke's."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import time
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from shared.api import PairReply
from shared.error_body import ErrorBody
from shared.errors import from_body
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import (
    SUBPROTOCOL,
    VERSION,
    Ack,
    Call,
    Caller,
    Hello,
    Message,
    Principal,
    Result,
    Welcome,
    decode_from_hub,
    encode,
)
from shared.pairing import PairingString

M = TypeVar("M", bound=Message)
WAIT_S = 30


class WireDevice:
    def __init__(self, url: str, tls: ssl.SSLContext) -> None:
        self.url = url
        self.tls = tls
        self.key = Ed25519PrivateKey.generate()
        self.boot_id = new_id()
        self.account: PairReply
        self._token = ""
        self.http = httpx.AsyncClient(base_url=url, verify=tls, trust_env=False, timeout=30)

    @property
    def id(self) -> str:
        return self.account.device_id

    @property
    def public_key(self) -> str:
        return unpadded(self.key.public_key().public_bytes_raw())

    async def ask_to_pair(self, code: str, name: str) -> httpx.Response:
        body = {"code": code, "name": name, "public_key": self.public_key, "platform": "Wire"}
        return await self.http.post("/v1/pair", json=body)

    async def pair(self, pairing_string: str, name: str) -> PairReply:
        answer = await self.ask_to_pair(PairingString.parse(pairing_string).code, name)
        self.account = PairReply.model_validate_json(ok(answer).content)
        return self.account

    def assertion(self, **changed: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": self.id,
            "sub": self.id,
            "aud": self.account.hub_id,
            "jti": new_id(),
            "iat": now,
            "exp": now + 60,
        }
        return jwt.encode({k: v for k, v in (claims | changed).items() if v is not None}, self.key, "EdDSA")

    async def token(self) -> str:
        if not self._token:
            answer = await self.http.post("/v1/token", json={"assertion": self.assertion()})
            self._token = ok(answer).json()["access_token"]
        return self._token

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {await self.token()}"}
        return await self.http.request(method, path, headers=headers, **options)

    @contextlib.asynccontextmanager
    async def socket(self, token: str | None = None, **options: Any) -> AsyncIterator[ClientConnection]:
        """The WebSocket before any hello."""
        given: dict[str, Any] = {
            "ssl": self.tls,
            "subprotocols": [SUBPROTOCOL],
            "additional_headers": {"Authorization": f"Bearer {await self.token() if token is None else token}"},
            "compression": None,
            "max_size": LIMITS.control_frame,
            "ping_interval": None,
            "close_timeout": 1,
            "proxy": None,
        }
        async with connect(self.url.replace("http", "ws", 1) + "/v1/channel", **(given | options)) as socket:
            yield socket

    @contextlib.asynccontextmanager
    async def channel(self) -> AsyncIterator[WireChannel]:
        """Connected and welcomed."""
        async with self.socket() as socket:
            channel = WireChannel(socket)
            await channel.send(self.hello())
            channel.welcome = await channel.expect(Welcome)
            yield channel

    def hello(self, **changed: Any) -> Hello:
        return Hello(
            **{"versions": [VERSION], "device_id": self.id, "boot_id": self.boot_id, "platform": "Wire"} | changed
        )

    async def aclose(self) -> None:
        await self.http.aclose()


class WireChannel:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.welcome: Welcome

    async def send(self, message: Message | str | bytes) -> None:
        await self.socket.send(encode(message) if isinstance(message, Message) else message)

    async def receive(self) -> Message:
        async with asyncio.timeout(WAIT_S):
            return decode_from_hub(await self.socket.recv())

    async def expect(self, kind: type[M]) -> M:
        """The next message of that kind; others before it are passed over."""
        while not isinstance(message := await self.receive(), kind):
            pass
        return message

    async def closed(self) -> int:
        """The close code that the hub ends this with."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.receive()
        code = self.socket.close_code
        assert code is not None
        return code

    def cut(self) -> None:
        """As a pulled cable does: nothing is said."""
        self.socket.transport.abort()

    async def begin_one(self) -> Call:
        call = await self.expect(Call)
        await self.send(Ack(id=call.id))
        return call

    async def answer_one(self, value: Any = None) -> Call:
        call = await self.begin_one()
        await self.send(Result(id=call.id, result=value))
        return call


def a_call(target: str | None, **changed: Any) -> Call:
    return Call(
        **{
            "id": new_id(),
            "target": target,
            "skill": "notes",
            "function": "search",
            "args": {"q": "x"},
            "timeout_s": 10,
            "principal": Principal(kind="person"),
        }
        | changed
    )


def caller_of(device: WireDevice) -> Caller:
    return Caller(device_id=device.id, handle=device.account.handle, name=device.account.name)


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def ok(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise from_body(ErrorBody.model_validate_json(answer.content))
    return answer


def problem_of(answer: httpx.Response) -> ErrorBody:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["detail"] == document["message"]
    return ErrorBody.model_validate(document)
