"""Sessions of one device, over a real SQLite file."""

import sqlite3
from pathlib import Path

import pytest

from shared.api import Logged, PushReply, Quarantined
from shared.errors import DiskFull, InvalidArgument, NotFound
from shared.ids import new_id
from shared.system.database import Database
from spoke.node.bodies.sessions import NewMessage
from spoke.sessions import outbox
from spoke.sessions.store import SessionStore
from spoke.sessions.trash import Trash

pytestmark = pytest.mark.anyio


@pytest.fixture
def changed() -> list[str]:
    return []


@pytest.fixture
def store(database: Database, changed: list[str]) -> SessionStore:
    return SessionStore(database, lambda: "Laptop", changed.append)


@pytest.fixture
def trash(database: Database, changed: list[str]) -> Trash:
    return Trash(database, changed.append)


async def test_a_message_answers_the_newest_one_unless_told_otherwise(store: SessionStore) -> None:
    session = await store.create("Boat")
    first = await store.write(session.id, NewMessage(text="one"))
    second = await store.write(session.id, NewMessage(text="two"))
    sibling = await store.write(session.id, NewMessage(text="two, better", parent_id=first.id))
    assert (second.parent_id, sibling.parent_id) == (first.id, first.id)
    reply = await store.show(session.id)
    assert [each.text for each in reply.messages] == ["one", "two", "two, better"]
    assert reply.session.message_count == 3


async def test_every_write_waits_in_the_outbox_and_is_told(
    store: SessionStore, trash: Trash, database: Database, changed: list[str]
) -> None:
    session = await store.create("Boat")
    await store.write(session.id, NewMessage(text="one"))
    await store.rename(session.id, "Boats")
    await trash.delete(session.id)
    ops = await database.read(outbox.next_push)
    assert [each.op.kind for each in ops] == ["session.create", "message.add", "session.set", "session.delete"]
    assert [each.replica_seq for each in ops] == [1, 2, 3, 4]
    assert changed == [session.id] * 4


async def test_a_write_that_is_refused_leaves_nothing_and_no_gap(store: SessionStore, database: Database) -> None:
    session = await store.create("Boat")
    with pytest.raises(NotFound):
        await store.write(session.id, NewMessage(text="x", parent_id=new_id()))
    with pytest.raises(NotFound):
        await store.rename(new_id(), "x")
    await store.rename(session.id, "Boats")
    assert [each.replica_seq for each in await database.read(outbox.next_push)] == [1, 2]
    assert (await store.show(session.id)).messages == []


async def test_a_deleted_session_is_gone_for_every_face(store: SessionStore, trash: Trash) -> None:
    session = await store.create("Boat")
    await trash.delete(session.id)
    assert (await store.list(limit=10)).sessions == []
    for refused in (store.show(session.id), trash.delete(session.id), store.write(session.id, NewMessage(text="x"))):
        with pytest.raises(NotFound, match="felloe sessions list"):
            await refused


async def test_a_list_comes_in_pages_newest_first_and_misses_none(store: SessionStore) -> None:
    made = [(await store.create(f"Session {number}")).id for number in range(7)]
    found: list[str] = []
    before = None
    while True:
        page = await store.list(limit=3, before=before)
        found += [each.id for each in page.sessions]
        before = page.next
        if before is None:
            break
    assert found == made[::-1]


@pytest.mark.parametrize("before", ["x", "1e3.a", "-1.a", "٣.a"])
async def test_a_cursor_that_is_none_is_refused(store: SessionStore, before: str) -> None:
    with pytest.raises(InvalidArgument):
        await store.list(limit=3, before=before)


async def test_search_takes_the_text_as_it_is(store: SessionStore) -> None:
    await store.create("100 % wool")
    await store.create("Boat")
    assert [each.title for each in (await store.list(limit=9, query="% WOOL")).sessions] == ["100 % wool"]
    assert (await store.list(limit=9, query="_o_t")).sessions == []


async def test_what_the_hub_refuses_is_kept_with_its_reason_and_the_rest_is_done(
    store: SessionStore, database: Database
) -> None:
    session = await store.create("Boat")
    await store.write(session.id, NewMessage(text="one"))
    refused = Quarantined(replica_seq=2, code="conflict", message="Another message has this id.")
    sent = await database.read(outbox.next_push)
    logged = [Logged(replica_seq=1, server_seq=1)]
    reply = PushReply(acked=2, quarantined=[refused], logged=logged, log_epoch=new_id())
    for _ in range(2):
        await database.write(lambda connection: outbox.acknowledge(connection, reply, sent, new_id()))
        assert await database.read(outbox.waiting) == outbox.Waiting(pending=0, quarantined=1)
    assert [each.text for each in (await store.show(session.id)).messages] == ["one"]


async def test_a_full_disk_is_said_and_loses_nothing(store: SessionStore, database: Database, tmp_path: Path) -> None:
    session = await store.create("Boat")
    await database.write(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1"))
    with pytest.raises(DiskFull, match="Free some space"):
        for _ in range(50):
            await store.write(session.id, NewMessage(text="x" * 10_000))
    kept = await store.show(session.id)
    assert kept.session.message_count == len(kept.messages)
    await database.write(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=100000"))
    await store.write(session.id, NewMessage(text="after"))
    assert (await store.show(session.id)).messages[-1].text == "after"
    with sqlite3.connect(tmp_path / "node.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()


async def test_the_branch_that_one_reads_comes_in_pages_with_the_siblings_of_each(store: SessionStore) -> None:
    session = await store.create("Boat")
    written = [await store.write(session.id, NewMessage(text=str(number))) for number in range(5)]
    edited = await store.write(session.id, NewMessage(text="3 again", beside=written[3].id))
    page = await store.page(session.id, limit=2)
    assert [each.text for each in page.messages] == ["2", "3 again"]
    assert page.beside == {edited.id: [written[3].id, edited.id]}
    assert page.earlier == 2
    older = await store.page(session.id, limit=5, before=page.messages[0].id)
    assert ([each.text for each in older.messages], older.earlier) == (["0", "1"], 0)
    with pytest.raises(NotFound):
        await store.page(session.id, limit=5, before=written[3].id)
