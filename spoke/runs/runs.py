"""What ran on this device, kept and found again.

A run is found from the moment it ended, and is on disk moments later, all that wait in one commit: who asked for it has
waited for the run and need not wait for the disk too. A power cut may take the last few.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from sqlalchemy import Connection

from shared.errors import FelloeError, NotFound
from shared.system.database import Database
from spoke.node.bodies.runs import FiguresReply, RunInfo, RunsReply
from spoke.runs import store
from spoke.runs.store import Filter

log = structlog.get_logger()

_ALL = Filter()


class Runs:
    """`changed` is called when there are others. `spawn` starts a task that the node owns."""

    def __init__(
        self, database: Database, changed: Callable[[], None], spawn: Callable[[Coroutine[Any, Any, None]], Any]
    ) -> None:
        self._database = database
        self._changed = changed
        self._spawn = spawn
        self._waiting: dict[str, RunInfo] = {}
        """Those that are not on disk yet, by their ids."""
        self._writing = asyncio.Lock()

    def keep(self, run: RunInfo) -> None:
        self._waiting[run.id] = run
        if len(self._waiting) == 1:
            self._spawn(self.flush())

    async def flush(self) -> None:
        """Have on disk whatever ended until now. Cancelling is safe."""
        async with self._writing:
            runs = list(self._waiting.values())
            if not runs:
                return

            def work(connection: Connection) -> None:
                for run in runs:
                    store.add(connection, run)

            try:
                await self._database.write(work)
            except FelloeError as error:
                log.exception("runs were not kept", count=len(runs), reason=error.message)
            for run in runs:
                del self._waiting[run.id]
            if self._waiting:
                self._spawn(self.flush())
        self._changed()

    async def find(self, run_id: str, *, afar: bool = False) -> RunInfo:
        """`afar`: for another of the user's devices. Raises `NotFound`."""
        if afar:
            await self.flush()
        run = self._waiting.get(run_id) if not afar else None
        run = run or await self._database.read(lambda connection: store.find(connection, run_id, afar=afar))
        if run is None:
            raise NotFound("This device knows no such run.")
        return run

    async def page(self, limit: int, which: Filter = _ALL, before: str | None = None) -> RunsReply:
        """Newest first, without what may be long. Raises `InvalidArgument` for a `before` that is none."""
        await self.flush()
        return await self._database.read(lambda connection: store.page(connection, which, limit, before))

    async def figures(self, which: Filter = _ALL) -> FiguresReply:
        """How often each thing ran, and how long it took."""
        await self.flush()
        found = await self._database.read(lambda connection: store.figures(connection, which))
        return FiguresReply(figures=found)
