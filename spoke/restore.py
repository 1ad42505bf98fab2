"""A backup in the place of what a device's folder holds.

The device no longer knows then what the hub knows of it: it takes a new replica id and both compare what they have
(`spoke.sessions.repair`), so that nothing of either is lost or overwritten.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from shared.errors import InvalidArgument, NotFound
from shared.system.backup import Progress
from shared.system.database import Database
from shared.system.database_copy import copy_database
from shared.system.folder import unusable
from shared.system.replacement import PART, decide, finish, part_of
from spoke.backup import DATABASE, DATABASES, FOLDERS, KEPT, Manifest, unpack
from spoke.recovery import as_one_file, aside_name
from spoke.sessions import replica
from spoke.store.tables import SCHEMA

BEFORE = "before-restore"
"""How the folders begin where a restore sets aside what was there."""


def restore(source: Path, folder: Path) -> tuple[Manifest, Path]:
    """Make the device in `folder` what it was at a backup; and where lies what was there.

    The caller holds the folder's lock. Raises `NotFound` or `InvalidArgument` for a backup that is of no use, having
    changed nothing.
    """
    try:
        finish(folder)
        manifest = prepare(source, folder)
        return manifest, put_in_place(folder)
    finally:
        drop(folder)


def prepare(source: Path, folder: Path, progress: Progress = lambda _done, _total: None) -> Manifest:
    """Make what a backup holds ready beside what is there; a node may own the folder, and run.

    `source` may also be a folder that an earlier restore set aside. Raises as `unpack` does, and what `progress`
    raises.
    """
    try:
        part = part_of(folder)
        manifest = _take_back(source, part, progress) if source.is_dir() else unpack(source, part, progress)
        asyncio.run(_wants_repair(part / DATABASE, "restored from a backup"))
        as_one_file(part / DATABASE)
    except (sqlite3.DatabaseError, DatabaseError) as error:  # whole, but without the tables of a device
        raise not_of_a_device(source) from error
    except OSError as error:
        raise unusable(folder, error) from error
    return manifest


def not_of_a_device(source: Path) -> InvalidArgument:
    return InvalidArgument(f"{source} is damaged: its database is not that of a device.")


def put_in_place(folder: Path) -> Path:
    """What is ready takes the place of what is there, which goes to the folder that is returned. No node runs."""
    aside = aside_name(BEFORE)
    old = [f"{name}{ending}" for name in DATABASES for ending in ("", "-wal", "-shm")]
    try:
        decide(folder, aside, [*old, *KEPT, *FOLDERS])
    except OSError as error:
        raise unusable(folder, error) from error
    return folder / aside


def drop(folder: Path) -> None:
    """Forget what was made ready and is not wanted."""
    shutil.rmtree(folder / PART, ignore_errors=True)


def _take_back(source: Path, part: Path, progress: Progress) -> Manifest:
    """The same as `unpack` from what an earlier restore set aside, which nobody writes to any more."""
    files = [source / name for name in KEPT]
    files += [path for name in FOLDERS for path in sorted((source / name).rglob("*"))]
    found = [path for path in files if path.is_file() and not path.is_symlink() and path.suffix != ".part"]
    databases = [source / name for name in DATABASES if (source / name).exists()]
    if source / DATABASE not in databases:
        raise NotFound(f"There is no device in {source}.")
    total, done = sum(path.stat().st_size for path in found + databases), 0
    for path in found + databases:
        target = part / path.relative_to(source)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path in databases:
            copy_database(path, target)
        else:
            shutil.copy2(path, target)
        done += path.stat().st_size
        progress(done, total)
    changed = (source / DATABASE).stat().st_mtime
    return Manifest(version="", schema_version=SCHEMA.version, made_ms=int(changed * 1000), files={})


async def _wants_repair(path: Path, reason: str) -> None:
    """The database's schema becomes today's, and it learns that time has passed."""

    def work(connection: Connection) -> None:
        replica.begin(connection)
        replica.wants_repair(connection, reason)

    database = Database.open(path, SCHEMA)
    try:
        await database.write(work)
    finally:
        await database.close()
