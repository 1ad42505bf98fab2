"""Which messages refer to which files. Made from the messages, with the index of their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from shared.parts import Attachment, attachments_in
from shared.sync.ops import Message
from shared.system.plain import plain
from spoke.attachments import refused

TABLE = """CREATE TABLE IF NOT EXISTS attachment_use (
    sha256 TEXT NOT NULL, message_id TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (sha256, message_id)
    ) WITHOUT ROWID"""

SENT = """CREATE TABLE IF NOT EXISTS attachment_sent (
    home TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (home, sha256)) WITHOUT ROWID"""
"""Files that a home's hub had when it was last asked. Only for people: who sends asks the hub."""


def attached(message: Message) -> list[Attachment]:
    return list(attachments_in(message.parts))


def note(connection: Connection, messages: Iterable[Message]) -> None:
    rows = [(each.sha256, message.id, each.size) for message in messages for each in attached(message)]
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO attachment_use VALUES (?, ?, ?)", rows)


def used(connection: Connection) -> dict[str, int]:
    """Hashes and sizes of all files that a message here refers to, one in the trash too."""
    connection.exec_driver_sql(TABLE)
    connection.exec_driver_sql("DELETE FROM attachment_use WHERE message_id NOT IN (SELECT id FROM message)")
    found = connection.exec_driver_sql("SELECT sha256, max(size) FROM attachment_use GROUP BY sha256")
    return {str(sha256): int(size) for sha256, size in found}


def synced(connection: Connection, home: str) -> dict[str, int]:
    """The same for what messages of sessions name that sync there: others never leave this device."""
    connection.exec_driver_sql(TABLE)
    found = connection.exec_driver_sql(
        "SELECT sha256, max(size) FROM attachment_use JOIN message ON message.id = message_id "
        "JOIN session ON session.id = message.session_id WHERE session.home = ? GROUP BY sha256",
        (home,),
    )
    return {str(sha256): int(size) for sha256, size in found}


def note_sent(connection: Connection, home: str, *, there: Sequence[str], missing: Iterable[str] = ()) -> None:
    sql = plain(connection)
    sql.execute(SENT)
    sql.executemany("DELETE FROM attachment_sent WHERE home = ? AND sha256 = ?", [(home, each) for each in missing])
    sql.executemany("INSERT OR IGNORE INTO attachment_sent VALUES (?, ?)", [(home, each) for each in there])
    sql.execute(refused.TABLE)
    sql.executemany("DELETE FROM attachment_refused WHERE home = ? AND sha256 = ?", [(home, each) for each in there])


def unsent(connection: Connection, home: str) -> list[str]:
    """Files that messages name which sync there, and that its hub was neither found to have nor refused."""
    sql = plain(connection)
    made = "SELECT count(*) FROM sqlite_master WHERE name IN ('attachment_use', 'attachment_sent')"
    if sql.execute(made).fetchone()[0] < 2:
        return []
    found = sql.execute(
        "SELECT DISTINCT sha256 FROM attachment_use JOIN message ON message.id = message_id "
        "JOIN session ON session.id = message.session_id WHERE session.home = :home "
        "AND sha256 NOT IN (SELECT sha256 FROM attachment_sent WHERE home = :home)",
        {"home": home},
    )
    known = refused.known(connection, home)
    return [sha256 for (sha256,) in found if sha256 not in known]
