"""Serving an ASGI app inside a running event loop, on a socket that is bound before anybody is told of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import structlog
import uvicorn

from shared.limits import LIMITS
from shared.system.http_protocol import Http
from shared.timeouts import TIMEOUTS

log = structlog.get_logger()

_RENEW_S = 30.0
"""How often the files of a certificate are looked at; a renewal takes effect by then, without a restart."""

_HANG_UP_S = 0.25
"""How long a client has to close by itself."""

_ANSWER_S = TIMEOUTS.shutdown - 2.0
"""How long requests have to end; others stop before and after."""

_DATE_S, _LOOK_S = 1.0, 0.005


class _Server(uvicorn.Server):
    """Says when it accepts, and is told when to stop; leaves signals to the process, which may have several servers.

    uvicorn's own looks ten times a second whether it is to stop, and as often whether it has.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready, self.stopping = asyncio.Event(), asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        while not self.stopping.is_set():
            await self.on_tick(0)  # the date that answers bear
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_DATE_S):
                    await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        state = self.server_state
        for server in self.servers:
            server.close()
        for connection in tuple(state.connections):
            connection.shutdown()
        hanging_up = asyncio.create_task(self._hang_up(), name="hang up")
        try:
            async with asyncio.timeout(_ANSWER_S):
                while state.connections or state.tasks:  # noqa: ASYNC110 - sets, which tell nobody
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            log.warning("requests were cut", requests=len(state.tasks))
            for task in state.tasks:
                task.cancel()
        finally:
            hanging_up.cancel()

    async def _hang_up(self) -> None:
        """Cut connections that have nothing to do any more: TLS waits 30 s for the goodbye of a client that is idle."""
        while True:
            await asyncio.sleep(_HANG_UP_S)
            for connection in () if self.server_state.tasks else tuple(self.server_state.connections):
                if connection.transport.get_write_buffer_size() == 0:
                    connection.transport.abort()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _renew(context: ssl.SSLContext | None, files: tuple[Path, Path]) -> None:
    """Serve new connections with what the files hold by then; with what they held before, where that is of no use."""
    assert context is not None
    seen = _stamp(files)
    while True:
        await asyncio.sleep(_RENEW_S)
        if (found := _stamp(files)) == seen:
            continue
        seen = found
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*files, password="")  # a pair, or nothing changes
            context.load_cert_chain(*files, password="")
        except (OSError, ValueError) as error:
            log.warning("new certificate is of no use", certificate=str(files[0]), reason=str(error))
        else:
            log.info("certificate renewed", certificate=str(files[0]))


def _stamp(files: tuple[Path, Path]) -> list[tuple[int, int]]:
    found = []
    for path in files:
        try:
            about = path.stat()
            found.append((about.st_mtime_ns, about.st_ino))
        except OSError:
            found.append((0, 0))
    return found


@contextlib.asynccontextmanager
async def serving(
    app: object,
    listener: socket.socket,
    *,
    certificate: tuple[Path, Path] | None = None,
    websocket: Callable[..., asyncio.Protocol] | None = None,
) -> AsyncIterator[None]:
    """Serve `app` on `listener` within the block; `certificate` is (certificate, key) in PEM.

    `websocket` makes the protocol for a connection that asks to be a WebSocket; without it there are none.

    Leaving it stops accepting, gives running requests `TIMEOUTS.shutdown` seconds, and closes the listener.
    """
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # else anybody on this machine could choose the address that limits are counted by
        lifespan="off",
        http=Http,
        ws=websocket or "none",  # type: ignore[arg-type]
        ws_max_size=LIMITS.control_frame,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # heartbeats are messages of our own
        ssl_certfile=certificate[0] if certificate else None,
        ssl_keyfile=certificate[1] if certificate else None,
    )
    if certificate:
        config.load()
        assert config.ssl is not None
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="serve")
    renewing = asyncio.create_task(_renew(config.ssl, certificate), name="certificate") if certificate else None
    try:
        await server.ready.wait()
        yield
    finally:
        if renewing is not None:
            renewing.cancel()
        server.stopping.set()
        try:
            await asyncio.shield(task)
        finally:
            listener.close()
