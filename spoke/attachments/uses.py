"""Which messages refer to which files. Made from the messages, with the index of their words."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from shared.parts import Attachment, attachments_in
from shared.sync.ops import Message

TABLE = """CREATE TABLE IF NOT EXISTS attachment_use (
    sha256 TEXT NOT NULL, message_id TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (sha256, message_id)
    ) WITHOUT ROWID"""


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
