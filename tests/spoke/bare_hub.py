"""A hub that misbehaves on command."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TypeVar

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from shared.api import TokenReply
from shared.ids import new_id
from shared.messages import VERSION, Message, Welcome, decode_from_device, encode
from shared.system.clock import now_ms
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.client import HubClient

M = TypeVar("M", bound=Message)
WAIT_S = 30


class TokenClient(HubClient):
    """Gets its tokens from nowhere: token-1, token-2, …"""

    given = 0

    async def _ask_token(self) -> TokenReply:
        self.given += 1
        return TokenReply(access_token=f"token-{self.given}", expires_in_s=600)


class BareHub:
    """Welcomes a device, and then does what a test says and nothing else."""

    def __init__(self) -> None:
        self.url = ""
        self.refused: set[str] = set()
        """Tokens that get 401."""
        self.tokens: list[str] = []
        """Of each attempt to connect."""
        self.welcomes = True
        self.nonsense: list[str] = []
        """Sent in place of the next welcomes."""
        self._sockets: asyncio.Queue[ServerConnection] = asyncio.Queue(100)

    def client(self, data: Path) -> TokenClient:
        ids = {"hub_id": new_id(), "user_id": new_id(), "device_id": new_id()}
        account = HubAccount(hub_url=self.url, certificate=None, user="ann", handle="laptop", name="Laptop", **ids)
        return TokenClient(account, DeviceKey.of(data))

    async def connected(self) -> ServerConnection:
        """The next connection that was welcomed."""
        async with asyncio.timeout(WAIT_S):
            return await self._sockets.get()

    async def expect(self, socket: ServerConnection, kind: type[M]) -> M:
        """The next message of that kind; others before it are passed over."""
        async with asyncio.timeout(WAIT_S):
            while not isinstance(message := decode_from_device(await socket.recv()), kind):
                pass
        return message

    def check(self, socket: ServerConnection, request: Request) -> Response | None:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        self.tokens.append(token)
        return socket.respond(401, "No.") if token in self.refused else None

    async def serve(self, socket: ServerConnection) -> None:
        await socket.recv()
        if self.nonsense:
            await socket.send(self.nonsense.pop())
        elif self.welcomes:
            welcome = Welcome(
                version=VERSION,
                handle="laptop",
                name="Laptop",
                user="ann",
                hub_time_ms=now_ms(),
                heartbeat_s=60,
                server_seq=0,
            )
            await socket.send(encode(welcome))
            self._sockets.put_nowait(socket)
        await socket.wait_closed()
