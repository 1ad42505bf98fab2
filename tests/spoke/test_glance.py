"""What a window sees of the chats before it has a node: the same as the node says, or nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from spoke.node.bodies.sessions import ChangeSession
from spoke.sessions import glance
from spoke.sessions.glance import SCHEMA, newest
from spoke.sessions.store import SessionStore
from spoke.sessions.trash import Trash
from spoke.store import tables

pytestmark = pytest.mark.anyio
CHATS = 12


def _nobody(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def store(database) -> SessionStore:
    return SessionStore(database, lambda: "Laptop", _nobody)


@pytest.fixture
async def chats(store, database) -> list[str]:
    """One of them pinned, filed and tagged, one archived, one in the trash."""
    ids = [(await store.create(f"Chat {number}")).id for number in range(CHATS)]
    await store.change(ids[0], ChangeSession(pinned=True, folder="Boat", add_tags=["kiel", "sea"]))
    await store.change(ids[1], ChangeSession(archived=True))
    await Trash(database, _nobody).delete(ids[2])
    return ids


async def test_what_is_seen_is_what_the_node_says(chats, store, tmp_path):
    for limit in (CHATS, 5):
        said = (await store.list(limit=limit, where="active")).sessions
        seen = newest(tmp_path / "node.db", limit)
        for name in ("id", "title", "updated_ms", "pinned", "archived", "folder", "tags", "deleted"):
            assert [getattr(chat, name) for chat in seen] == [getattr(chat, name) for chat in said]
    assert len(said) == 5


async def test_it_sees_what_is_written_while_others_write_and_hold_nobody_up(chats, store, tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "node.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE session SET title = 'not yet'")
        assert {chat.title.split()[0] for chat in newest(tmp_path / "node.db", CHATS)} == {"Chat"}
        writer.execute("COMMIT")
    assert {chat.title for chat in newest(tmp_path / "node.db", CHATS)} == {"not yet"}


def test_the_schema_is_the_one_that_the_node_writes():
    assert tables.SCHEMA.version == SCHEMA


def _done(file, sql):
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as made:
        made.execute(sql)


def _newer(file, whole):
    file.write_bytes(whole)
    _done(file, f"PRAGMA user_version={SCHEMA + 1}")


def _without_tags(file, whole):
    file.write_bytes(whole)
    _done(file, "UPDATE session SET tags = 'no JSON'")


def _torn(file, whole):
    file.write_bytes(whole[:4096] + bytes(len(whole) - 4096))


ENDLESS = """DROP TABLE session; CREATE VIEW session AS
WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
SELECT id, id AS title, id AS updated_ms, 0 AS pinned, 0 AS archived, NULL AS folder, '[]' AS tags, 0 AS deleted
FROM n"""


def _said(sql):
    def spoil(file, whole):
        file.write_bytes(whole)
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as made:
            made.executescript(sql)

    return spoil


SPOILED = {
    "missing": lambda file, whole: file.unlink(missing_ok=True),
    "empty": lambda file, whole: file.write_bytes(b""),
    "no database": lambda file, whole: file.write_bytes(b"no database" * 1000),
    "torn": _torn,
    "newer": _newer,
    "not JSON": _without_tags,
    "tags that are none": _said("UPDATE session SET tags = '[{}]'"),
    "tags without end": _said(f"UPDATE session SET tags = '{'[' * 100_000}'"),
    "a title that is no text": _said("UPDATE session SET title = x'ff'"),
    "a time that is none": _said("UPDATE session SET updated_ms = 'now'"),
    "a time that never comes": _said("UPDATE session SET updated_ms = 9223372036854775807"),
    "chats without end": _said(ENDLESS),
}


@pytest.fixture
def copied(chats, tmp_path) -> Path:
    """The same database, which no node has open."""
    copied = tmp_path / "copied" / "node.db"
    copied.parent.mkdir()
    with contextlib.closing(sqlite3.connect(tmp_path / "node.db")) as source:
        source.execute("VACUUM INTO ?", (str(copied),))
    with contextlib.closing(sqlite3.connect(copied)) as made:
        made.execute("PRAGMA journal_mode=WAL")
    return copied


@pytest.mark.parametrize("spoiled", SPOILED)
async def test_of_a_file_that_is_not_right_nothing_is_seen(copied, spoiled, monkeypatch):
    monkeypatch.setattr(glance, "_PATIENCE_S", 0.02)
    whole = copied.read_bytes()
    SPOILED[spoiled](copied, whole)
    assert newest(copied, CHATS) == []
    assert copied.exists() is (spoiled != "missing")


async def test_a_file_that_somebody_holds_alone_is_left_to_them(copied):
    with contextlib.closing(sqlite3.connect(copied, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        assert newest(copied, CHATS) == []
        holder.execute("ROLLBACK")
    assert len(newest(copied, CHATS)) == CHATS - 2
