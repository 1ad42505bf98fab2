"""A TCP proxy that lets so many bytes through each connection, at so many a second, and then cuts it hard."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class CuttingProxy:
    """`lives_s`: after so long a connection is reset, whatever is on its way; `rate`: bytes a second, each way."""

    def __init__(self, port: int, lives_s: float, rate: int) -> None:
        self.target = port
        self.lives_s = lives_s
        self.rate = rate
        self.cuts = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:  # nobody is there right now
            _reset(writer)
            return
        pumps = [
            asyncio.create_task(self._pump(reader, far_writer)),
            asyncio.create_task(self._pump(far_reader, writer)),
        ]
        try:
            done, _ = await asyncio.wait(pumps, timeout=self.lives_s, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                self.cuts += 1
        finally:
            for pump in pumps:
                pump.cancel()
            for each in (writer, far_writer):
                _reset(each)
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(64 * 1024):
            writer.write(data)
            await writer.drain()
            await asyncio.sleep(len(data) / self.rate)


def _reset(writer: asyncio.StreamWriter) -> None:
    raw: socket.socket = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def cutting(port: int, lives_s: float, rate: int) -> AsyncIterator[CuttingProxy]:
    proxy = CuttingProxy(port, lives_s, rate)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(proxy.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        proxy.port = server.sockets[0].getsockname()[1]
        yield proxy
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
