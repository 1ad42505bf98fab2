"""The assistant of a node: answers that are being written, each a task; begun, followed, stopped, and taken up again.

Rules of this module:
- an answer belongs to the node and not to who asked for it: nobody need listen, everybody may;
- a message that is sealed is an answer that has ended: the two are one commit;
- at a start, an answer that was cut off moments ago goes on, one that waits for the user waits on, and older ones end.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection, select
from sqlmodel import col

from shared.errors import FelloeError, NotFound, RateLimited
from shared.limits import LIMITS
from shared.parts import CallPart, EndPart, answer_parts
from shared.sync.ops import Message
from shared.system.clock import now_ms
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.assistant import chat_settings, reading
from spoke.assistant.attached import Attached
from spoke.assistant.calls import Calls, Doing
from spoke.assistant.live import Heard, LiveAnswer
from spoke.assistant.loop import Loop
from spoke.assistant.question import About, ChatSoFar
from spoke.assistant.reach import Reach
from spoke.assistant.recording import Recorder
from spoke.assistant.terms import Terms
from spoke.assistant.tools import Tools
from spoke.grants.reads import Reads
from spoke.models.answering import Ask
from spoke.node.bodies.answers import AnswerInfo, ChatSettings, Ended, NewAnswer, SoFar
from spoke.node.bodies.approvals import AskInfo
from spoke.sessions import unfinished
from spoke.sessions.unfinished import Unfinished, Writer
from spoke.sessions.writing import begun
from spoke.store.tables import MessageRow

log = structlog.get_logger()


class Surroundings(Doing, Protocol):
    """What of a node the assistant needs beside what its calls do."""

    async def reach(self) -> Reach:
        """What is in reach now, as far as that is known without waiting for long."""
        ...

    async def others(self) -> Sequence[str]:
        """Handles of the user's other devices that are online."""
        ...

    async def cancel(self, call_id: str) -> None:
        """Ask for the end of a call that waits for the user. Raises `NotFound`."""
        ...

    async def asks(self, session_id: str) -> list[AskInfo]:
        """Questions to the user that the assistant led to in that chat."""
        ...

    def attached(self) -> Attached: ...

    def context(self, model: str | None) -> int | None:
        """Tokens that the model reads at once, where it is known."""
        ...

    def device(self) -> str:
        """The display name of this device."""
        ...


@dataclass(slots=True)
class _Going:
    """An answer that is being written."""

    live: LiveAnswer
    writer: Writer
    task: asyncio.Task[None] | None = None
    loop: Loop | None = None
    started: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    ending: bool = False
    """It is being sealed, which is not to be cut off: nobody would seal it before the next start."""
    sealed: asyncio.Event = field(default_factory=asyncio.Event)


class Assistant:
    """`changed` hears of sessions whose messages changed, `tell` of those whose answers began, waited or ended."""

    def __init__(
        self,
        database: Database,
        around: Surroundings,
        ask: Ask,
        reads: Reads,
        *,
        changed: Callable[[str], None],
        tell: Callable[[str], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        self._database = database
        self._around = around
        self._ask = ask
        self._reads = reads
        self._changed = changed
        self._tell = tell
        self._spawn = spawn
        self._going: dict[str, _Going] = {}
        self._looking = False
        self.ended: deque[AnswerInfo] = deque(maxlen=_ENDED)
        """Those that ended last, for a face that looks a moment too late."""

    async def start(self) -> None:
        """Take up what a stop of the node left open."""
        for left in await self._database.read(unfinished.answers):
            writer = Writer(self._database, left.session_id, left.message, self._changed, left.next)
            live = LiveAnswer(_info(left.session_id, left.message), left.pieces)
            going = _Going(live, writer)
            ends = [part for part in answer_parts(live.grown.parts) if isinstance(part, EndPart)]
            if not ends and _goes_on(left, live):
                self._begin(going, left.answering)
                continue
            self._going[left.message.id] = going
            recorder = Recorder(live, writer, self._spawn)
            if not ends:
                ends = [EndPart(id="end", at=live.grown.length, reason="interrupted", message=_CUT_OFF)]
                recorder.part(ends[0])
            await self._seal(going, recorder, ends[0])

    async def answer(self, session_id: str, new: NewAnswer) -> AnswerInfo:
        """Begin an answer. Raises `NotFound`, `InvalidArgument`, and `RateLimited` where too many are being written.

        Once this returns the question is durable, and the answer goes on by itself. Cancelling may leave it going on.
        """
        if len(self._going) >= LIMITS.answers:
            raise RateLimited(f"{LIMITS.answers} answers are being written already. Stop one, or wait.")
        device = self._around.device()
        message = await self._database.write(lambda connection: begun(connection, session_id, new, device))
        writer = Writer(self._database, session_id, message, self._changed)
        going = _Going(LiveAnswer(_info(session_id, message)), writer)
        asked_for = {"model": new.model, "parameters": new.parameters}
        self._begin(going, asked_for)
        self._changed(session_id)
        self._tell(session_id)
        return going.live.info

    def going_on(self) -> list[AnswerInfo]:
        return [going.live.info for going in self._going.values()]

    async def stop(self, answer_id: str) -> AnswerInfo:
        """End it; returns when it is sealed. What it had begun is asked to stop, and may have been done in part."""
        going = self._going.get(answer_id)
        if going is None:
            return (await self._sealed(answer_id))[0]
        await going.started.wait()  # a task that is cancelled before its first step does nothing at all
        if not (going.stopping or going.ending) and going.task is not None:
            going.stopping = True
            going.task.cancel()
        await going.sealed.wait()
        return going.live.info

    async def stop_session(self, session_id: str) -> None:
        ids = [each for each, going in self._going.items() if going.live.info.session_id == session_id]
        for answer_id in ids:
            await self.stop(answer_id)

    async def events(self, answer_id: str, after: str | None = None) -> AsyncGenerator[Heard, None]:
        """What a face follows. Raises `NotFound`, and `RateLimited` where too many follow it, before the first."""
        if going := self._going.get(answer_id):
            going.live.check_room()
            return going.live.listen(after)
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
        for going in list(self._going.values()):
            if going.loop is None:
                continue
            before = going.live.info.state
            found = await self._around.asks(going.live.info.session_id)
            if not going.sealed.is_set() and going.live.info.end is None:
                going.loop.asked_of_user(found)
            if going.live.info.state != before:
                self._tell(going.live.info.session_id)

    # --- one answer --------------------------------------------------------------------------------------------------

    def _begin(self, going: _Going, asked_for: dict[str, Any]) -> None:
        self._going[going.live.info.id] = going
        going.task = self._spawn(self._run(going, asked_for))

    async def _run(self, going: _Going, asked_for: dict[str, Any]) -> None:
        recorder = Recorder(going.live, going.writer, self._spawn)
        going.started.set()
        try:
            going.loop = await self._prepared(going, recorder, asked_for)
            end = await going.loop.run()
        except asyncio.CancelledError:
            if not going.stopping:
                raise  # the node stops: the answer is taken up at its next start
            end = await self._stopped(going, recorder)
        except FelloeError as error:
            end = _failed(recorder, error)
        except Exception:
            log.exception("an answer failed", answer=going.live.info.id)
            end = _failed(recorder, FelloeError("The device failed in a way it should not. Its log says where."))
        await self._seal(going, recorder, end)

    async def _prepared(self, going: _Going, recorder: Recorder, asked_for: dict[str, Any]) -> Loop:
        info = going.live.info
        assert info.question_id is not None

        def work(connection: Connection) -> tuple[reading.ChatRead, ChatSettings, ChatSettings]:
            return (
                reading.branch_to(connection, info.session_id, str(info.question_id)),
                chat_settings.general(connection),
                chat_settings.of_chat(connection, info.session_id),
            )

        chat, general, own = await self._database.read(work)
        terms = Terms.of(general, own, asked_for.get("model"), asked_for.get("parameters"), self._around.context)
        turns = await reading.turns(chat.messages, self._around.attached(), lambda role: role != "tool")
        tools = Tools(await self._around.reach(), short=terms.short)
        self._reads.add(info.session_id, chat.read)
        so_far = ChatSoFar(
            turns, chat.summary, tools, terms,
            about=About(info.session_id, info.id, only_here=chat.only_here), others=await self._around.others(),
            now=datetime.now().astimezone(), ask=self._ask,
        )  # fmt: skip
        calls = Calls(self._around, tools, info.session_id, lambda part, waits: loop.waiting(part, waits))
        add, newest = partial(self._reads.add, info.session_id), partial(self._reads.newest, info.session_id)
        loop = Loop(recorder, so_far, calls, self._ask, terms, add, newest)
        return loop

    async def _stopped(self, going: _Going, recorder: Recorder) -> EndPart:
        open_calls = going.loop.open_calls if going.loop else []
        for part in open_calls:
            if part.state == "waiting":
                with contextlib.suppress(FelloeError):
                    await self._around.cancel(part.run)
        if going.loop is not None:
            return going.loop.ended("stopped")
        end = EndPart(id="end", at=recorder.at, reason="stopped", message="It was stopped.")
        recorder.part(end)
        return end

    async def _seal(self, going: _Going, recorder: Recorder, end: EndPart) -> None:
        """Where the disk does not take it, the next start seals it."""
        info, going.ending = going.live.info, True
        try:
            await recorder.durable()
            status: unfinished.Status = "complete" if end.reason == "answered" else "interrupted"
            await going.writer.seal(status, model=end.model or None)
        except FelloeError as error:
            log.warning("an answer was not sealed", answer=info.id, reason=error.message)
        except Exception:  # one message must not keep the node from its start
            log.exception("an answer was not sealed", answer=info.id)
        finally:
            self._going.pop(info.id, None)
            ended = info.model_copy(update={"state": "done", "end": end, "model": end.model or info.model})
            self.ended.append(ended)
            going.live.end(ended)
            going.sealed.set()
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


_ENDED = 20
_CUT_OFF = "The device was stopped while this was written."


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


def _failed(recorder: Recorder, error: FelloeError) -> EndPart:
    end = EndPart(id="end", at=recorder.at, reason="failed", message=error.message, error=error.body())
    recorder.part(end)
    return end


async def _whole(info: AnswerInfo, message: Message) -> AsyncGenerator[Heard, None]:
    yield "sealed-0", SoFar(answer=info, text=message.text, parts=message.parts)
    yield "sealed-0", Ended(answer=info)
