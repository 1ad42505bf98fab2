"""Search among many messages beside what reading them all would cost; ms. FELLOE_BENCH_MESSAGES says how many."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from shared.ids import new_id
from shared.sync.ops import Message
from shared.system.database import Database
from spoke.sessions.search import index
from spoke.sessions.search.filters import Filter
from spoke.sessions.search.search import search
from spoke.sessions.store import SessionStore
from spoke.store.tables import SCHEMA, SessionRow

MESSAGES = int(os.environ.get("FELLOE_BENCH_MESSAGES", "1000000"))
SESSIONS = 10_000
PAGE = 1_000
VOCABULARY = 60_000
RUNS = 7


def vocabulary(rng: random.Random) -> list[str]:
    """Words by falling frequency; letters as uneven as in real words, so that prefixes are too."""
    heads = ["th", "a", "in", "co", "re", "s", "de", "pro", "be", "un", "o", "t", "w"]
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        tail = "".join(rng.choices("etaoinshrdlucmfwypbgvk", k=rng.randint(1, 7)))
        found[rng.choices(heads, weights=range(len(heads), 0, -1))[0] + tail] = None
    return list(found)


def messages(words: list[str], sessions: list[str], rng: random.Random) -> Iterator[tuple[str, Message]]:
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    at = 1_600_000_000_000
    for number in range(MESSAGES):
        at += rng.randint(1_000, 300_000)
        text = " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(5, 90)))
        if number % 50 == 0:
            text += " 我们明天去东京都看樱花"
        session = sessions[number * SESSIONS // MESSAGES]
        yield session, Message(id=new_id(), role="user", text=text, created_ms=at)


async def fill(path: Path, words: list[str]) -> None:
    rng = random.Random(1)
    database = Database.open(path, SCHEMA)
    sessions = [new_id() for _ in range(SESSIONS)]
    rows = [{"id": each, "title": " ".join(rng.choices(words[100:], k=4))} for each in sessions]

    def titles(connection: Connection) -> None:
        fixed: dict[str, object] = {"created_ms": 1, "updated_ms": 1, "message_count": MESSAGES // SESSIONS}
        fixed |= {"pinned": False, "home": "", "tags": "[]", "purged": False}
        insert = SessionRow.__table__.insert()  # type: ignore[attr-defined]
        connection.execute(insert, [row | fixed | {"archived": False, "deleted": False} for row in rows])
        index.rebuild_step(connection)

    def page(connection: Connection, some: list[tuple[str, Message]]) -> None:
        connection.exec_driver_sql(
            "INSERT INTO message (id, session_id, created_ms, body) VALUES (?, ?, ?, ?)",
            [(message.id, session, message.created_ms, message.model_dump_json()) for session, message in some],
        )
        index.index_messages(connection, some)

    await database.write(titles)
    source = messages(words, sessions, rng)
    while some := list(itertools.islice(source, PAGE)):
        await database.write(lambda connection, some=some: page(connection, some))  # type: ignore[misc]
    await database.close()


async def ms(work: Callable[[], Awaitable[object]]) -> float:
    runs = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        await work()
        runs.append(time.perf_counter() - begun)
    return statistics.median(runs) * 1e3


async def main() -> None:
    words = vocabulary(random.Random(2))
    with tempfile.TemporaryDirectory(dir=os.environ.get("FELLOE_BENCH_FOLDER")) as folder:
        path = Path(folder) / "node.db"
        begun = time.perf_counter()
        await fill(path, words)
        took = time.perf_counter() - begun
        await measure(path, words, f"{MESSAGES:,} messages in {took:.0f} s, {path.stat().st_size / 2**20:.0f} MiB")


async def measure(path: Path, words: list[str], title: str) -> None:
    database = Database.open(path, SCHEMA)
    asked = {
        "a rare word": words[30_000] + " ",
        "two words, one rare": f"{words[3]} {words[20_000]} ",
        "a phrase": f'"{words[40]} {words[50]}"',
        "Chinese, 2 characters, in 1 of 50": "樱花",
        "the most frequent word": words[0] + " ",
        "the two most frequent": f"{words[0]} {words[1]} ",
        "frequent, in the oldest session": words[0] + " ",
        "one letter": "t",
        "two letters": "co",
        "three letters": "pro",
        "a word that is nowhere": "zzyzx ",
    }
    table = Table("search", "ms", "hits", "complete", "floor", box=None, title=title)
    raw = sqlite3.connect(path)
    for what, query in asked.items():
        where = Filter(to_ms=1_600_900_000_000) if "oldest" in what else Filter()

        def work(connection: Connection, query: str = query, where: Filter = where) -> tuple[int, bool]:
            reply = search(connection, query, where)
            return len(reply.hits), reply.complete

        took = await ms(lambda work=work: database.read(work))  # type: ignore[misc]
        hits, complete = await database.read(work)
        word = query.strip().strip('"').split()[-1]
        floor = (
            await ms(lambda word=word: _floor(raw, word)) if "letter" not in what and "Chinese" not in what else None
        )  # type: ignore[misc]
        table.add_row(what, f"{took:.1f}", str(hits), str(complete), f"{floor:.1f}" if floor is not None else "")
    store = SessionStore(database, lambda: "", lambda _: None)
    page = await ms(lambda: store.list(limit=50))
    table.add_row(f"a page of a list of {SESSIONS:,} sessions", f"{page:.1f}", "50", "", "")
    begun = time.perf_counter()
    raw.execute("SELECT count(*) FROM message WHERE body LIKE '%zzyzx%'").fetchone()
    table.add_row("reading all messages", f"{(time.perf_counter() - begun) * 1e3:.0f}", "", "", "")
    Console().print(table)
    await database.close()


async def _floor(raw: sqlite3.Connection, word: str) -> None:
    """What SQLite needs to name twenty messages that hold one of the words."""
    sql = "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid DESC LIMIT 20"
    raw.execute(sql, (f'"{word}"',)).fetchall()


if __name__ == "__main__":
    asyncio.run(main())
