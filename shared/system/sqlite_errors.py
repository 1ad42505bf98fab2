"""SQLite's errors as ours, once, where they enter."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from shared.errors import DatabaseBusy, DatabaseDamaged, DiskFull, FelloeError, FolderUnusable

_SHARED_MEMORY = 32 * 1024
"""Bytes of the file that SQLite makes beside a database in WAL mode."""


def mapped(path: Path, error: DatabaseError | sqlite3.Error) -> FelloeError:
    """What a person should read; raises `error` itself where it is a fault of ours."""
    primary = primary_code(error)
    if primary == sqlite3.SQLITE_FULL or (primary == sqlite3.SQLITE_IOERR and _full(path)):
        return DiskFull(f"The disk that holds {path.parent} is full. Free some space; what was saved before is safe.")
    if primary == sqlite3.SQLITE_IOERR:
        return FolderUnusable(
            f"The disk that holds {path.parent} failed at a read or write. Check that it is sound and has space left."
        )
    if is_damage(error):
        return DatabaseDamaged(f"The database {path} is damaged. Set it aside and restore a backup.")
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return FolderUnusable(f"The database {path} cannot be written. Check its owner and permissions.")
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(f"Another program holds the database {path.name}. Try again in a moment.", retry_after_s=1)
    raise error


def _full(path: Path) -> bool:
    """A full disk looks like a broken one where SQLite opens a file: its shared memory does not fit."""
    try:
        return shutil.disk_usage(path.parent).free < _SHARED_MEMORY
    except OSError:
        return False


def is_damage(error: DatabaseError | sqlite3.Error) -> bool:
    """Of the file that was read."""
    return primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def primary_code(error: DatabaseError | sqlite3.Error) -> int | None:
    """SQLite's primary result code, without what the extended one adds."""
    code = getattr(error.orig if isinstance(error, DatabaseError) else error, "sqlite_errorcode", None)
    return code & 0xFF if code is not None else None
