"""Questions to the user, over restarts: who wants to do what, and what the answer was.

Rules of this module:
- a question is durable before anybody can see it, an answer before anybody acts on it;
- a question belongs to one work, one of its host calls and its arguments: the same question in a replay is the same
  row, and a run that asks for something else when it is continued asks anew. A file is opened, read and written in host
  calls of their own, so there the question is about the path, for the rest of that run;
- each is answered once, before its time is over; an answer holds for that and for nothing else.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, true, update
from sqlmodel import col

from sandbox.approval import Ask
from shared.errors import Conflict, NotFound, RateLimited
from shared.limits import LIMITS
from shared.system.clock import now_ms
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.calls.work import Work
from spoke.node.bodies.approvals import ARGS_SHOWN, AskInfo, AskState
from spoke.sessions import homes
from spoke.store.tables import AskRow

_KEEP_MS = 24 * 3600 * 1000
"""A settled question stays this long after its time, as its work may wait for another answer."""

BY_SCOPE = frozenset({"files.read", "files.write"})
"""Services whose scope says all that there is to decide."""


_SEEN_AFAR = homes.travels_with(col(AskRow.chat))


class Asks:
    """`changed` is called whenever a question comes or goes; `answered` with each that was answered."""

    def __init__(self, database: Database, changed: Callable[[], None], answered: Callable[[AskInfo], None]) -> None:
        self._database = database
        self._changed = changed
        self._answered = answered
        self._waiting: dict[int, asyncio.Event] = {}
        self._closed = False

    async def ask(self, work: Work, holder: str, ask: Ask, patience_s: float) -> bool | None:
        """Whether it may; None where nobody answered within `patience_s` seconds, or until the node is about to stop.
        Cancelling leaves the question."""
        info = await self._database.write(lambda connection: _put(connection, work, holder, ask))
        if info.state != "pending":
            return info.state == "allowed"
        event = self._waiting.setdefault(info.id, asyncio.Event())
        self._changed()
        try:
            async with asyncio.timeout(0 if self._closed else patience_s):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.pop(info.id, None)
        state = (await self.find(info.id)).state
        return None if state == "pending" else state == "allowed"

    async def answer(self, ask_id: int, allowed: bool, answer: str, by: str = "") -> AskInfo:
        """Settle it. Raises `NotFound`, and `Conflict` where it was answered before or is too old."""

        def work(connection: Connection) -> AskInfo:
            info = _open(connection, ask_id)
            return _settle(connection, info, "allowed" if allowed else "denied", answer, by)

        info = await self._database.write(work)
        self._wake([info])
        self._answered(info)
        return info

    async def find(self, ask_id: int) -> AskInfo:
        return await self._database.read(lambda connection: _find(connection, ask_id))

    async def find_open(self, ask_id: int, *, afar: bool = False) -> AskInfo:
        """One that can still be answered; `afar`: by another of the user's devices. Raises as `answer` does."""
        return await self._database.read(lambda connection: _open(connection, ask_id, afar=afar))

    async def pending(self, *, afar: bool = False) -> list[AskInfo]:
        """`afar`: those that the user's other devices may see."""
        which = and_(col(AskRow.state) == "pending", _SEEN_AFAR if afar else true())
        return await self._database.read(lambda connection: _of(connection, which))

    async def of_work(self, work_id: str) -> list[AskInfo]:
        return await self._database.read(lambda connection: _of(connection, col(AskRow.work_id) == work_id))

    async def of_chat(self, chat: str) -> list[AskInfo]:
        return await self._database.read(lambda connection: _of(connection, col(AskRow.chat) == chat))

    async def drop(self, work_id: str) -> list[AskInfo]:
        """Its work needs no answer any more. Those that had none."""
        return await self._end(lambda info: info.work_id == work_id, "cancelled")

    async def keep_only(self, works: set[str]) -> None:
        """At the start: questions of works that a crash has ended are over."""
        await self._end(lambda info: info.work_id not in works, "cancelled")

    def close(self) -> None:
        """From now on nobody is waited for; what was not answered stays a question."""
        self._closed = True
        for event in self._waiting.values():
            event.set()

    async def expire(self) -> list[AskInfo]:
        """Those whose time is over; they end unanswered. What was settled long ago is forgotten."""
        now = now_ms()
        old = col(AskRow.state) != "pending", col(AskRow.expires_ms) < now - _KEEP_MS
        await self._database.write(lambda connection: connection.execute(delete(AskRow).where(*old)) and None)
        return await self._end(lambda info: info.expires_ms <= now, "expired")

    async def _end(self, which: Callable[[AskInfo], bool], state: AskState) -> list[AskInfo]:
        def work(connection: Connection) -> list[AskInfo]:
            pending = _of(connection, col(AskRow.state) == "pending")
            return [_settle(connection, info, state, "") for info in pending if which(info)]

        if not any(which(info) for info in await self.pending()):
            return []
        ended = await self._database.write(work)
        self._wake(ended)
        return ended

    def _wake(self, infos: list[AskInfo]) -> None:
        for info in infos:
            if event := self._waiting.get(info.id):
                event.set()
        self._changed()


_WORDS = {
    "pending": "its time is over",
    "allowed": "it was allowed",
    "denied": "it was denied",
    "expired": "its time was over",
    "cancelled": "its work ended before",
}


def _put(connection: Connection, work: Work, holder: str, ask: Ask) -> AskInfo:
    """The question, as it was put before where it was."""
    by_scope = ask.asked.service in BY_SCOPE
    args = json.dumps({} if by_scope else dict(ask.args), ensure_ascii=False)
    same = (col(AskRow.work_id) == work.id) & (col(AskRow.asked) == str(ask.asked)) & (col(AskRow.args) == args)
    if not by_scope:
        same &= col(AskRow.number) == ask.number
    if found := _of(connection, same):
        return found[0]
    _check_room(connection, work)
    row = {
        "work_id": work.id, "number": ask.number, "asked": str(ask.asked), "offered": str(ask.offered),
        "args": args, "holder": holder, "label": work.label, "title": work.title,
        "asker": work.asker, "caller": work.caller.device_id if work.caller else "",
        "chat": work.chat, "root": work.root,
        "read": json.dumps(ask.read), "created_ms": now_ms(),
        "expires_ms": now_ms() + int(TIMEOUTS.ask * 1e3), "state": "pending", "answer": "", "answered_by": "",
    }  # fmt: skip
    key = connection.execute(insert(AskRow).values(row)).inserted_primary_key
    return _info({"id": key[0] if key else 0, **row})


def _check_room(connection: Connection, work: Work) -> None:
    waiting = select(func.count()).where(col(AskRow.state) == "pending")
    of_work = connection.execute(waiting.where(col(AskRow.work_id) == work.id)).scalar_one()
    if of_work >= LIMITS.asks_of_work or connection.execute(waiting).scalar_one() >= LIMITS.asks:
        raise RateLimited(f"Too many questions wait for the device's user, so {work.label} could not ask.")


def _settle(connection: Connection, info: AskInfo, state: AskState, answer: str, by: str = "") -> AskInfo:
    row = update(AskRow).where(col(AskRow.id) == info.id)
    connection.execute(row.values(state=state, answer=answer, answered_ms=now_ms(), answered_by=by))
    return info.model_copy(update={"state": state, "answer": answer, "answered_by": by})


def _find(connection: Connection, ask_id: int, *, afar: bool = False) -> AskInfo:
    found = _of(connection, and_(col(AskRow.id) == ask_id, _SEEN_AFAR if afar else true()))
    if not found:
        raise NotFound(f"There is no question {ask_id}. `felloe asks list` shows what is asked.")
    return found[0]


def _open(connection: Connection, ask_id: int, *, afar: bool = False) -> AskInfo:
    info = _find(connection, ask_id, afar=afar)
    if info.state != "pending" or info.expires_ms <= now_ms():
        where = f" from {info.answered_by}" if info.answered_by else ""
        raise Conflict(
            f"That question is settled already: {_WORDS[info.state]}{where}.",
            state=info.state, answer=info.answer, by=info.answered_by,
        )  # fmt: skip
    return info


def _of(connection: Connection, which: Any) -> list[AskInfo]:
    rows = connection.execute(select(AskRow.__table__).where(which).order_by(col(AskRow.id)))  # type: ignore[attr-defined]
    return [_info(dict(row._mapping) | {"allowed_before": _allowed_before(connection, row)}) for row in rows.all()]


def _allowed_before(connection: Connection, row: Any) -> list[str]:
    """Only for who has to answer: it says what is new in a second question."""
    if row.state != "pending":
        return []
    same = (col(AskRow.work_id) == row.work_id) & (col(AskRow.state) == "allowed") & (col(AskRow.id) < row.id)
    return list(connection.execute(select(col(AskRow.asked)).where(same).order_by(col(AskRow.id))).scalars())


def _info(row: dict[str, Any]) -> AskInfo:
    shown = _readable(row["asked"], row["args"])
    if too_long := len(shown) > ARGS_SHOWN:
        shown = f"{shown[:ARGS_SHOWN]}… ({len(shown)} characters)"
    parsed = {"args": json.loads(row["args"]), "read": json.loads(row["read"])}
    return AskInfo.model_validate(row | parsed | {"args_json": shown, "too_long": too_long})


def _readable(asked: str, args: str) -> str:
    """A body that goes out over HTTP as bytes is shown as the text that it is: nobody can judge base64."""
    if not asked.startswith("http:"):
        return args
    given = json.loads(args)
    if given.get("text") is not None:
        return args
    try:
        text = base64.b64decode(given["data"], validate=True).decode()
    except (KeyError, TypeError, ValueError):  # no such body, no base64, no text
        return args
    told = {"text" if name == "data" else name: text if name == "data" else value for name, value in given.items()}
    return json.dumps(told, ensure_ascii=False)
