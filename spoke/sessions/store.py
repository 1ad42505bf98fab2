"""Sessions as faces use them. Lists read the sessions' own rows, never their messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, and_, exists, func, or_, select
from sqlmodel import col

from shared.errors import InvalidArgument, NotFound
from shared.ids import new_id
from shared.limits import LIMITS
from shared.sync.ops import REGISTERS, Message, SessionCreate, SessionSet, TagAdd, TagRemove
from shared.sync.tree import in_reading_order
from shared.system.clock import now_ms
from shared.system.database import Database
from shared.system.plain import plain
from spoke.node.bodies.sessions import (
    BranchPage,
    ChangeSession,
    NewMessage,
    SessionInfo,
    SessionReply,
    SessionsReply,
    Where,
)
from spoke.sessions import homes, items, outbox, reading, tips, unfinished
from spoke.sessions.writing import written
from spoke.store.tables import MessageRow, OutboxRow, SessionRow

T = TypeVar("T")


class SessionStore:
    """`changed` is called with a session's id after each local write is committed."""

    def __init__(self, database: Database, device_name: Callable[[], str], changed: Callable[[str], None]) -> None:
        self._database = database
        self._device_name = device_name
        self._changed = changed

    async def create(self, title: str, *, local: bool = False, session_id: str | None = None) -> SessionInfo:
        """`local`: it never leaves this device, unless it is offered later. One with this id that is there stays."""
        op = SessionCreate(op_id=new_id(), session_id=session_id or new_id(), title=title, created_ms=now_ms())

        def work(connection: Connection) -> SessionInfo:
            if (
                session_id
                and connection.execute(select(col(SessionRow.id)).where(col(SessionRow.id) == session_id)).first()
            ):
                return _info(connection, session_id)
            if local:
                items.ensure(connection, {op.session_id: (op.created_ms, homes.LOCAL)})
            outbox.record(connection, op)
            return _info(connection, op.session_id)

        return await self._write(work, op.session_id)

    async def stays_here(self, session_id: str) -> bool:
        """Whether there is such a session that never leaves this device."""
        here = exists().where(col(SessionRow.id) == session_id, col(SessionRow.home) == homes.LOCAL)
        return bool(await self._database.read(lambda connection: connection.execute(select(here)).scalar()))

    async def change(self, session_id: str, change: ChangeSession) -> SessionInfo:
        """Set what `change` names, and leave the rest. Raises `NotFound`, also for a branch that is none."""

        def work(connection: Connection) -> SessionInfo:
            info = _info(connection, session_id)
            for field in sorted(change.model_fields_set & REGISTERS.keys()):
                value = getattr(change, field)
                if field == "branch" and value is not None:
                    tips.required(connection, session_id, value)
                outbox.record(connection, SessionSet(op_id=new_id(), session_id=session_id, field=field, value=value))
            _tag(connection, info, change)
            return _info(connection, session_id)

        return await self._write(work, session_id)

    async def rename(self, session_id: str, title: str) -> SessionInfo:
        return await self.change(session_id, ChangeSession(title=title))

    async def write(self, session_id: str, new: NewMessage) -> Message:
        """Add a sealed message. `parent_id` must be a message of the session; without one it goes on where one reads.

        A message beside others is what is read from then on.
        """

        def work(connection: Connection) -> Message:
            _required(connection, session_id)
            return written(connection, session_id, new, self._device_name())

        return await self._write(work, session_id)

    async def offer(self, session_ids: Sequence[str] | None = None) -> list[str]:
        """Let sessions sync that do not: these, or all that were kept from an account. Which now do."""

        def work(connection: Connection) -> list[str]:
            return homes.offer(connection, homes.kept(connection) if session_ids is None else session_ids)

        offered = await self._database.write(work)
        for session_id in offered:
            self._changed(session_id)
        return offered

    async def show(self, session_id: str) -> SessionReply:
        def work(connection: Connection) -> SessionReply:
            info = _info(connection, session_id)
            bodies = connection.execute(
                select(col(MessageRow.body)).where(col(MessageRow.session_id) == info.id)
            ).scalars()
            messages = in_reading_order(Message.model_validate_json(body) for body in bodies)
            return SessionReply(session=info, messages=messages, growing=unfinished.of(connection, session_id))

        return await self._database.read(work)

    async def page(self, session_id: str, *, limit: int, before: str | None = None) -> BranchPage:
        """The end of the branch that one reads, or what comes `before` one of its messages."""

        def work(connection: Connection) -> BranchPage:
            return reading.page(connection, _info(connection, session_id), limit=limit, before=before)

        return await self._database.read(work)

    async def list(
        self,
        *,
        limit: int,
        before: str | None = None,
        query: str = "",
        where: Where = "all",
        folder: str | None = None,
        tag: str | None = None,
    ) -> SessionsReply:
        """Newest first. `before` is the `next` of the page above."""
        only = [*_among(where), *_filed(folder, tag)]

        def work(connection: Connection) -> SessionsReply:
            found = _infos(connection, [*only, *_page(before, query)], limit + 1)
            page, more = found[:limit], len(found) > limit
            return SessionsReply(sessions=page, next=f"{page[-1].updated_ms}.{page[-1].id}" if more else None)

        return await self._database.read(work)

    async def travels(self, session_id: str) -> bool:
        """Whether the user's other devices get it."""
        return await self._database.read(lambda connection: homes.travels(connection, session_id))

    async def staying(self) -> set[str]:
        """Those that the user's other devices do not get."""
        return await self._database.read(homes.staying)

    async def count(self, *, afar: bool = False) -> int:
        """`afar`: of those that the user's other devices get."""

        def work(connection: Connection) -> int:
            alive = select(func.count()).select_from(SessionRow).where(col(SessionRow.deleted).is_(False))
            if afar:
                alive = alive.where(homes.travels_with(col(SessionRow.id)))
            return connection.execute(alive).scalar_one()

        return await self._database.read(work)

    async def _write(self, work: Callable[[Connection], T], session_id: str) -> T:
        result = await self._database.write(work)
        self._changed(session_id)
        return result


def _among(where: Where) -> list[Any]:
    if where == "trash":
        return [col(SessionRow.deleted).is_(True), col(SessionRow.purged).is_(False)]
    archived = [] if where == "all" else [col(SessionRow.archived).is_(where == "archived")]
    return [col(SessionRow.deleted).is_(False), *archived]


def _filed(folder: str | None, tag: str | None) -> list[Any]:
    found: list[Any] = [] if folder is None else [col(SessionRow.folder) == folder]
    if tag is not None:
        each = func.json_each(col(SessionRow.tags)).table_valued("value")
        found.append(exists(select(each.c.value).where(each.c.value == tag)))
    return found


def _page(before: str | None, query: str) -> list[Any]:
    conditions: list[Any] = []
    if query:
        conditions.append(col(SessionRow.title).icontains(query, autoescape=True))
    if before is not None:
        updated, _, last = before.partition(".")
        if not updated.isascii() or not updated.isdigit():
            raise InvalidArgument("`before` is the `next` of an earlier page.")
        at = int(updated)
        older = col(SessionRow.updated_ms) < at
        same = and_(col(SessionRow.updated_ms) == at, col(SessionRow.id) < last)
        conditions.append(or_(older, same))
    return conditions


def _infos(connection: Connection, conditions: list[Any], limit: int) -> list[SessionInfo]:
    pending = exists().where(col(OutboxRow.session_id) == col(SessionRow.id))
    home = homes.current(connection)
    rows = connection.execute(
        select(SessionRow.__table__, pending.label("pending"))  # type: ignore[attr-defined]
        .where(*conditions)
        .order_by(col(SessionRow.updated_ms).desc(), col(SessionRow.id).desc())
        .limit(limit)
    )
    return [_shown(dict(row._mapping), home) for row in rows]


def _shown(row: dict[str, Any], home: str) -> SessionInfo:
    stays = "" if row["home"] == home else "local" if row["home"] == homes.LOCAL else "kept"
    return SessionInfo.model_validate(row | {"tags": json.loads(row["tags"]), "stays": stays})


def _required(connection: Connection, session_id: str) -> None:
    sql = "SELECT 1 FROM session WHERE id = ? AND NOT deleted"
    if plain(connection).execute(sql, (session_id,)).fetchone() is None:
        raise NotFound(f"There is no session {session_id[:40]} here. `felloe sessions list` shows what is.")


def _info(connection: Connection, session_id: str) -> SessionInfo:
    _required(connection, session_id)
    return _infos(connection, [col(SessionRow.id) == session_id], 1)[0]


def _tag(connection: Connection, info: SessionInfo, change: ChangeSession) -> None:
    for kind, tags in ((TagRemove, change.remove_tags), (TagAdd, change.add_tags)):
        for tag in tags:
            if (tag in info.tags) is (kind is TagRemove):
                outbox.record(connection, kind(op_id=new_id(), session_id=info.id, tag=tag))
    if len(set(info.tags) | set(change.add_tags)) > LIMITS.session_tags:
        raise InvalidArgument(f"A session may have {LIMITS.session_tags} tags.")
