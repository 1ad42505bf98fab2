"""A restore that somebody at a face asks for: made ready while the node runs, put in place once it has closed.

Rules of this module:
- what is ready was read to its end and verified, and nothing of this device is changed by that;
- after `go` the node ends, puts it in place under the same lock, and whoever runs it starts it anew;
- what was there is kept beside, and is a thing to go back to like any backup.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sqlite3
import time
from pathlib import Path
from threading import Event

from shared.errors import Cancelled, Conflict, NotFound
from shared.system.replacement import PART
from spoke.backup import DATABASE, Manifest
from spoke.node.bodies.backups import KeptAside, RestoreLook, RestoreState
from spoke.restore import BEFORE, drop, not_of_a_device, prepare

_ACCOUNT = "account"
_PATIENCE_S = 60.0
"""For counting: a database can be made that has no end."""


class Restoring:
    """Of one node. `decided` is set when it is to end for what is ready."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reading: tuple[int, int] | None = None
        self._look: RestoreLook | None = None
        self.decided = asyncio.Event()

    async def state(self) -> RestoreState:
        kept = await asyncio.to_thread(_kept, self._folder)
        if self._reading:
            return RestoreState(state="reading", done=self._reading[0], total=self._reading[1], kept=kept)
        return RestoreState(state="ready" if self._look else "none", look=self._look, kept=kept)

    async def read(self, path: str | None, kept: str | None = None) -> RestoreLook:
        """Make a backup ready, or what is `kept` under a name, and say what it holds.

        Cancelling leaves nothing ready. Raises as `prepare` does, and `Conflict` while another one is read.
        """
        if self._reading or self.decided.is_set():
            raise Conflict("A backup is being read already. Wait for it, or cancel that.")
        source = self.kept(kept) if kept else Path(path or "")
        self._look, self._reading, stopped = None, (0, 0), Event()

        def progress(done: int, total: int) -> None:
            self._reading = (done, total)
            if stopped.is_set():
                raise Cancelled("Reading the backup was stopped. Nothing was changed.")

        def work() -> RestoreLook:
            try:
                manifest = prepare(source.expanduser().absolute(), self._folder, progress)
                try:
                    return _look(manifest, self._folder / PART / DATABASE)
                except (sqlite3.Error, ValueError, TypeError, AttributeError):
                    raise not_of_a_device(source) from None
            except BaseException:
                drop(self._folder)
                raise

        reading = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            self._look = await asyncio.shield(reading)
        except asyncio.CancelledError:
            stopped.set()
            with contextlib.suppress(Exception):  # what it would have said interests nobody any more
                await reading
            drop(self._folder)
            raise
        finally:
            self._reading = None
        return self._look

    def kept(self, name: str) -> Path:
        """Where lies what an earlier restore set aside. Raises `NotFound`."""
        found = self._folder / name
        if found.parent != self._folder or not name.startswith(f"{BEFORE}-") or not (found / DATABASE).is_file():
            raise NotFound("There is nothing of that name that an earlier restore set aside.")
        return found

    async def remove(self, name: str) -> None:
        """Delete for good what an earlier restore set aside. Raises `NotFound`."""
        await asyncio.to_thread(shutil.rmtree, self.kept(name))

    def go(self) -> None:
        """End the node and put in place what is ready. Raises `Conflict` where nothing is."""
        if self._look is None:
            raise Conflict("No backup was read. Choose one first.")
        self.decided.set()

    async def drop(self) -> None:
        """What is ready is not wanted."""
        if self._look and not self.decided.is_set():
            self._look = None
            await asyncio.to_thread(drop, self._folder)


def _look(manifest: Manifest, database: Path) -> RestoreLook:
    with contextlib.closing(sqlite3.connect(database)) as found:
        late = time.monotonic() + _PATIENCE_S
        found.set_progress_handler(lambda: time.monotonic() > late, 10_000)

        def count(what: str) -> int:
            return int(found.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608 - our own words

        row = found.execute("SELECT value FROM setting WHERE key = ?", (_ACCOUNT,)).fetchone()
        account = json.loads(row[0]) if row else {}
        return RestoreLook(
            made_ms=manifest.made_ms,
            version=manifest.version,
            device=account.get("name", ""),
            device_id=account.get("device_id"),
            user=account.get("user", ""),
            hub_url=account.get("hub_url", ""),
            chats=count("session WHERE deleted = 0"),
            skills=count("(SELECT DISTINCT name FROM skill_version)"),
            files=sum(name.startswith("attachments/") for name in manifest.files),
        )


def _kept(folder: Path) -> list[KeptAside]:
    """The newest first."""
    found = [
        KeptAside(
            name=path.name,
            at_ms=int(path.stat().st_ctime * 1000),
            bytes=sum(each.stat().st_size for each in path.rglob("*") if each.is_file()),
        )
        for path in folder.glob(f"{BEFORE}-*")
        if (path / DATABASE).is_file()
    ]
    return sorted(found, key=lambda one: one.at_ms, reverse=True)
