"""A copy of a SQLite file, made by its online backup API and checked before it gets its name."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from shared.errors import DatabaseDamaged
from shared.system.sqlite_errors import is_damage, mapped
from shared.system.whole_file import to_disk


def copy_database(source: Path, target: Path, *, named: Path | None = None) -> None:
    """Make `target` what `source` is at one instant, whole or not at all; it is private to its user and on the disk.
    `named`: what an error names where nobody knows `target`.

    Safe beside the one writer of `source`: it reads a snapshot. Raises `DatabaseDamaged`, `DiskFull`, `FolderUnusable`.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
        with contextlib.closing(_connect(source)) as found, contextlib.closing(sqlite3.connect(part)) as made:
            found.backup(made)
            made.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the source has beside it
            check(made, source)
        to_disk(part)
        part.replace(target)
        to_disk(target.parent)
    except sqlite3.Error as error:
        raise mapped(source if is_damage(error) else named or target, error) from error
    finally:
        part.unlink(missing_ok=True)


def check(connection: sqlite3.Connection, name: Path) -> None:
    """Raises `DatabaseDamaged` with the first thing that is wrong in a database."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseDamaged(f"The database {name} is damaged: {found}. Set it aside and restore a backup.")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA busy_timeout=5000")
    return connection
