"""The one writer: works that share a commit, and what becomes of them when something fails."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, event, select
from sqlmodel import Session

from shared.errors import DatabaseBusy, DatabaseDamaged, InvalidArgument
from shared.system import group_commit
from shared.system.database import Database
from shared.system.plain import plain
from shared.system.schema import Schema

pytestmark = pytest.mark.anyio
TABLES = MetaData()
ROW = Table("row", TABLES, Column("id", Integer, primary_key=True), Column("text", String, nullable=False))
SCHEMA = Schema(TABLES, Path("/nowhere"), released=0, version=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database.open(tmp_path / "it.db", SCHEMA)
    yield opened
    await opened.close()


def insert(number: int, text: str = "x") -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        connection.execute(ROW.insert(), {"id": number, "text": text})
        return number

    return work


def held(database: Database) -> set[int]:
    """As another program sees it: what is committed."""
    with contextlib.closing(sqlite3.connect(database.path)) as other:
        return {number for (number,) in other.execute("SELECT id FROM row")}


@contextlib.asynccontextmanager
async def gathering(database: Database) -> AsyncIterator[None]:
    """What is written in the block waits until its end, and is then there all at once."""
    began, go_on = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        began.set()
        assert go_on.wait(20)

    holder = asyncio.create_task(database.write(hold))
    assert await asyncio.to_thread(began.wait, 5)
    try:
        yield
    finally:
        go_on.set()
        await holder


async def together(database: Database, *works: Callable[[Connection], Any]) -> list[Any]:
    """Results or errors of works that were written at the same time."""
    async with gathering(database):
        writes = [asyncio.ensure_future(database.write(work)) for work in works]
        await asyncio.sleep(0)
    return await asyncio.gather(*writes, return_exceptions=True)


async def test_works_that_wait_together_share_a_commit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "_LONG_S", 60)
    commits = 0

    def count(_: Connection) -> None:
        nonlocal commits
        commits += 1

    event.listen(database._engine, "commit", count)
    assert await together(database, *(insert(number) for number in range(50))) == list(range(50))
    assert held(database) == set(range(50))
    assert commits <= 3


async def test_a_failure_in_a_shared_commit_is_its_callers_alone(database: Database) -> None:
    def refuses(connection: Connection) -> None:
        insert(100)(connection)
        raise InvalidArgument("No.")

    def twice(connection: Connection) -> None:
        insert(101)(connection)
        insert(1)(connection)

    done = await together(database, insert(1), refuses, insert(2), twice, insert(3))
    assert [type(each).__name__ for each in done] == ["int", "InvalidArgument", "int", "IntegrityError", "int"]
    assert held(database) == {1, 2, 3}


async def test_a_flush_that_fails_in_a_session_takes_nobody_else_with_it(tmp_path: Path) -> None:
    from hub.store import users
    from hub.store.store import Store

    store = Store.open(tmp_path)

    def add(name: str) -> Callable[[Session], None]:
        return lambda session: users.add(session, f"id of {name}", name, "user", None, 0)

    await store.write(add("first"))
    async with gathering(store._database):
        names = ("ann", "first", "ben")
        writes = [asyncio.ensure_future(store.write(add(name))) for name in names]
        await asyncio.sleep(0)
    done = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(each).__name__ for each in done] == ["NoneType", "IntegrityError", "NoneType"]
    assert {user.name for user in await store.read(users.list_all)} == {"first", "ann", "ben"}
    await store.close()


async def test_a_work_is_done_only_when_others_can_see_what_it_wrote(database: Database) -> None:
    seen: list[bool] = []

    async def write(number: int) -> None:
        await database.write(insert(number))
        seen.append(number in held(database))

    async with gathering(database):
        writes = [asyncio.create_task(write(number)) for number in range(20)]
        await asyncio.sleep(0)
    await asyncio.gather(*writes)
    assert seen == [True] * 20


def limit_pages(pages: int) -> Callable[[Connection], Any]:
    """A disk with no more room than that."""
    return lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar_one()


def insert_plainly(number: int, text: str = "x") -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        plain(connection).execute("INSERT INTO row VALUES (?, ?)", (number, text))
        return number

    return work


@pytest.mark.parametrize("insert", [insert, insert_plainly])
async def test_a_full_disk_is_said_to_who_needs_more_and_is_over_when_there_is_room(
    database: Database, insert: Callable[..., Callable[[Connection], int]]
) -> None:
    pages = await database.write(lambda connection: connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    await database.write(limit_pages(pages + 2))
    done = await together(database, insert(1), insert(2, "x" * 100_000), insert(3), insert(4))
    assert [type(each).__name__ for each in done] == ["int", "DiskFull", "int", "int"]
    assert held(database) == {1, 3, 4}
    assert len(await database.read(lambda connection: connection.execute(select(ROW)).all())) == 3
    await database.write(limit_pages(1_000_000))
    assert await database.write(insert(2, "x" * 100_000)) == 2


async def test_errors_of_plain_sql_are_said_as_those_of_other_sql_are(database: Database) -> None:
    def damaged(_: Connection) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    for run in (database.write, database.read):
        with pytest.raises(DatabaseDamaged):
            await run(damaged)
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await run(lambda connection: plain(connection).execute("SELECT * FROM other"))
    assert await database.write(insert(1)) == 1


async def test_a_database_that_others_lock_is_said_to_be_busy_and_is_written_afterwards(database: Database) -> None:
    def impatient(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")

    await database.write(impatient)
    with contextlib.closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = await asyncio.gather(*map(database.write, (insert(1), insert(2))), return_exceptions=True)
        assert [type(each) for each in done] == [DatabaseBusy, DatabaseBusy]
        assert await database.read(lambda connection: connection.execute(select(ROW)).all()) == []
        other.execute("ROLLBACK")
    assert await database.write(insert(1)) == 1


async def test_a_write_that_is_cancelled_before_its_turn_does_not_happen(database: Database) -> None:
    async with gathering(database):
        write = asyncio.create_task(database.write(insert(1)))
        await asyncio.sleep(0)
        write.cancel()
        await asyncio.sleep(0)
    assert await database.write(insert(2)) == 2
    assert held(database) == {2}


async def test_a_write_that_is_cancelled_in_its_turn_still_happens(database: Database) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        began.set()
        assert go_on.wait(20)
        insert(1)(connection)

    write = asyncio.create_task(database.write(slow))
    assert await asyncio.to_thread(began.wait, 5)
    write.cancel()
    await asyncio.gather(write, return_exceptions=True)
    go_on.set()
    await database.write(insert(2))
    assert held(database) == {1, 2}


async def test_a_slow_work_ends_its_group_so_that_those_before_it_are_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "_LONG_S", 0)
    told = threading.Event()

    def behind(_: Connection) -> bool:
        return told.wait(5)

    async with gathering(database):
        first = asyncio.ensure_future(database.write(insert(1)))
        first.add_done_callback(lambda _: told.set())
        second = asyncio.ensure_future(database.write(behind))
        await asyncio.sleep(0)
    assert await second is True


async def test_closing_ends_what_was_written(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "it.db", SCHEMA)
    writes = [asyncio.ensure_future(database.write(insert(number))) for number in range(10)]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*writes) == list(range(10))
    with pytest.raises(RuntimeError):
        await database.write(insert(11))
