"""What somebody's work rests on, and its end: a revoked device or an ended sign-in ends what it still has running.

Each request is asked once who calls. Work that lasts (a relay, a stream of events) is done inside `guard`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from hub.accounts.caller import Caller
from shared.errors import Unauthenticated


class Endings:
    """`recheck` raises `Unauthenticated` if a caller is not welcome any more."""

    def __init__(self, recheck: Callable[[Caller], Awaitable[None]]) -> None:
        self._recheck = recheck
        self.count = 0
        """Of ends until now."""

        self._running: dict[str, set[asyncio.Timeout]] = {}

    @contextlib.asynccontextmanager
    async def guard(self, caller: Caller, seen: int | None = None) -> AsyncIterator[None]:
        """Raises `Unauthenticated`, wherever the block waits, as soon as the caller is not welcome any more. `seen`:
        the count from before they were found welcome, which need not be asked again where nothing ended since."""
        ids = [caller.user_id, *(part for part in (caller.sign_in, caller.device and caller.device.id) if part)]
        work = asyncio.timeout(None)
        try:
            async with work:
                for name in ids:
                    self._running.setdefault(name, set()).add(work)
                if seen != self.count:
                    await self._recheck(caller)  # registered first and read afterwards: no end falls in between
                yield
        except TimeoutError:
            if not work.expired():
                raise
            raise Unauthenticated("This device or sign-in was ended meanwhile.", reason="revoked") from None
        finally:
            for name in ids:
                self._forget(name, work)

    def end(self, *ids: str) -> None:
        """Of users, devices or sign-ins; call it after the end is committed."""
        self.count += 1
        now = asyncio.get_running_loop().time()
        for work in {work for name in ids for work in self._running.get(name, ())}:
            if not work.expired():
                work.reschedule(now)

    def end_all(self) -> None:
        self.end(*self._running)

    def _forget(self, name: str, work: asyncio.Timeout) -> None:
        if held := self._running.get(name):
            held.discard(work)
            if not held:
                del self._running[name]
