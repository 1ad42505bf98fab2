"""Hears each answer of the open chat by its own stream, for as long as the chat is looked at."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shared.errors import FelloeError, NotFound
from shared.timeouts import TIMEOUTS
from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.conversation.pace import Pace
from spoke.ui.node.contracts import answers
from spoke.ui.services import Services
from spoke.ui.work.tasks import unforeseen

if TYPE_CHECKING:
    from spoke.node.bodies.answers import AnswerEvent


class AnswerStreams(QObject):
    """`heard`: a turn that says more now. `ended`: a stream is over, so the chat is to be read. `begun_anew`: turns of
    which what was seen is gone, for the model was asked again after the node was lost."""

    heard = Signal(str)
    ended = Signal()

    def __init__(self, services: Services, begun_anew: set[str]) -> None:
        super().__init__()
        self._services, self._begun_anew = services, begun_anew
        self.pace = Pace()
        self._tasks: dict[str, asyncio.Task[None] | None] = {}
        self._deaf: set[str] = set()
        """What grows and has no stream here: what of it is stored is read with each change."""

        self._seen: dict[str, str] = {}
        """By turn: the text that it had come to when its stream broke."""

    @property
    def to(self) -> set[str]:
        return self._tasks.keys() - self._deaf

    def listen(self, growing: list[Turn]) -> None:
        """To these, and to no others any more: what is looked at again is read anew."""
        wanted = {turn.id for turn in growing}
        for gone in self._tasks.keys() - wanted:
            if task := self._tasks.pop(gone):
                task.cancel()
        for turn in growing:
            if turn.id not in self._tasks and turn.id not in self._deaf:
                self._tasks[turn.id] = self._services.tasks.start(self._hear(turn))

    def lost(self, turn: Turn) -> None:
        """Its stream broke: what was seen until then is compared with what comes."""
        self._seen[turn.id] = turn.text

    def compare(self, turn: Turn) -> None:
        """With what was seen of it. One that ended with less was interrupted, and not begun anew."""
        seen = self._seen.get(turn.id)
        if seen is None:
            return
        if not turn.growing:
            del self._seen[turn.id]
        if _goes_on(seen, turn.text):
            return
        if not turn.growing and _goes_on(turn.text, seen):
            self._begun_anew.discard(turn.id)
        else:
            self._begun_anew.add(turn.id)

    def stop(self) -> None:
        for task in self._tasks.values():
            if task:
                task.cancel()
        self._tasks.clear()
        self._seen.clear()

    async def _hear(self, turn: Turn) -> None:
        try:
            async with self._services.node.client.answer_events(turn.id) as events:
                async for _, event in events:  # no await and no way out in here: see `NodeConnection`
                    self._take_in(turn, event)
        except NotFound:  # another program writes it
            self._deaf.add(turn.id)
        except FelloeError:  # the node goes, or only this stream: what it stored is read again
            self.lost(turn)
            await asyncio.sleep(TIMEOUTS.reconnect_min)
        except Exception as error:
            self._fail(turn, error)
        finally:
            if self._tasks.get(turn.id) is asyncio.current_task():
                del self._tasks[turn.id]
        self.ended.emit()

    def _take_in(self, turn: Turn, event: AnswerEvent) -> None:
        if turn.id in self._deaf:
            return
        try:
            turn.hear(event)
            self.compare(turn)
            if isinstance(event, answers.TextPiece):
                self.pace.heard(event.text)
            if not isinstance(event, answers.Ended):
                self.heard.emit(turn.id)
        except Exception as error:
            self._fail(turn, error)

    def _fail(self, turn: Turn, error: Exception) -> None:
        """An error of ours: the rest of the stream would fail too."""
        self._deaf.add(turn.id)
        self._services.tasks.failed.emit(unforeseen(error), None)


def _goes_on(text: str, longer: str) -> bool:
    """The longer one begins with the text, but for spaces, of which not all are kept."""
    return longer.startswith(text) or "".join(longer.split()).startswith("".join(text.split()))
