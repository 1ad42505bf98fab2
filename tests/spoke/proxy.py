"""A proxy between a device and its hub, which does on command what bad networks do to TCP: cuts in the middle of a
frame, delays, a slow uplink with a deep queue, and silence on a connection that stays open."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx


class Proxy:
    """What is set holds for new connections and, but for `cut_after`, for those that stand."""

    def __init__(self, hub_url: str) -> None:
        self._hub = httpx.URL(hub_url)
        self.url = ""
        self.connections = 0
        self.cut_after: Callable[[], int | None] = lambda: None
        """Asked for each connection: after how many bytes, both ways together, it is cut."""
        self.delay_s = 0.0
        self.up_bytes_s: float | None = None
        """The speed towards the hub; what does not fit waits, as in a modem."""
        self.silent = asyncio.Event()
        """Swallow everything and close nothing."""
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._one(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        budget = [self.cut_after()]
        writers, ways = [writer], []
        try:
            far_reader, far_writer = await asyncio.open_connection(self._hub.host, self._hub.port)
            writers.append(far_writer)
            ways.append(asyncio.create_task(self._pump(reader, far_writer, budget, up=True)))
            ways.append(asyncio.create_task(self._pump(far_reader, writer, budget, up=False)))
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in writers:
                end.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, budget: list[int | None], *, up: bool
    ) -> None:
        """Ends when the connection is to be cut."""
        queue: deque[tuple[float, bytes]] = deque()
        more = asyncio.Event()
        reading = asyncio.create_task(self._read(reader, queue, more))
        loop = asyncio.get_running_loop()
        free_at = loop.time()
        try:
            while True:
                while not queue:
                    if reading.done():
                        return
                    more.clear()
                    await more.wait()
                came, data = queue.popleft()
                free_at = max(came + self.delay_s, free_at) + (
                    len(data) / self.up_bytes_s if up and self.up_bytes_s else 0
                )
                if (wait_s := free_at - loop.time()) > 0:
                    await asyncio.sleep(wait_s)
                left = budget[0]
                if left is not None:
                    budget[0] = left - len(data)
                    data = data[:left]
                if not self.silent.is_set():
                    with contextlib.suppress(ConnectionError):
                        writer.write(data)
                        await writer.drain()
                if budget[0] is not None and budget[0] <= 0:
                    return
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read(self, reader: asyncio.StreamReader, queue: deque[tuple[float, bytes]], more: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1500):
                queue.append((loop.time(), data))
                more.set()
        more.set()
