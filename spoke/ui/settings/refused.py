"""What the hub did not take, each with its reason: changes to chats, and files in them. All else syncs meanwhile."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import Any

from shared.error_body import ErrorBody
from spoke.node.bodies.attachments import RefusedFile
from spoke.node.bodies.sessions import Quarantined
from spoke.ui.i18n.figures import size_text
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import later, tr
from spoke.ui.services import Services
from spoke.ui.settings.blocks import Group
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.question import QuestionBar

_KINDS = {
    "message.add": later("A message in {title}"),
    "session.create": later("The chat {title}"),
    "session.delete": later("That {title} was deleted"),
}
_OTHER = later("A change of {title}")


class RefusedGroup(Group):
    """Takes no room where there is nothing."""

    def __init__(self, services: Services, question: QuestionBar) -> None:
        super().__init__(
            tr("Not accepted by the hub"), tr("It is all here on this device, and everything else syncs meanwhile.")
        )
        self._services, self._question = services, question
        self._shown: tuple[object, ...] = ()
        self.hide()

    async def read(self) -> None:
        client = self._services.node.client
        changes, files = await client.quarantined(), await client.refused_files()
        if (*changes, *files) == self._shown:
            return
        self._shown = (*changes, *files)
        self.clear()
        for change in changes:
            self._change(change)
        for file in files:
            self._file(file)
        self.setVisible(bool(self._shown))

    def _change(self, change: Quarantined) -> None:
        again, discard = push(tr("Send again")), push(tr("Discard…"), "danger")
        title = tr(_KINDS.get(change.kind, _OTHER), title=change.title or tr("Untitled"))
        again.clicked.connect(partial(self._do, partial(self._services.node.client.retry, change.op_id)))
        discard.clicked.connect(partial(self._ask_to_discard, change, title))
        self.row(title, worded(ErrorBody(code=change.code, message=change.message)), again, discard)

    def _file(self, file: RefusedFile) -> None:
        again, keep = push(tr("Send again")), push(tr("Keep only here"))
        size = size_text(file.size)
        title = tr("{file}, {size}, in {title}", file=file.name, size=size, title=file.title or tr("Untitled"))
        settle = self._services.node.client.settle_file
        again.clicked.connect(partial(self._do, partial(settle, file.sha256, "retry")))
        keep.clicked.connect(partial(self._do, partial(settle, file.sha256, "keep")))
        why = worded(ErrorBody(code=file.code, message=file.message))
        if file.kept:
            self.row(title, why, label(tr("Only here"), "state", "second"), again)
        else:
            self.row(title, why, again, keep)

    def _do(self, work: partial[Coroutine[Any, Any, Any]], _: bool = False) -> None:
        self._services.operations.do(tr("Settling what was refused"), partial(self._done, work))

    async def _done(self, work: partial[Coroutine[Any, Any, Any]]) -> None:
        try:
            await work()
        finally:
            await self.read()
            await self._services.node.refresh_status()

    def _ask_to_discard(self, change: Quarantined, title: str, _: bool = False) -> None:
        self._question.ask(
            tr("Discard for good on this device: {what}?", what=title),
            tr("Discard"),
            tr("Keep"),
            lambda: self._do(partial(self._services.node.client.discard, change.op_id)),
        )
