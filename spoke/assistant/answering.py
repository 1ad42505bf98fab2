"""One answer that is being written: a task of the node, from its beginning until its message is sealed."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import structlog

from shared.errors import FelloeError
from shared.parts import EndPart, Reason
from spoke.assistant.around import Means
from spoke.assistant.live import LiveAnswer
from spoke.assistant.loop import LINES, Loop
from spoke.assistant.preparing import prepared
from spoke.assistant.recording import Recorder
from spoke.node.bodies.answers import AnswerInfo
from spoke.sessions import unfinished
from spoke.sessions.unfinished import Writer

log = structlog.get_logger()


class Answering:
    def __init__(self, live: LiveAnswer, writer: Writer, means: Means) -> None:
        self.live = live
        self._writer = writer
        self._means = means
        self._recorder = Recorder(live, writer, means.spawn)
        self._loop: Loop | None = None
        self._task: asyncio.Task[None] | None = None
        self._started = asyncio.Event()
        self._stopping = False
        self._sealing = False
        """Which is not to be cut off: nobody would seal it before the next start."""
        self._sealed = asyncio.Event()
        self.on_disk = False

    @property
    def info(self) -> AnswerInfo:
        return self.live.info

    def begin(self, asked_for: dict[str, Any]) -> None:
        """`asked_for`: the `model` and `parameters` of who asked, where they said so."""
        self._task = self._means.spawn(self._run(asked_for))

    async def stop(self) -> None:
        """End it; returns when it is sealed. What it had begun is asked to stop, and may have been done in part."""
        if self._task is not None and not (self._stopping or self._sealing):
            self._stopping = True
            await self._started.wait()  # a task that is cancelled before its first step does nothing at all
            self._task.cancel()
        await self._sealed.wait()

    async def look_at_asks(self) -> bool:
        """At the questions to the user that it led to; whether it waits now and did not before, or the reverse."""
        if self._loop is None:
            return False
        before = self.info.state
        found = await self._means.around.asks(self.info.session_id)
        self._loop.asked_of_user(found)
        return self.info.state != before

    async def flush(self) -> None:
        """Have on disk what there is of it, where the disk takes it."""
        with contextlib.suppress(FelloeError):
            await self._recorder.durable()

    async def seal(self, end: EndPart | None = None) -> None:
        """With `end`, or as cut off by a stop of the node. Where the disk does not take it, the next start may."""
        if end is None:
            end = self._ended("interrupted")
        self._sealing = True
        ended = self.info.model_copy(update={"state": "done", "end": end, "model": end.model or self.info.model})
        try:
            await self.write_end(end)
        finally:
            self._means.ended(ended)
            self.live.end(ended)
            self._sealed.set()

    async def write_end(self, end: EndPart | None = None) -> bool:
        """Seal the message of an answer that ended; whether it now is. Without `end` once more, as it ended."""
        end = end or self.info.end
        assert end is not None
        try:
            await self._recorder.durable()
            status: unfinished.Status = "complete" if end.reason == "answered" else "interrupted"
            await self._writer.seal(status, model=end.model or None)
            self.on_disk = True
        except FelloeError as error:
            log.warning("an answer was not sealed", answer=self.info.id, reason=error.message)
        except Exception:  # one message must not keep the node from its start
            log.exception("an answer was not sealed", answer=self.info.id)
        return self.on_disk

    async def _run(self, asked_for: dict[str, Any]) -> None:
        self._started.set()
        try:
            self._loop = await prepared(self._means, self._recorder, asked_for)
            end = await self._loop.run()
        except asyncio.CancelledError:
            if not self._stopping:
                raise  # the node stops: the answer is taken up at its next start
            end = await self._stopped()
        except FelloeError as error:
            end = self._ended("failed", error)
        except Exception:
            log.exception("an answer failed", answer=self.info.id)
            end = self._ended("failed", FelloeError(LINES["failed"]))
        await self.seal(end)

    async def _stopped(self) -> EndPart:
        for part in self._loop.open_calls if self._loop else ():
            if part.state == "waiting":
                with contextlib.suppress(FelloeError):
                    await self._means.around.cancel(part.run)
        return self._ended("stopped")

    def _ended(self, reason: Reason, error: FelloeError | None = None) -> EndPart:
        message = error.message if error else ""
        if self._loop is not None:
            return self._loop.ended(reason, message, error)
        body = error.body() if error else None
        end = EndPart(id="end", at=self._recorder.at, reason=reason, message=message or LINES[reason], error=body)
        self._recorder.part(end)
        return end
