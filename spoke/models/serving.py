"""Whether the node's models are there for other programs on this machine, at which port, and with which token."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog

from shared.errors import FelloeError
from shared.system.serve import serving
from shared.system.sockets import bind_tcp
from spoke.models.endpoint import endpoint
from spoke.models.forwarding import Forwarding
from spoke.models.keys import Keys
from spoke.models.upstreams import Upstreams

_TOKEN: Final = "serve/token"  # noqa: S105
"""No upstream is named so."""

log = structlog.get_logger()


class Serving:
    """Off until `open`. One port at a time."""

    def __init__(
        self,
        forwarding: Forwarding,
        upstreams: Upstreams,
        keys: Keys,
        spawn: Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]],
    ) -> None:
        self.port: int | None = None
        self.problem: FelloeError | None = None
        """Why it is not there although it should be."""
        self._forwarding = forwarding
        self._upstreams = upstreams
        self._keys = keys
        self._spawn = spawn
        self._task: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1" if self.port else ""

    async def open(self, port: int) -> None:
        """Returns once it answers there. Raises `PortInUse`; then nothing is there."""
        await self.close()
        try:
            listener = bind_tcp("127.0.0.1", port)
        except FelloeError as error:
            self.problem = error
            raise
        await self.token()
        self.port, self.problem, self._stop = listener.getsockname()[1], None, asyncio.Event()
        app = endpoint(self._forwarding, self._upstreams, self.token, self.port)
        ready = asyncio.Event()

        async def serve() -> None:
            async with serving(app, listener):
                ready.set()
                await self._stop.wait()

        self._task = self._spawn(serve(), "serve models")
        await ready.wait()

    async def close(self) -> None:
        """Returns once nobody is answered any more."""
        self._stop.set()
        if self._task is not None:
            await asyncio.wait([self._task])
        self._task, self.port, self.problem = None, None, None

    async def token(self, *, new: bool = False) -> str:
        """What other programs have to know; made when it is first asked for, or anew."""
        found = await self._keys.get(_TOKEN)
        if new or not found:
            found = f"felloe-{secrets.token_urlsafe(32)}"
            await self._keys.put(_TOKEN, found)
        return found
