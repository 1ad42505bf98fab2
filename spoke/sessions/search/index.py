"""The index of what was said and of what sessions are called, beside them in the node's database.

Rules of this module:
- it is written in the transaction of the message or title itself, and holds nothing that cannot be made again from
  them: its tables are no part of the schema that is migrated, and a wrong one is dropped and filled anew;
- messages are numbered by the time they were written, so that the newest are found first and a span of time is a span
  of numbers, whenever and in which order they came here;
- of the text only its words are kept (a contentless FTS5 table): what is shown is read from the message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from shared.sync.ops import Message
from shared.system.plain import marks, plain
from spoke.attachments import uses
from spoke.sessions.search import words
from spoke.store import settings

FARTHEST = 1 << 22
"""Numbers by which a message is ever moved from its second, where fewer than a million were written in it."""

_BATCH = 1_000
STATE = "search_index"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS search_session (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",
    """CREATE TABLE IF NOT EXISTS search_message (
        number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, session INTEGER NOT NULL, role TEXT NOT NULL,
        created_ms INTEGER NOT NULL)""",
    'CREATE VIRTUAL TABLE IF NOT EXISTS search_title USING fts5(words, tokenize = "unicode61 remove_diacritics 0 '
    "categories 'L* N* Co M*'\")",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(words, content = '', "
    "tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")",
    uses.TABLE,
    uses.SENT,
)
_DROPPED = ("search_text", "search_title", "search_message", "search_session", "attachment_use")


def text_of(message: Message) -> str:
    """What of a message is sought: its text, and the names of what is attached."""
    return "\n".join([message.text, *(each.name for each in uses.attached(message))])


def index_messages(connection: Connection, rows: Iterable[tuple[str, Message]]) -> None:
    """Make messages found, and note which files they name; `rows` are (session id, message).

    One that is indexed already is passed over. A whole page of a pull at once costs a fraction of one by one.
    """
    prepare(connection)
    batch = list(rows)
    for at in range(0, len(batch), _BATCH):
        _index(connection, batch[at : at + _BATCH])
    uses.note(connection, (message for _, message in batch))


def index_title(connection: Connection, session_id: str) -> None:
    """Make a session found by the title that its row has now."""
    prepare(connection)
    sql = plain(connection)
    (title,) = sql.execute("SELECT title FROM session WHERE id = ?", (session_id,)).fetchone()
    number = _session_numbers(connection, {session_id})[session_id]
    sql.execute("DELETE FROM search_title WHERE rowid = ?", (number,))
    sql.execute("INSERT INTO search_title (rowid, words) VALUES (?, ?)", (number, words.words(title)))


def forget_messages(connection: Connection, messages: Iterable[Message]) -> None:
    """Take messages out whose content is dropped; they must be as they were indexed. Unknown ones are passed over."""
    prepare(connection)
    sql = plain(connection)
    gone = list(messages)
    numbers = _numbers(connection, [_key(message) for message in gone])
    for message in gone:
        if (number := numbers.get(_key(message))) is not None:
            sql.execute(
                "INSERT INTO search_text (search_text, rowid, words) VALUES ('delete', ?, ?)",
                (number, words.words(text_of(message))),
            )
            sql.execute("DELETE FROM search_message WHERE number = ?", (number,))


def forget_session(connection: Connection, session_id: str) -> None:
    """Let a session be found by its title no longer."""
    prepare(connection)
    of_session = "(SELECT number FROM search_session WHERE id = ?)"
    connection.exec_driver_sql(f"DELETE FROM search_title WHERE rowid = {of_session}", (session_id,))  # noqa: S608


def prepare(connection: Connection) -> None:
    """Make the tables where there are none, which takes some microseconds where they are."""
    sql = plain(connection)
    for statement in _TABLES:
        sql.execute(statement)


def drop(connection: Connection) -> None:
    """Let the index be made anew."""
    for table in _DROPPED:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    settings.remove(connection, STATE)


# --- making it anew ---


def rebuild_step(connection: Connection, size: int = _BATCH) -> bool:
    """Index the next `size` messages that were there before the index, or all titles; whether there is more to do.

    Each step is a transaction of its own, so that writers get their turn; one that is cut is done again.
    """
    state = settings.get(connection, STATE, {})
    if state.get("version") != words.VERSION:
        drop(connection)
        state = {"version": words.VERSION, "after": 0, "done": False}
        _index_titles(connection)
    if state["done"]:
        return False
    found = connection.exec_driver_sql(
        "SELECT rowid, session_id, body FROM message WHERE rowid > ? ORDER BY rowid LIMIT ?", (state["after"], size)
    ).all()
    index_messages(connection, ((session, Message.model_validate_json(body)) for _, session, body in found))
    done = len(found) < size
    after = found[-1][0] if found else state["after"]
    settings.put(connection, STATE, {"version": words.VERSION, "after": after, "done": done})
    return not done


def whole(connection: Connection) -> bool:
    """Whether everything that is here is in the index."""
    state = settings.get(connection, STATE, {})
    return bool(state.get("done")) and state.get("version") == words.VERSION


def missing(connection: Connection) -> bool:
    """Whether there is no index at all yet."""
    sql = "SELECT count(*) FROM sqlite_master WHERE name = ?"
    return not connection.exec_driver_sql(sql, (_DROPPED[0],)).scalar_one()


def _index_titles(connection: Connection) -> None:
    for (session_id,) in connection.exec_driver_sql("SELECT id FROM session").all():
        index_title(connection, session_id)


# --- numbers ---


def _index(connection: Connection, rows: Sequence[tuple[str, Message]]) -> None:
    known = _numbers(connection, [_key(message) for _, message in rows])
    new = {key: row for row in rows if (key := _key(row[1])) not in known}
    if not new:
        return
    sessions = _session_numbers(connection, {session_id for session_id, _ in new.values()})
    numbered = sorted(_numbered(connection, {key: message for key, (_, message) in new.items()}).items())
    sql = plain(connection)
    sql.executemany(
        "INSERT INTO search_message (number, id, session, role, created_ms) VALUES (?, ?, ?, ?, ?)",
        [(number, key, sessions[new[key][0]], new[key][1].role, new[key][1].created_ms) for number, key in numbered],
    )
    sql.executemany(  # in their order: FTS5 writes a segment whenever a number is lower than the last
        "INSERT INTO search_text (rowid, words) VALUES (?, ?)",
        [(number, words.words(text_of(new[key][1]))) for number, key in numbered],
    )


def _key(message: Message) -> bytes:
    return bytes.fromhex(message.id.replace("-", ""))


def _numbers(connection: Connection, keys: Sequence[bytes]) -> dict[bytes, int]:
    """Of the messages among them that are indexed."""
    found: dict[bytes, int] = {}
    for at in range(0, len(keys), _BATCH):
        some = keys[at : at + _BATCH]
        sql = f"SELECT id, number FROM search_message WHERE id IN {marks(len(some))}"  # noqa: S608
        found.update(plain(connection).execute(sql, some))
    return found


def _session_numbers(connection: Connection, ids: set[str]) -> dict[str, int]:
    sql = plain(connection)
    sql.executemany("INSERT OR IGNORE INTO search_session (id) VALUES (?)", [(each,) for each in ids])
    return dict(sql.execute(f"SELECT id, number FROM search_session WHERE id IN {marks(len(ids))}", tuple(ids)))  # noqa: S608


def _numbered(connection: Connection, messages: dict[bytes, Message]) -> dict[int, bytes]:
    """Free numbers for messages: the second each was written in, or one near it, farther the more crowded it is."""
    numbered: dict[int, bytes] = {}
    waiting = messages
    spread = 1
    while waiting:
        wished = {key: number_at(message.created_ms) + _scatter(key, spread) for key, message in waiting.items()}
        taken = _taken(connection, set(wished.values())) | numbered.keys()
        for key, number in wished.items():
            if number not in taken:
                numbered[number] = key
                taken.add(number)
        placed = set(numbered.values())
        waiting = {key: message for key, message in waiting.items() if key not in placed}
        spread *= 4
    return numbered


def number_at(ms: int) -> int:
    """The least number of a message that was written then."""
    return ms // 1_000


def _scatter(key: bytes, spread: int) -> int:
    return int.from_bytes(key[8:], "big") % spread


def _taken(connection: Connection, numbers: set[int]) -> set[int]:
    sql = f"SELECT number FROM search_message WHERE number IN {marks(len(numbers))}"  # noqa: S608
    return {number for (number,) in plain(connection).execute(sql, tuple(numbers))}
