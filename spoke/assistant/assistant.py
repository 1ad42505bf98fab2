"""The assistant of a node: answers that are being written, each a task; begun, followed, stopped, and taken up again.

Rules of this module:
- an answer belongs to the node and not to who asked for it: nobody need listen, everybody may;
- a message that is sealed is an answer that has ended: the two are one commit;
- a message is answered once at a time, and a chat that is deleted, here or elsewhere, is answered no more;
- at a start, an answer that was cut off moments ago goes on, one that waits for the user waits on, and older ones end.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from functools import partial
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from shared.errors import NotFound, RateLimited
from shared.limits import LIMITS
from shared.parts import CallPart, EndPart, answer_parts
from shared.sync.ops import Message
from shared.system.clock import now_ms
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.assistant import chat_settings
from spoke.assistant.answering import Answering
from spoke.assistant.around import Around, Means
from spoke.assistant.live import Heard, LiveAnswer
from spoke.grants.reads import Reads
from spoke.models.answering import AskModel
from spoke.node.bodies.answers import AnswerInfo, ChatSettings, Ended, NewAnswer, SoFar
from spoke.sessions import unfinished
from spoke.sessions.unfinished import Unfinished, Writer
from spoke.sessions.writing import begun
from spoke.store.tables import MessageRow

_ENDED = 20


class Assistant:
    """`changed` hears of sessions whose messages changed, `tell` of those whose answers began, waited or ended."""

    def __init__(
        self,
        database: Database,
        around: Around,
        ask: AskModel,
        reads: Reads,
        *,
        changed: Callable[[str], None],
        tell: Callable[[str], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        self._database = database
        self._around = around
        self._changed = changed
        self._tell = tell
        self._spawn = spawn
        self._means = Means(database, around, ask, reads, spawn, self._has_ended)
        self._going: dict[str, Answering] = {}
        self._beginning = 0
        """Those whose question is not durable yet."""
        self._looking = False
        self._unsealed: list[Answering] = []
        """Those that have ended but whose end the disk did not take."""
        self.ended: deque[AnswerInfo] = deque(maxlen=_ENDED)
        """Those that ended last, for a face that looks a moment too late."""

    async def start(self) -> None:
        """Take up what a stop of the node left open."""
        for left in await self._database.read(unfinished.answers):
            writer = Writer(self._database, left.session_id, left.message, self._changed, left.next)
            live = LiveAnswer(_info(left.session_id, left.message), left.pieces)
            answering = self._add(live, writer)
            ends = [part for part in answer_parts(live.grown.parts) if isinstance(part, EndPart)]
            if not ends and _goes_on(left, live):
                answering.begin(left.answering)
            else:
                await answering.seal(ends[0] if ends else None)

    async def answer(self, session_id: str, new: NewAnswer) -> AnswerInfo:
        """Begin an answer. Raises `NotFound`, `InvalidArgument`, `Conflict` where what it would answer or
        go on from is being answered, and `RateLimited` where too many are being written.

        Once this returns the question is durable, and the answer goes on by itself. Cancelling may leave it going on.
        """
        if len(self._going) + self._beginning >= LIMITS.answers:
            raise RateLimited(f"{LIMITS.answers} answers are being written already. Stop one, or wait.")
        self._beginning += 1
        try:
            answering = await self._begin(session_id, new)
        finally:
            self._beginning -= 1
        answering.begin({"model": new.model, "parameters": new.parameters})
        self._changed(session_id)
        self._tell(session_id)
        return answering.info

    async def _begin(self, session_id: str, new: NewAnswer) -> Answering:
        """Keep the question, and where its answer goes."""
        for left in [each for each in self._unsealed if each.info.session_id == session_id]:
            if await left.write_end():
                self._unsealed.remove(left)
        device = self._around.device()
        message = await self._database.write(lambda connection: begun(connection, session_id, new, device))
        writer = Writer(self._database, session_id, message, self._changed)
        return self._add(LiveAnswer(_info(session_id, message)), writer)

    async def flush(self) -> None:
        """Have on disk what is written until now, as far as the disk takes it: that an answer waits for the user has to
        be known however late the next start is."""
        await asyncio.gather(*(each.flush() for each in self._going.values()))

    def going_on(self) -> list[AnswerInfo]:
        return [each.info for each in self._going.values()]

    async def stop(self, answer_id: str) -> AnswerInfo:
        """End it; returns when it is sealed. What it had begun is asked to stop, and may have been done in part."""
        answering = self._going.get(answer_id)
        if answering is None:
            return (await self._sealed(answer_id))[0]
        await answering.stop()
        return answering.info

    async def stop_session(self, session_id: str) -> None:
        await asyncio.gather(*(each.stop() for each in self._going.values() if each.info.session_id == session_id))

    def chat_changed(self, session_id: str) -> None:
        """Here, or on another device. What is answered in a chat that was deleted is stopped."""
        if any(each.info.session_id == session_id for each in self._going.values()):
            self._spawn(self._stop_if_deleted(session_id))

    async def _stop_if_deleted(self, session_id: str) -> None:
        if not await self._database.read(partial(chat_settings.is_there, session_id=session_id)):
            await self.stop_session(session_id)

    async def events(self, answer_id: str, after: str | None = None) -> AsyncGenerator[Heard, None]:
        """What a face follows. Raises `NotFound`, and `RateLimited` where too many follow it, before the first."""
        if answering := self._going.get(answer_id):
            answering.live.check_room()
            return answering.live.listen(after)
        return _whole(*await self._sealed(answer_id))

    async def settings(self, session_id: str | None = None) -> ChatSettings:
        """Raises `NotFound`."""
        if session_id is None:
            return await self._database.read(chat_settings.general)
        return await self._database.read(partial(chat_settings.of_chat, session_id=session_id))

    async def set(self, new: ChatSettings, session_id: str | None = None) -> None:
        if session_id is None:
            return await chat_settings.put_general(self._database, new)
        await chat_settings.put_of_chat(self._database, session_id, new)
        return self._changed(session_id)

    def asks_changed(self) -> None:
        """A question to the user came or went."""
        if self._going and not self._looking:
            self._looking = True
            self._spawn(self._look_at_asks())

    async def _look_at_asks(self) -> None:
        self._looking = False
        for answering in list(self._going.values()):
            if await answering.look_at_asks():
                self._tell(answering.info.session_id)

    def _add(self, live: LiveAnswer, writer: Writer) -> Answering:
        answering = self._going[live.info.id] = Answering(live, writer, self._means)
        return answering

    def _has_ended(self, info: AnswerInfo) -> None:
        answering = self._going.pop(info.id)
        if not answering.on_disk:
            self._unsealed.append(answering)
        self.ended.append(info)
        self._tell(info.session_id)

    async def _sealed(self, answer_id: str) -> tuple[AnswerInfo, Message]:
        def work(connection: Connection) -> tuple[str, str] | None:
            row = connection.execute(
                select(col(MessageRow.session_id), col(MessageRow.body)).where(col(MessageRow.id) == answer_id)
            ).first()
            return (row.session_id, row.body) if row else None

        found = await self._database.read(work)
        message = Message.model_validate(json.loads(found[1])) if found else None
        if found is None or message is None or message.role != "assistant":
            raise NotFound("There is no answer with this id here.")
        ends = [part for part in answer_parts(message.parts) if isinstance(part, EndPart)]
        info = _info(found[0], message).model_copy(update={"state": "done", "end": ends[-1] if ends else None})
        return info, message


def _goes_on(left: Unfinished, live: LiveAnswer) -> bool:
    """Whether it is taken up again: it was cut off moments ago, or waits for the user."""
    if now_ms() - left.touched_ms < TIMEOUTS.answer_resume * 1e3:
        return True
    return any(isinstance(part, CallPart) and part.state == "waiting" for part in answer_parts(live.grown.parts))


def _info(session_id: str, message: Message) -> AnswerInfo:
    return AnswerInfo(
        id=message.id, session_id=session_id, question_id=message.parent_id, state="writing", model=message.model,
        created_ms=message.created_ms,
    )  # fmt: skip


async def _whole(info: AnswerInfo, message: Message) -> AsyncGenerator[Heard, None]:
    yield "sealed-0", SoFar(answer=info, text=message.text, parts=message.parts)
    yield "sealed-0", Ended(answer=info)
