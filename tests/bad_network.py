"""A TCP proxy that does on command what bad networks do: cuts in the middle of a frame or after a while, slow links
with a deep queue before them, and connections that stand and carry nothing, as behind a dead router."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

_QUEUE = 4 * 2**20
"""What waits before a slow link, each way, before its sender hears of it."""


class BadNetwork:
    """The way to one server. What is set holds for new connections and, but for the cuts, for those that stand."""

    def __init__(self, server_url: str) -> None:
        self._server = httpx.URL(server_url)
        self.url = ""
        self.connections = 0
        self.cuts = 0
        """How many connections were cut here."""
        self.cut_after: Callable[[], int | None] = lambda: None
        """Asked for each connection: after how many bytes, both ways together, it is cut."""
        self.lives_s: float | None = None
        """After so long a connection is cut, whatever is on its way."""
        self.up_bytes_s: float | None = None
        """The speed towards the server."""
        self.down_bytes_s: float | None = None
        self.silent = False
        """Swallow everything and close nothing."""
        self._standing: set[_Connection] = set()

    def swallow(self) -> None:
        """What is connected now hears nothing more, of no end either. New connections go through."""
        for connection in self._standing:
            connection.deaf = True

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it is over."""
        self.connections += 1
        try:
            far_reader, far_writer = await asyncio.open_connection(self._server.host, self._server.port, limit=_QUEUE)
        except OSError:  # nobody is there right now
            _reset(writer)
            return
        connection = _Connection(self.cut_after())
        self._standing.add(connection)
        ends = (writer, far_writer)
        try:
            async with asyncio.timeout(self.lives_s), asyncio.TaskGroup() as pumps:
                pumps.create_task(self._pump(connection, reader, far_writer, lambda: self.up_bytes_s))
                pumps.create_task(self._pump(connection, far_reader, writer, lambda: self.down_bytes_s))
            for end in ends:
                end.close()
                await end.wait_closed()
        except* (_Cut, TimeoutError):
            self.cuts += 1
        except* OSError:
            pass  # one side was reset, so the other is
        finally:
            self._standing.discard(connection)
            _reset(*ends)

    async def _pump(
        self,
        connection: _Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        speed: Callable[[], float | None],
    ) -> None:
        loop = asyncio.get_running_loop()
        free_at = loop.time()
        try:
            while data := await reader.read(8 * 1024):
                if bytes_s := speed():
                    free_at = max(free_at, loop.time()) + len(data) / bytes_s
                    await asyncio.sleep(free_at - loop.time())
                connection.deaf |= self.silent
                await connection.pass_on(data, writer)
            await connection.pass_on(b"", writer)
        except OSError:
            if connection.deaf:
                await loop.create_future()
            raise


@dataclass(eq=False)
class _Connection:
    left: int | None
    """Bytes that it carries before it is cut."""
    deaf: bool = False
    """It lost something, so that it never carries anything again."""

    async def pass_on(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        """Empty data stands for the end."""
        if self.deaf:
            if not data:
                await asyncio.get_running_loop().create_future()
            return
        if not data:
            writer.write_eof()
            return
        writer.write(data[: self.left])
        await writer.drain()
        if self.left is not None:
            self.left = max(0, self.left - len(data))
            if not self.left:
                raise _Cut


class _Cut(Exception):
    pass


def _reset(*ends: asyncio.StreamWriter) -> None:
    for end in ends:
        raw: socket.socket = end.get_extra_info("socket")
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.transport.abort()


@asynccontextmanager
async def bad_network(server_url: str) -> AsyncIterator[BadNetwork]:
    """Its connections are reset when the block is left."""
    network, tasks = BadNetwork(server_url), set[asyncio.Task[None]]()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(network.carry(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=_QUEUE)
    network.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield network
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
