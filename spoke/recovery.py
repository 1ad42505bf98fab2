"""A damaged database, made anew of what can be read of it; the old one is set aside.

The hub brings the rest: the device takes a new replica id and both compare what they have (`spoke.sessions.repair`).
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import create_engine

from shared.errors import DatabaseDamaged
from shared.ids import new_id
from shared.system.database import Database
from shared.system.database_copy import copy_database
from shared.system.replacement import decide, finish, part_of
from shared.system.schema import Schema
from spoke.backup import DATABASE
from spoke.sessions.search import index

log = structlog.get_logger()

CHECKED = 64 * 2**20
"""Bytes of a database that is read through before each start; a larger one before an agent's."""

_DERIVED = ("search_", "attachment_use", "sqlite_", "alembic_")
"""Tables that are made anew, by the beginnings of their names."""


def open_or_recover(path: Path, schema: Schema, *, thorough: bool) -> Database:
    """Open a node's database; a damaged one is set aside, and what can be read of it is taken over.

    `thorough`: read it through first, however large it is.
    """
    finish(path.parent)
    try:
        if path.exists() and (thorough or path.stat().st_size <= CHECKED):
            _check(path)
        return Database.open(path, schema)
    except DatabaseDamaged as error:
        log.warning("database not readable", reason=error.message)
        aside, rows, lost = _recover(path, schema)
        # An error, so that a command says it too: what could not be read is gone from here.
        log.error("database damaged", set_aside=str(aside), rows_kept=rows, incomplete=lost)  # noqa: TRY400
        return Database.open(path, schema)


def damaged(folder: Path) -> list[str]:
    """Where damaged databases of this folder were set aside."""
    return sorted(str(path) for path in folder.glob("damaged-*"))


def _check(path: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return  # opening it says what is the matter
        found = str(error)
    if found != "ok":
        raise DatabaseDamaged(f"The database {path} is damaged: {found}.")


def _recover(path: Path, schema: Schema) -> tuple[Path, int, list[str]]:
    """Make a new database of what can be read; where the old one lies, how many rows, and which tables lack some."""
    folder = path.parent
    part = part_of(folder)
    made = part / path.name
    _empty(made, schema)
    rows, lost = _take_over(path, made)
    if path.name == DATABASE:
        _mark(made)
    as_one_file(made)
    aside = aside_name("damaged")
    decide(folder, aside, [f"{path.name}{ending}" for ending in ("", "-wal", "-shm")])
    return folder / aside, rows, lost


def _empty(path: Path, schema: Schema) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        schema.make(connection)
    engine.dispose()


def _take_over(damaged: Path, made: Path) -> tuple[int, list[str]]:
    """Copy table by table, each from its beginning to where it cannot be read, and from its end back to there."""
    total, lost = 0, []
    with contextlib.closing(sqlite3.connect(made)) as target, contextlib.closing(sqlite3.connect(damaged)) as source:
        target.execute("PRAGMA foreign_keys=OFF")
        tables = target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if not table.startswith(_DERIVED):
                rows, whole = _copy(source, target, table)
                total += rows
                lost += [] if whole else [table]
        target.commit()
    return total, lost


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> tuple[int, bool]:
    """Rows that were copied, and whether those are all."""
    columns = _shared_columns(source, target, table)
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    insert = f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
    copied = 0
    for order in ("ASC", "DESC") if columns else ():
        whole = True
        for row in _readable(source, f'SELECT {names} FROM "{table}" ORDER BY rowid {order}'):  # noqa: S608
            if row is None:
                whole = False
            else:
                copied += target.execute(insert, row).rowcount
        if whole:
            return copied, True
    return copied, False


def _readable(source: sqlite3.Connection, sql: str) -> Iterator[tuple[Any, ...] | None]:
    """Rows up to the first that cannot be read; then None."""
    try:
        yield from source.execute(sql)
    except sqlite3.DatabaseError:
        yield None


def _shared_columns(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> list[str]:
    def names(database: sqlite3.Connection) -> list[str]:
        return [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]

    try:
        there = set(names(source))
    except sqlite3.DatabaseError:
        return []
    return [name for name in names(target) if name in there]


def _mark(path: Path) -> None:
    """Have it compared with the hub's, and its words indexed anew."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("INSERT OR REPLACE INTO setting (key, value) VALUES ('repair', '\"recovered\"')")
        database.execute("DELETE FROM setting WHERE key = ?", (index.STATE,))
        database.commit()


def as_one_file(path: Path) -> None:
    """The database with nothing beside it."""
    copy = path.with_name("copy")
    copy_database(path, copy)
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    copy.rename(path)


def aside_name(what: str) -> str:
    return f"{what}-{time.strftime('%Y%m%d-%H%M%S')}-{new_id()[-4:]}"
