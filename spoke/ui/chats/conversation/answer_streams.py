"""Hears each answer of the open chat by its own stream, for as long as the chat is looked at."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Signal

from shared.errors import FelloeError, NotFound
from shared.timeouts import TIMEOUTS
from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.conversation.pace import Pace
from spoke.ui.node.contracts import answers
from spoke.ui.services import Services


class AnswerStreams(QObject):
    """`heard`: a turn that says more now. `ended`: a stream is over, so the chat is to be read."""

    heard = Signal(str)
    ended = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.pace = Pace()
        self._tasks: dict[str, asyncio.Task[None] | None] = {}
        self._deaf: set[str] = set()
        """What grows and has no stream here: what of it is stored is read with each change."""

    @property
    def to(self) -> set[str]:
        return set(self._tasks)

    def listen(self, growing: list[Turn]) -> None:
        """To these, and to no others any more: what is looked at again is read anew."""
        wanted = {turn.id for turn in growing}
        for gone in self._tasks.keys() - wanted:
            if task := self._tasks.pop(gone):
                task.cancel()
        for turn in growing:
            if turn.id not in self._tasks and turn.id not in self._deaf:
                self._tasks[turn.id] = self._services.tasks.start(self._hear(turn))

    def stop(self) -> None:
        for task in self._tasks.values():
            if task:
                task.cancel()
        self._tasks.clear()

    async def _hear(self, turn: Turn) -> None:
        try:
            async with self._services.node.client.answer_events(turn.id) as events:
                async for _, event in events:  # no await and no way out in here: see `NodeConnection`
                    turn.hear(event)
                    if isinstance(event, answers.TextPiece):
                        self.pace.heard(event.text)
                    if not isinstance(event, answers.StateChanged | answers.Ended):
                        self.heard.emit(turn.id)
        except NotFound:  # another program writes it
            self._deaf.add(turn.id)
        except FelloeError:  # the node goes, or only this stream: what it stored is read again
            await asyncio.sleep(TIMEOUTS.reconnect_min)
        finally:
            if self._tasks.get(turn.id) is asyncio.current_task():
                del self._tasks[turn.id]
        self.ended.emit()
