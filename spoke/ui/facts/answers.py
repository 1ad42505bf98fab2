"""The answers of the assistant that are on their way."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal

from shared.errors import NotFound
from spoke.ui.facts.fact import Fact
from spoke.ui.node_session import NodeSession
from spoke.ui.tasks import TaskOwner


class Answers(Fact):
    """`ended` carries the chat of one that was on its way and is not any more."""

    ended = Signal(str)

    def __init__(self, node: NodeSession, tasks: TaskOwner) -> None:
        super().__init__(node, tasks, "answers", "session")
        self.all: Mapping[str, str] = {}
        """Their chats, by their own ids."""

    @property
    def chats(self) -> set[str]:
        return set(self.all.values())

    async def read(self) -> None:
        try:
            now = {one.id: one.session_id for one in (await self._node.client.answers()).answers}
        except NotFound:  # a node of another version
            return
        ended = [chat for answer, chat in self.all.items() if answer not in now]
        changed, self.all = now != self.all, now
        if changed:
            self.was_read.emit()
        for chat in ended:
            self.ended.emit(chat)
