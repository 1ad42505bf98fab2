"""A TCP proxy that swallows on command: connections stand, and nothing goes through, as behind a dead router."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class HalfOpen:
    def __init__(self, target: int) -> None:
        self.port = 0
        self.connections = 0
        self._target = target
        self._through: list[asyncio.Event] = []

    def swallow(self) -> None:
        """What is connected now hears nothing more, of no end either. New connections go through."""
        for through in self._through:
            through.clear()
        self._through.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        through = asyncio.Event()
        through.set()
        self._through.append(through)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            async with asyncio.TaskGroup() as pumps:
                pumps.create_task(_pump(reader, far_writer, through))
                pumps.create_task(_pump(far_reader, writer, through))
        finally:
            writer.transport.abort()
            far_writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, through: asyncio.Event) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(64 * 1024):
            await through.wait()
            writer.write(data)
            await writer.drain()
        await through.wait()
        writer.write_eof() if writer.can_write_eof() else writer.close()


@asynccontextmanager
async def half_open(target: int) -> AsyncIterator[HalfOpen]:
    proxy, tasks = HalfOpen(target), set[asyncio.Task[None]]()

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
