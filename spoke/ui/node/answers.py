"""The answers of the assistant that are on their way."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal

from shared.errors import NotFound
from spoke.ui.node.cached import Cached
from spoke.ui.node.connection import NodeConnection
from spoke.ui.work.tasks import TaskOwner


class Answers(Cached):
    """`ended` carries the chat of one that was on its way and is not any more."""

    ended = Signal(str)

    def __init__(self, node: NodeConnection, tasks: TaskOwner) -> None:
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
            self.updated.emit()
        for chat in ended:
            self.ended.emit(chat)
