"""Search over real SQLite: what is found, where the match is shown, and that its work is bounded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidArgument
from shared.ids import new_id
from shared.sync.ops import Message, MessageAdd, SessionCreate, SessionDelete, SessionSet
from shared.system.database import Database
from spoke.node.bodies.search import SearchReply
from spoke.sessions.outbox import record
from spoke.sessions.search import index
from spoke.sessions.search import search as searching
from spoke.sessions.search.excerpt import excerpt
from spoke.sessions.search.filters import Filter
from spoke.sessions.search.guard import Interrupted, guarded
from spoke.sessions.search.query import match, parse
from spoke.sessions.search.search import search
from spoke.sessions.search.words import words

pytestmark = pytest.mark.anyio
_clock = count(1_700_000_000_000, 60_000)


class Chats:
    """Sessions in a database, written as a pull or a person writes them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def session(self, title: str, *texts: str, role: str = "user") -> str:
        session_id = new_id()
        await self.say(session_id, *texts, title=title, role=role)
        return session_id

    async def say(self, session_id: str, *texts: str, title: str = "", role: str = "user") -> list[Message]:
        messages = [message(text, role) for text in texts]

        def work(connection: object) -> None:
            if title:
                create = SessionCreate(op_id=new_id(), session_id=session_id, title=title, created_ms=next(_clock))
                record(connection, create)  # type: ignore[arg-type]
            for each in messages:
                record(connection, MessageAdd(op_id=new_id(), session_id=session_id, message=each))  # type: ignore[arg-type]

        await self.database.write(work)
        return messages

    async def find(self, query: str, where: Filter | None = None, limit: int = 20, after: str | None = None) -> Reply:
        return Reply(
            await self.database.read(lambda connection: search(connection, query, where, limit=limit, after=after))
        )


class Reply:
    def __init__(self, reply: SearchReply) -> None:
        self.reply = reply
        self.texts = [hit.excerpt for hit in reply.hits]
        self.marked = [[hit.excerpt[start:end] for start, end in hit.marks] for hit in reply.hits]


def message(text: str, role: str = "user", created_ms: int | None = None) -> Message:
    return Message(id=new_id(), role=role, text=text, created_ms=created_ms or next(_clock))  # type: ignore[arg-type]


@pytest.fixture
async def chats(database: Database) -> AsyncIterator[Chats]:
    await database.write(lambda connection: while_more(connection))
    yield Chats(database)


def while_more(connection: object) -> None:
    while index.rebuild_step(connection, 3):  # type: ignore[arg-type]
        pass


# --- what is found ---


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Crème brûlée for the café", "creme brulee", ["Crème", "brûlée"]),
        ("CREME DE LA CREME", "crème", ["CREME", "CREME"]),
        ("Die Straße ist naß", "strasse", ["Straße"]),
        ("cre\u0300me in pieces", "crème", ["cre\u0300me"]),
        ("我们明天去东京都看樱花", "京都", ["京都"]),
        ("我们明天去东京都看樱花", "东京都", ["东京都"]),
        ("我们明天去东京都看樱花", "花", ["花"]),
        ("我们明天去东京都看樱花", "明", ["明"]),
        ("ﾃﾞｰﾀﾍﾞｰｽの設計", "データベース", None),
        ("データベースの設計", "ベース", ["ベース"]),
        ("がぎぐ", "か", []),
        ("학교에서 배웠다", "학교", ["학교"]),
        ("ภาษาไทยไม่มีช่องว่าง", "ไทย", ["ไทย"]),
        ("हिन्दी में लिखा", "हिन्दी", ["हिन्दी"]),
        ("Python入門の本", "python入門", ["Python入門"]),
        ("snake_case_name", "case", ["case"]),
        ("It's Ann's boat", "ann's", ["Ann's"]),
        ("see node.js v20.1", "v20.1", ["v20.1"]),
        ("the harbour at night", "harb", ["harbour"]),
        ("the harbour at night", '"harb"', []),
        ("the harbour at night", "harb ", []),
        ("a night at the harbour", '"the harbour"', ["the harbour"]),
        ("the old harbour", '"the harbour"', []),
        ("мой ёжик", "ежик", ["ёжик"]),
    ],
)
async def test_words_are_found_in_any_script_without_accents_and_case(
    chats: Chats, text: str, query: str, marked: list[str] | None
) -> None:
    await chats.session("Other", text, "something else")
    found = await chats.find(query)
    if marked == []:
        assert found.texts == []
    else:
        assert len(found.texts) == 1
        assert marked is None or found.marked == [marked]


async def test_all_words_must_be_there_and_a_title_stands_first(chats: Chats) -> None:
    await chats.session("Names for the boat", "What about Halcyon?", "Halcyon is a fine boat")
    found = await chats.find("boat")
    assert [hit.message_id is None for hit in found.reply.hits] == [True, False]
    assert (await chats.find("halcyon boat")).texts == ["Halcyon is a fine boat"]
    assert (await chats.find("halcyon zebra")).texts == []


@pytest.mark.parametrize(
    "query", ["", " ", '"', '""', "--", "(", "AND", "NEAR(", "a:b", "*", "x*", "^", "'", "%", "\0"]
)
async def test_no_query_is_an_error(chats: Chats, query: str) -> None:
    await chats.session("AND", "a:b x NEAR")
    await chats.find(query)


@given(st.text(max_size=40))
def test_what_fts5_gets_is_always_quoted(query: str) -> None:
    """Nothing outside of quotation marks but our own AND and star."""
    for number, part in enumerate(match(parse(query)).split('"')):
        assert number % 2 or part.strip(" *") in ("", "AND")


@given(st.text(max_size=60), st.integers(0, 59), st.integers(1, 8))
def test_any_part_of_a_text_is_a_query_whose_excerpt_keeps_its_marks_inside(text: str, start: int, size: int) -> None:
    part = excerpt(text, parse(text[start : start + size]))
    assert all(0 <= low < high <= len(part.text) for low, high in part.marks)
    words(text)


async def test_the_excerpt_shows_the_place_where_most_words_stand_together(chats: Chats) -> None:
    text = "harbour " + "filler " * 200 + "the harbour had a lantern " + "filler " * 200
    await chats.session("Other", text)
    found = await chats.find("harbour lantern")
    assert "harbour had a lantern" in found.texts[0]
    assert found.texts[0].startswith("…") and found.texts[0].endswith("…") and len(found.texts[0]) < 200


async def test_a_better_match_stands_before_a_newer_one(chats: Chats) -> None:
    await chats.session("Other", "kestrel kestrel kestrel", "once a kestrel " + "and something else " * 30)
    assert (await chats.find("kestrel")).texts[0] == "kestrel kestrel kestrel"


async def test_a_word_that_is_everywhere_does_not_hide_the_rank_of_a_rare_one(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "COMMON", 10)
    await chats.session("Other", "the kestrel kestrel kestrel", *["the"] * 20, "the kestrel " + "word " * 50)
    found = await chats.find('"the" kestrel')
    assert found.texts[0] == "the kestrel kestrel kestrel" and len(found.texts) == 2


# --- filters ---


async def test_filters_by_session_role_and_time(chats: Chats) -> None:
    one = await chats.session("One", "a heron")
    (answer,) = await chats.say(one, "another heron", role="assistant")
    two = await chats.session("Two", "third heron")
    assert (await chats.find("heron", Filter(session_id=two))).texts == ["third heron"]
    assert (await chats.find("heron", Filter(role="assistant"))).texts == ["another heron"]
    at = answer.created_ms
    assert (await chats.find("heron", Filter(from_ms=at, to_ms=at + 1))).texts == ["another heron"]
    assert (await chats.find("heron", Filter(to_ms=at))).texts == ["a heron"]


async def test_the_trash_is_found_only_when_it_is_asked_for(chats: Chats) -> None:
    session = await chats.session("Gone heron", "a heron")
    await chats.database.write(lambda c: record(c, SessionDelete(op_id=new_id(), session_id=session)))
    assert (await chats.find("heron")).texts == []
    assert (await chats.find("heron", Filter(where="trash"))).texts == ["Gone heron", "a heron"]


async def test_archived_sessions_are_marked_and_can_be_left_out(chats: Chats) -> None:
    session = await chats.session("Old", "a heron")
    archive = SessionSet(op_id=new_id(), session_id=session, field="archived", value=True)
    await chats.database.write(lambda c: record(c, archive))
    assert [hit.archived for hit in (await chats.find("heron")).reply.hits] == [True]
    assert (await chats.find("heron", Filter(where="active"))).texts == []
    assert (await chats.find("heron", Filter(where="archived"))).texts == ["a heron"]


async def test_a_renamed_session_is_found_by_its_new_title_only(chats: Chats) -> None:
    session = await chats.session("Egret")
    rename = SessionSet(op_id=new_id(), session_id=session, field="title", value="Bittern")
    await chats.database.write(lambda c: record(c, rename))
    assert (await chats.find("egret")).texts == []
    assert (await chats.find("bittern")).texts == ["Bittern"]


# --- bounds ---


async def walk(chats: Chats, query: str, limit: int) -> list[str]:
    texts: list[str] = []
    after = None
    while True:
        found = await chats.find(query, limit=limit, after=after)
        texts += found.texts
        after = found.reply.next
        if after is None:
            return texts


@pytest.mark.parametrize("query", ["same", "s", "sa"])
async def test_a_frequent_word_comes_newest_first_and_page_by_page(
    chats: Chats, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(searching, "RANKED", 10)
    monkeypatch.setattr(searching, "WALKED", 7)
    monkeypatch.setattr(searching, "READ", 7)
    await chats.session("Other", *(f"same {number}" for number in range(40)))
    assert await walk(chats, query, 4) == [f"same {number}" for number in reversed(range(40))]


async def test_a_ranked_search_goes_on_page_by_page(chats: Chats) -> None:
    await chats.session("Other", *("osprey " * (number % 5 + 1) + str(number) for number in range(30)))
    pages = await walk(chats, "osprey", 7)
    assert len(pages) == len(set(pages)) == 30


async def test_a_search_that_takes_too_long_gives_what_it_has_and_says_so(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chats.session("Other", *(f"osprey {number}" for number in range(200)))
    monkeypatch.setattr(searching, "guarded", lambda connection: guarded(connection, 0.0))
    monkeypatch.setattr("spoke.sessions.search.guard._STEPS", 1)
    found = await chats.find("osprey", limit=5)
    assert [text.split()[1] for text in found.texts] == ["199", "198", "197", "196", "195"]
    assert not found.reply.complete


async def test_a_guard_that_fired_leaves_the_connection_usable(chats: Chats) -> None:
    def work(connection: object) -> int:
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
        with pytest.raises(Interrupted), guarded(connection, 0.01):  # type: ignore[arg-type]
            connection.exec_driver_sql(endless)  # type: ignore[attr-defined]
        return int(connection.exec_driver_sql("SELECT 7").scalar_one())  # type: ignore[attr-defined]

    assert await chats.database.read(work) == 7


@pytest.mark.parametrize("after", ["x", "newest.", "newest.-1", "ranked.1.5", "newest.99999999999999999999", "read.²"])
async def test_an_invented_page_is_refused(chats: Chats, after: str) -> None:
    await chats.session("Other", "osprey")
    with pytest.raises(InvalidArgument):
        await chats.find("osprey", after=after)


# --- the index ---


async def test_messages_of_one_instant_are_all_found(chats: Chats) -> None:
    rows = [(new_id(), message(f"wren {number}", created_ms=5)) for number in range(3_000)]
    await chats.database.write(
        lambda c: [record(c, SessionCreate(op_id=new_id(), session_id=s, title="", created_ms=1)) for s, _ in rows[:1]]
    )
    one = rows[0][0]
    await chats.database.write(lambda c: index.index_messages(c, [(one, each) for _, each in rows]))
    counted = "SELECT count(*), count(DISTINCT number) FROM search_message"
    assert await chats.database.read(lambda c: tuple(c.exec_driver_sql(counted).one())) == (3_000, 3_000)


async def test_an_index_that_is_made_anew_finds_the_same(chats: Chats) -> None:
    await chats.session("Wrens", *(f"wren {number}" for number in range(10)), "東京")
    before = [(await chats.find(query)).reply for query in ("wren", "京", "wrens")]
    await chats.database.write(index.drop)
    assert not (await chats.find("wren")).reply.complete
    await chats.database.write(while_more)
    assert [(await chats.find(query)).reply for query in ("wren", "京", "wrens")] == before


async def test_indexing_twice_finds_once(chats: Chats) -> None:
    session = await chats.session("Other")
    one = message("a wren")
    for _ in range(2):
        await chats.say(session, "x")
        await chats.database.write(lambda c: index.index_messages(c, [(session, one), (session, one)]))
    counted = "SELECT count(*) FROM search_text WHERE search_text MATCH 'wren'"
    assert await chats.database.read(lambda c: c.exec_driver_sql(counted).scalar_one()) == 1


async def test_what_is_forgotten_leaves_nothing_in_the_index(chats: Chats) -> None:
    session = await chats.session("Other")
    said = await chats.say(session, "a wren with Crème", "東京都", "stays with a wren")
    await chats.database.write(lambda c: index.forget_messages(c, [*said[:2], message("never there")]))
    assert (await chats.find("wren")).texts == ["stays with a wren"]
    check = "INSERT INTO search_text (search_text) VALUES ('integrity-check')"
    await chats.database.write(lambda c: c.exec_driver_sql(check))
    left = "SELECT count(*) FROM search_text WHERE search_text MATCH 'creme OR 東京'"
    assert await chats.database.read(lambda c: c.exec_driver_sql(left).scalar_one()) == 0


async def test_a_write_that_is_taken_back_leaves_no_trace_in_the_index(chats: Chats) -> None:
    def work(connection: object) -> None:
        create = SessionCreate(op_id=new_id(), session_id=new_id(), title="Dodo", created_ms=1)
        record(connection, create)  # type: ignore[arg-type]
        raise InvalidArgument("No.")

    with pytest.raises(InvalidArgument):
        await chats.database.write(work)
    assert (await chats.find("dodo")).texts == []
