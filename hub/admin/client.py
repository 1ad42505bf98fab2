"""One way to the admin API: the running hub's socket, or the same app in this process where no hub runs."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from hub.admin.socket_file import SocketFile
from hub.files import must_hold_a_hub
from shared.error_body import ErrorBody
from shared.errors import FolderInUse, HubUnreachable, from_body
from shared.timeouts import TIMEOUTS


class Admin:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(self, method: str, path: str, body: Any = None, *, wait_s: float | None = None, **query: Any) -> Any:
        """The answer's JSON, `wait_s` for work that takes long. Raises the `FelloeError` that the hub answered with."""
        given = {name: value for name, value in query.items() if value is not None}
        try:
            answer = await self._client.request(
                method, path, json=body, params=given, timeout=wait_s or TIMEOUTS.http_request
            )
        except httpx.HTTPError as error:
            raise HubUnreachable(f"The hub stopped while it was asked: {type(error).__name__}. Try again.") from error
        if answer.is_error:
            raise from_body(ErrorBody.model_validate_json(answer.content))
        return answer.json()


@contextlib.asynccontextmanager
async def admin(data: Path, *, make: bool = False) -> AsyncIterator[Admin]:
    """Raises `NotFound` where no hub has ever been, unless one may be made; `FolderInUse` if a hub owns the folder and
    does not answer for as long as a start or a stop may take.
    """
    if not make:
        must_hold_a_hub(data)
    async with contextlib.AsyncExitStack() as stack:
        transport = await _transport(data, stack)
        client = httpx.AsyncClient(transport=transport, base_url="http://hub", timeout=TIMEOUTS.http_request)
        yield Admin(await stack.enter_async_context(client))


async def _transport(data: Path, stack: contextlib.AsyncExitStack) -> httpx.AsyncBaseTransport:
    deadline = time.monotonic() + TIMEOUTS.start
    while True:
        if path := await asyncio.to_thread(_listening, data):
            return httpx.AsyncHTTPTransport(uds=str(path), verify=False)
        try:
            return await stack.enter_async_context(_in_process(data))
        except FolderInUse:  # a hub that starts or stops right now: it will answer, or let go
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def _in_process(data: Path) -> AsyncIterator[httpx.AsyncBaseTransport]:
    from hub.admin.app import admin_app  # what a command to a running hub need not load
    from hub.app import open_services
    from shared.system.folder import DataFolder

    with DataFolder(data) as folder:
        async with open_services(folder.path) as services:
            app = admin_app(services, None, folder.path)
            yield httpx.ASGITransport(app, raise_app_exceptions=False)


def _listening(data: Path) -> Path | None:
    """The socket of the hub that runs on this folder, if one does."""
    path = SocketFile.find(data.expanduser().absolute())
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(TIMEOUTS.handshake)
        try:
            probe.connect(str(path))
        except OSError:
            return None
    return path
