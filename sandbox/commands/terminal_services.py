"""What a node's device offers to skills, as far as a terminal can: a store, notifications as lines, no clipboard."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sandbox.services.clipboard import ClipboardRead, ClipboardWrite
from sandbox.services.model import Model
from sandbox.services.notify import Notification, Notify, Pace
from sandbox.services.service import Service
from sandbox.services.store import store_services
from shared.errors import NoFace
from shared.system.terminal import one_line

if TYPE_CHECKING:
    from sandbox.services.shelves import Shelves
    from shared.system.database import Database


@asynccontextmanager
async def terminal_services(
    asker: str, owner: str | None, store: Path | None
) -> AsyncIterator[dict[str, Service[Any]]]:
    """For one run of the skill `owner`. `store`: its file; without one a folder that goes when the block ends."""
    kept = _Kept(store)
    services: list[Service[Any]] = [
        *store_services(kept.shelves, owner),
        Notify(asker, Pace(), _print),
        ClipboardRead(_no_clipboard),
        ClipboardWrite(_no_clipboard),
        Model(),
    ]
    try:
        yield {service.name: service for service in services}
    finally:
        await asyncio.shield(kept.close())


class _Kept:
    """A store that is loaded and opened when it is first used: most runs use none."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._folder = ExitStack()
        self._database: Database | None = None

    def shelves(self) -> Shelves:
        from sandbox.services.shelves import SCHEMA, Shelves
        from shared.system.database import Database

        if self._database is None:
            file = self._file or Path(self._folder.enter_context(tempfile.TemporaryDirectory())) / "store.db"
            self._database = Database.open(file, SCHEMA)
        return Shelves(self._database)

    async def close(self) -> None:
        if self._database is not None:
            await self._database.close()
        self._folder.close()


async def _print(shown: Notification) -> None:
    text = f"{shown.title}: {shown.text}" if shown.text else shown.title
    typer.echo(f"Notification ({shown.asker}): {one_line(text)}", err=True)


async def _no_clipboard(_text: str = "") -> Any:
    raise NoFace("felloe-skill has no clipboard. A device has one while its desktop is open.")
