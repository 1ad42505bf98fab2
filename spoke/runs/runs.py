"""What ran on this device, kept and found again."""

from __future__ import annotations

from collections.abc import Callable

from shared.errors import NotFound
from shared.system.database import Database
from spoke.node.bodies.runs import FiguresReply, RunInfo, RunsReply
from spoke.runs import store
from spoke.runs.store import Filter

_ALL = Filter()


class Runs:
    """`changed` is called when there is another one."""

    def __init__(self, database: Database, changed: Callable[[], None]) -> None:
        self._database = database
        self._changed = changed

    async def keep(self, run: RunInfo) -> None:
        await self._database.write(lambda connection: store.add(connection, run))
        self._changed()

    async def find(self, run_id: str) -> RunInfo:
        """Raises `NotFound`."""
        run = await self._database.read(lambda connection: store.find(connection, run_id))
        if run is None:
            raise NotFound("This device knows no such run.")
        return run

    async def page(self, limit: int, which: Filter = _ALL, before: str | None = None) -> RunsReply:
        """Newest first, without what may be long. Raises `InvalidArgument` for a `before` that is none."""
        return await self._database.read(lambda connection: store.page(connection, which, limit, before))

    async def figures(self, since_ms: int, query: str = "") -> FiguresReply:
        """How often each thing ran since then, and how long it took."""
        found = await self._database.read(lambda connection: store.figures(connection, since_ms, query))
        return FiguresReply(figures=found)
