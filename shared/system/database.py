"""SQLite the careful way: one writer connection on one thread, readers beside it, `synchronous=FULL`.

Two connections that write or checkpoint a WAL database at the same instant can corrupt it in SQLite before 3.51.3;
with one writer they cannot. A committed transaction survives a power cut, because others are told of it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DatabaseError

from shared.errors import DatabaseDamaged, DiskFull, FelloeError, FolderUnusable

T = TypeVar("T")


class Database:
    """A SQLite file. Work is a function of a SQLAlchemy connection, run on a thread of the database's own."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="db-writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="db-reader")

    @classmethod
    def open(cls, path: Path, tables: MetaData, *, version: int) -> Database:
        """Open or make the file. `version` is the schema's; a file from a newer one is refused.

        Raises `DatabaseDamaged`, `DiskFull` or `FolderUnusable`.
        """
        engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        try:
            with engine.connect().execution_options(felloe_write=True) as connection, connection.begin():
                found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                if found > version:
                    raise FolderUnusable(
                        f"{path} was written by a newer Felloe (schema {found}, this one knows {version}). "
                        "Install that version again, or restore a backup made before the upgrade."
                    )
                tables.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version={version:d}")
        except DatabaseError as error:
            raise _mapped(path, error) from error
        return cls(path, engine)

    async def write(self, work: Callable[[Connection], T], then: Callable[[T], None] | None = None) -> T:
        """Run `work` in one transaction, in turn; committed when this returns.

        Cancelling is safe and takes nothing back: the transaction still ends by itself, whole or not at all. `then`
        keeps memory in step with the file: it is called on the event loop once committed, cancelled or not.
        """
        written = asyncio.get_running_loop().run_in_executor(self._writer, self._transact, work, True)
        if then is None:
            return await written
        written.add_done_callback(lambda done: done.exception() or then(done.result()))
        return await asyncio.shield(written)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one consistent snapshot, beside the writer."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._transact, work, False)

    def _transact(self, work: Callable[[Connection], T], write: bool) -> T:
        try:
            with self._engine.connect().execution_options(felloe_write=write) as connection, connection.begin():
                return work(connection)
        except DatabaseError as error:
            raise _mapped(self.path, error) from error

    async def close(self) -> None:
        """Let running work end, then close. Nothing may be started afterwards."""
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self._engine.dispose()


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where pysqlite guesses
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=5000")


def _on_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("felloe_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _mapped(path: Path, error: DatabaseError) -> FelloeError:
    code = getattr(error.orig, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary == sqlite3.SQLITE_FULL:
        return DiskFull(f"The disk that holds {path.parent} is full. Free some space; what was saved before is safe.")
    if primary == sqlite3.SQLITE_IOERR:  # also how a full disk looks while the file is opened
        return FolderUnusable(
            f"The disk that holds {path.parent} failed at a read or write. Check that it is sound and has space left."
        )
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseDamaged(f"The database {path} is damaged. Set it aside and restore a backup.")
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return FolderUnusable(f"The database {path} cannot be written. Check its owner and permissions.")
    raise error
