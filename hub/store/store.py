"""The hub's database: work is a function of a SQLModel session, run in one transaction on the database's threads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

from hub.files import DATABASE
from hub.store.tables import SCHEMA
from shared.system.database import Database

T = TypeVar("T")


class Store:
    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Raises `DatabaseDamaged`, `DiskFull` or `FolderUnusable`."""
        return cls(Database.open(folder / DATABASE, SCHEMA))

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self._database.read(lambda connection: in_session(connection, work))

    async def write(self, work: Callable[[Session], T], then: Callable[[T], None] | None = None) -> T:
        """Committed and durable when this returns; cancelling takes nothing back. `then`: as in `Database.write`."""
        return await self._database.write(lambda connection: in_session(connection, work), then)

    async def core_read(self, work: Callable[[Connection], T]) -> T:
        """Without a session: for what is read or written at each call."""
        return await self._database.read(work)

    async def core_write(self, work: Callable[[Connection], T]) -> T:
        return await self._database.write(work)

    async def close(self) -> None:
        await self._database.close()


def in_session(connection: Connection, work: Callable[[Session], T]) -> T:
    with Session(connection, expire_on_commit=False) as session:
        done = work(session)
        session.flush()
        return done
