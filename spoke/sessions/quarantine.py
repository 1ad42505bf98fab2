"""Changes that the hub does not take: what they are and why, and what a person does about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select
from sqlmodel import col

from shared.errors import NotFound
from shared.sync.ops import MessageAdd, read_op
from shared.sync.state import RECOVERED
from shared.system.database import Database
from spoke.node.bodies.sessions import Quarantined
from spoke.sessions import homes, items, numbering
from spoke.sessions.apply import apply_local
from spoke.sessions.placing import drop
from spoke.store.tables import MessageRow, QuarantineRow, SessionRow


class Quarantine:
    """`changed` is called with a session's id after each local write is committed."""

    def __init__(self, database: Database, changed: Callable[[str], None]) -> None:
        self._database = database
        self._changed = changed

    async def list(self) -> list[Quarantined]:
        def work(connection: Connection) -> list[Quarantined]:
            return [_shown(row) for row in connection.execute(_rows().order_by(col(QuarantineRow.op_id)))]

        return await self._database.read(work)

    async def retry(self, op_id: str) -> None:
        """Send it once more, as it is. Raises `NotFound`."""

        def work(connection: Connection) -> str:
            op = read_op(_taken(connection, op_id).op)
            if homes.travels(connection, op.session_id):
                numbering.add(connection, [op], offered=False)
            if not isinstance(op, MessageAdd):
                apply_local(connection, op, settled=False)
            return str(op.session_id)

        self._changed(await self._database.write(work))

    async def discard(self, op_id: str) -> Quarantined:
        """Forget it; a message is removed from its session. What it was. Raises `NotFound`."""

        def work(connection: Connection) -> Quarantined:
            row = _taken(connection, op_id)
            op = read_op(row.op)
            if isinstance(op, MessageAdd):
                of = col(MessageRow.id) == op.message.id, col(MessageRow.server_seq).is_(None)
                drop(connection, list(connection.execute(select(col(MessageRow.id)).where(*of)).scalars()))
                items.recount(connection, [op.session_id])
            else:
                items.refresh(connection, [op.session_id])
            return _shown(row)

        discarded = await self._database.write(work)
        self._changed(discarded.session_id)
        return discarded


def _rows() -> Select[Any]:
    """With the title of the session of each."""
    title: Any = col(SessionRow.title).label("title")
    rows: Select[Any] = select(QuarantineRow.__table__, title)  # type: ignore[attr-defined]
    return rows.outerjoin(SessionRow, col(SessionRow.id) == col(QuarantineRow.session_id))


def _taken(connection: Connection, op_id: str) -> Row[Any]:
    of = col(QuarantineRow.op_id) == op_id
    row = connection.execute(_rows().where(of)).first()
    if row is None:
        raise NotFound(f"No change {op_id[:40]} is quarantined.")
    connection.execute(delete(QuarantineRow).where(of))
    return row


def _shown(row: Row[Any]) -> Quarantined:
    op = json.loads(row.op)
    return Quarantined(
        op_id=row.op_id, session_id=row.session_id, title=row.title or RECOVERED,
        kind=op["kind"], code=row.code, message=row.message, op=op,
    )  # fmt: skip
