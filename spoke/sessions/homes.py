"""Where sessions sync: with the account this device has, with one it had, with whichever comes next, or never.

Rules of this module:
- what was kept from an account that this device left goes to no other, unless a person offers it;
- a session that is local never leaves, unless a person offers it; there is no way back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, exists, func, select, update
from sqlalchemy.orm import Mapped, aliased
from sqlalchemy.sql import ColumnElement
from sqlmodel import col

from shared.sync.ops import MessageAdd, read_op
from shared.system.plain import plain
from spoke.sessions import items, numbering, unsent
from spoke.store import settings
from spoke.store.tables import OutboxRow, SessionRow, SettingRow

NEXT, LOCAL = "", "local"
_HOME = "home"


def of_account(hub_id: str, user_id: str) -> str:
    return f"{hub_id}/{user_id}"


def current(connection: Connection) -> str:
    """The home of what is written now."""
    home: str = settings.get(connection, _HOME, NEXT)
    return home


def of(connection: Connection, session_id: str) -> str:
    """The home of a session; of one that is not here yet, where it would be."""
    return _homes(connection, session_id)[0]


def travels(connection: Connection, session_id: str) -> bool:
    home, now = _homes(connection, session_id)
    return home == now


def travels_with(chat: Mapped[str]) -> ColumnElement[bool]:
    """As a condition on rows that name a chat, or none: whether the user's other devices may see them."""
    session = aliased(SessionRow)
    setting = select(func.json_extract(SettingRow.value, "$")).where(col(SettingRow.key) == _HOME)
    now = func.coalesce(setting.scalar_subquery(), NEXT)
    return ~exists().where(col(session.id) == chat, col(session.home) != now)


def staying(connection: Connection) -> set[str]:
    """Sessions that the user's other devices do not get."""
    rows = select(col(SessionRow.id)).where(col(SessionRow.home) != current(connection))
    return set(connection.execute(rows).scalars())


def _homes(connection: Connection, session_id: str) -> tuple[str, str]:
    """Of a session, and of what is written now."""
    sql = "SELECT (SELECT home FROM session WHERE id = ?), (SELECT value FROM setting WHERE key = ?)"
    home, setting = plain(connection).execute(sql, (session_id, _HOME)).fetchone()
    now = NEXT if setting is None else str(json.loads(setting))
    return (now if home is None else home), now


def join(connection: Connection, home: str) -> None:
    """Belong to an account from now on: what was written for the next one is for it."""
    settings.put(connection, _HOME, home)
    connection.execute(update(SessionRow).where(col(SessionRow.home) == NEXT).values(home=home))


def leave(connection: Connection) -> None:
    """Belong to none. Its sessions stay here as they look now; what waited goes nowhere any more."""
    for text in connection.execute(select(col(OutboxRow.op)).order_by(*numbering.IN_ORDER)).scalars():
        op = read_op(text)
        if not isinstance(op, MessageAdd):
            items.settle(connection, op)
    connection.execute(delete(OutboxRow))
    settings.remove(connection, _HOME)


def kept(connection: Connection) -> list[str]:
    """Sessions that were kept from an account this device has left."""
    rows = select(col(SessionRow.id)).where(col(SessionRow.home).not_in([current(connection), NEXT, LOCAL]))
    return list(connection.execute(rows).scalars())


def offer(connection: Connection, session_ids: Iterable[str]) -> list[str]:
    """Let sessions sync that do not: with this account, or the next one. Those that now do."""
    home = current(connection)
    rows = connection.execute(
        select(col(SessionRow.id)).where(
            col(SessionRow.id).in_(list(session_ids)), col(SessionRow.home) != home, ~col(SessionRow.purged)
        )
    )
    offered = list(rows.scalars())
    for session_id in offered:
        connection.execute(update(SessionRow).where(col(SessionRow.id) == session_id).values(home=home))
        lost = unsent.take(connection, session_id, known=frozenset())
        numbering.add(connection, lost, offered=False)
    return offered
