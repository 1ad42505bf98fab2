"""SQLite the careful way: one writer connection on one thread, readers beside it, `synchronous=FULL`.

Two connections that write or checkpoint a WAL database at the same instant can corrupt it in SQLite before 3.51.3;
with one writer they cannot. A committed transaction survives a power cut, because others are told of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from shared.errors import FolderUnusable
from shared.system.group_commit import GroupCommit
from shared.system.schema import Schema
from shared.system.sqlite_errors import mapped

T = TypeVar("T")


class Database:
    """A SQLite file. Work is a function of a SQLAlchemy connection, run on a thread of the database's own."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writer = GroupCommit(path, engine)
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="db-reader")

    @classmethod
    def open(cls, path: Path, schema: Schema) -> Database:
        """Open or make the file. One of an earlier schema is migrated, one of a newer Felloe is refused.

        Where the schema is today's nothing is written. Raises `DatabaseDamaged`, `DiskFull`, `FolderUnusable` or
        `MigrationFailed`.
        """
        keep_private(path)
        engine = _engine(path)
        try:
            _bring_up_to_date(path, engine, schema)
        except DatabaseError as error:
            engine.dispose()
            raise mapped(path, error) from error
        except BaseException:
            engine.dispose()
            raise
        return cls(path, engine)

    async def write(self, work: Callable[[Connection], T], then: Callable[[T], None] | None = None) -> T:
        """Run `work`, in turn, whole or not at all; committed when this returns. What fails is its caller's alone.

        Works that wait at the same time share a commit; each sees what those before it wrote, and may have to run
        again, so that it changes nothing but the database. Cancelling is safe and takes nothing back: what has begun
        still ends by itself. `then` keeps memory in step with the file: it is called on the event loop once
        committed, cancelled or not.
        """
        written = asyncio.wrap_future(self._writer.submit(work))
        if then is None:
            return await written
        written.add_done_callback(lambda done: done.exception() or then(done.result()))
        return await asyncio.shield(written)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one consistent snapshot, beside the writer."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._on_snapshot, work)

    def _on_snapshot(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._engine.connect() as connection, connection.begin():
                return work(connection)
        except (DatabaseError, sqlite3.Error) as error:
            raise mapped(self.path, error) from error

    async def close(self) -> None:
        """Let running work end, then close. Nothing may be started afterwards."""
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._readers.shutdown)
        self._engine.dispose()


def keep_private(path: Path) -> None:
    """Nobody else may read it, wherever it lies; SQLite gives its files beside it the same rights. What keeps this from
    being done, SQLite says when it opens the file."""
    with contextlib.suppress(OSError):
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.fchmod(file, 0o600)
        finally:
            os.close(file)


def schema_of(path: Path) -> int:
    """The number of its schema, of a file that nobody else has open."""
    with contextlib.closing(sqlite3.connect(path)) as plain:
        try:
            return int(plain.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.Error as error:
            raise mapped(path, error) from error


def _bring_up_to_date(path: Path, engine: Engine, schema: Schema) -> None:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found == 0:
        with engine.connect().execution_options(felloe_write=True) as connection, connection.begin():
            schema.make(connection)
    elif found < schema.version:
        from shared.system.migrations import migrate  # alembic: what a start need not load

        rebuilding = _engine(path, foreign_keys=False)
        try:
            migrate(path, rebuilding, schema, found)
        finally:
            rebuilding.dispose()
    elif found > schema.version:
        raise FolderUnusable(
            f"{path} was written by a newer Felloe (schema {found}, this one knows {schema.version}). "
            "Install that version again, or restore a backup made before the upgrade."
        )


def _engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})

    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, not where pysqlite guesses
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA foreign_keys={foreign_keys:d}")
        connection.execute("PRAGMA busy_timeout=5000")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("felloe_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
