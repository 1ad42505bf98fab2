"""Files that a home's hub did not take: why, and what the person says about each. Written as the hub answers."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from shared.errors import FelloeError
from shared.system.plain import plain

TABLE = """CREATE TABLE IF NOT EXISTS attachment_refused (
    home TEXT NOT NULL, sha256 TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
    kept INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (home, sha256)) WITHOUT ROWID"""
"""`kept`: it stays on this device, and is not sent again."""

_LISTED = """SELECT refused.sha256, refused.code, refused.message, refused.kept, max(session.id), max(session.title),
    max(message.body), max(size) FROM attachment_refused AS refused
    JOIN attachment_use ON attachment_use.sha256 = refused.sha256
    JOIN message ON message.id = message_id JOIN session ON session.id = message.session_id
    WHERE refused.home = ? AND session.home = refused.home GROUP BY refused.sha256 ORDER BY refused.sha256"""


def note(connection: Connection, home: str, sha256: str, error: FelloeError) -> None:
    sql = plain(connection)
    sql.execute(TABLE)
    sql.execute(
        "INSERT INTO attachment_refused (home, sha256, code, message) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET code = excluded.code, message = excluded.message",
        (home, sha256, error.code, error.message),
    )


def keep(connection: Connection, home: str, sha256: str) -> bool:
    """It stays here. Whether it was refused at all."""
    sql = plain(connection)
    sql.execute(TABLE)
    changed = sql.execute("UPDATE attachment_refused SET kept = 1 WHERE home = ? AND sha256 = ?", (home, sha256))
    return bool(changed.rowcount)


def forget(connection: Connection, home: str, sha256: str) -> bool:
    """The hub has it, or is to be asked again. Whether it was refused."""
    sql = plain(connection)
    sql.execute(TABLE)
    changed = sql.execute("DELETE FROM attachment_refused WHERE home = ? AND sha256 = ?", (home, sha256))
    return bool(changed.rowcount)


def known(connection: Connection, home: str, *, kept: bool = False) -> set[str]:
    """All of them; or those that stay here, and are not to be sent."""
    if not _exists(connection):
        return set()
    sql = "SELECT sha256 FROM attachment_refused WHERE home = ? AND kept >= ?"
    return {sha256 for (sha256,) in plain(connection).execute(sql, (home, kept))}


def listed(connection: Connection, home: str) -> list[dict[str, Any]]:
    """Those that messages still name, with the name of the file and the session of one of them."""
    if not _exists(connection):
        return []
    found = plain(connection).execute(_LISTED, (home,)).fetchall()
    return [
        {
            "sha256": sha256, "code": code, "message": message, "kept": bool(is_kept), "session_id": session_id,
            "title": title, "name": _name(body, sha256), "size": size,
        }
        for sha256, code, message, is_kept, session_id, title, body, size in found
    ]  # fmt: skip


def _name(body: str, sha256: str) -> str:
    parts = json.loads(body).get("parts") or []
    names = (part.get("name") for part in parts if isinstance(part, dict) and part.get("sha256") == sha256)
    return str(next(names, None) or sha256[:12])


def _exists(connection: Connection) -> bool:
    made = "SELECT count(*) FROM sqlite_master WHERE name IN ('attachment_use', 'attachment_refused')"
    return bool(plain(connection).execute(made).fetchone()[0] == 2)
