"""What is done to whole chats: rename, pin, file, tag, put away, delete and take back."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spoke.ui.chats.sidebar.session_rows import title_of
from spoke.ui.i18n.translate import tr
from spoke.ui.node import contracts
from spoke.ui.services import Services
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.widgets.text_dialog import ask_text

if TYPE_CHECKING:
    from spoke.node.bodies.sessions import ChangeSession
    from spoke.ui.chats.sidebar.session_rows import Chat


class ChatActions(QObject):
    """`said`: kind of a banner, sentence. `changed`: what is listed is different. `left`: a chat that is gone.
    `back`: one that is there again."""

    said = Signal(str, str)
    changed = Signal()
    left = Signal(str)
    back = Signal(str)

    def __init__(self, services: Services, owner: QWidget, question: QuestionBar) -> None:
        super().__init__(owner)
        self._services, self._owner, self._question = services, owner, question

    def rename(self, info: Chat) -> None:
        self._ask_title(info, info.title)

    def _ask_title(self, info: Chat, typed: str) -> None:
        self._ask(tr("Rename the chat"), tr("Title"), typed, partial(self.set_title, info))

    def set_title(self, info: Chat, title: str) -> None:
        if title != info.title:
            correct = partial(self._ask_title, info, title)
            self._set(info, tr("Renaming the chat"), tr("Renamed to “{title}”.", title=title), correct, title=title)

    def ask_folder(self, info: Chat) -> None:
        self._ask(tr("New folder"), tr("Name"), "", partial(self.file, info))

    def ask_tag(self, info: Chat) -> None:
        self._ask(tr("New tag"), tr("Name"), "", partial(self.tag, info))

    def let_sync(self, info: Chat) -> None:
        self._do(tr("Letting the chat sync"), self._offer, info)

    def delete(self, info: Chat) -> None:
        self._do(tr("Deleting the chat"), self._delete, info)

    def restore(self, info: Chat) -> None:
        self._do(tr("Restoring the chat"), self._restore, info.id)

    def purge(self, info: Chat) -> None:
        self._question.ask(
            tr("Delete “{title}” for good, on all your devices? Nothing brings it back.", title=title_of(info)),
            tr("Delete"),
            tr("Keep"),
            lambda: self._do(tr("Deleting the chat"), self._purge, info),
        )

    def _do(self, doing: str, work: Callable[..., Coroutine[Any, Any, object]], *arguments: object) -> None:
        self._services.operations.do(doing, partial(work, *arguments))

    def pin(self, info: Chat) -> None:
        """Or unpin."""
        title = title_of(info)
        said = tr("Unpinned “{title}”.", title=title) if info.pinned else tr("Pinned “{title}”.", title=title)
        self._set(info, tr("Pinning the chat"), said, pinned=not info.pinned)

    def file(self, info: Chat, folder: str | None) -> None:
        title = title_of(info)
        if folder is None:
            said = tr("Took “{title}” out of {folder}.", title=title, folder=info.folder)
        else:
            said = tr("Put “{title}” into {folder}.", title=title, folder=folder)
        self._set(info, tr("Filing the chat"), said, folder=folder)

    def tag(self, info: Chat, tag: str) -> None:
        """On, or off where it is there."""
        there, title = tag in info.tags, title_of(info)
        said = tr("Took {tag} off “{title}”.", tag=tag, title=title) if there else tr(
            "Tagged “{title}” with {tag}.", title=title, tag=tag
        )  # fmt: skip
        change: dict[str, Any] = {"remove_tags" if there else "add_tags": [tag]}
        before = {"add_tags" if there else "remove_tags": [tag]}
        self._set(info, tr("Tagging the chat"), said, before=before, **change)

    def archive(self, info: Chat) -> None:
        """Or take out of the archive."""
        title = title_of(info)
        said = tr("Took “{title}” out of the archive.", title=title) if info.archived else tr(
            "Archived “{title}”.", title=title
        )  # fmt: skip
        self._set(info, tr("Archiving the chat"), said, archived=not info.archived)

    def _set(
        self,
        info: Chat,
        doing: str,
        said: str,
        correct: Callable[[], object] | None = None,
        *,
        before: dict[str, Any] | None = None,
        **change: Any,
    ) -> None:
        """`before`: what takes it back, where it is not what the chat had."""
        make = contracts.sessions.ChangeSession
        back = make(**(before or {name: getattr(info, name) for name in change}))

        async def work() -> None:
            await self._change(info.id, make(**change))
            self._services.undo.offer(said, partial(self._change, info.id, back))

        self._services.operations.do(doing, work, correct=correct)

    async def _change(self, session: str, change: ChangeSession) -> None:
        await self._services.node.client.change_session(session, change)
        self.changed.emit()

    async def _delete(self, info: Chat) -> None:
        await self._services.node.client.delete_session(info.id)
        self.left.emit(info.id)
        said = tr("Deleted “{title}”.", title=title_of(info))
        self._services.undo.offer(said, lambda: self._restore(info.id))
        self.changed.emit()

    async def _restore(self, session: str) -> None:
        await self._services.node.client.restore_session(session)
        self.changed.emit()
        self.back.emit(session)

    async def _purge(self, info: Chat) -> None:
        await self._services.node.client.purge_sessions([info.id])
        self.left.emit(info.id)
        self.said.emit("neutral", tr("“{title}” is gone for good.", title=title_of(info)))
        self.changed.emit()

    async def _offer(self, info: Chat) -> None:
        await self._services.node.client.offer(contracts.sessions.ChosenSessions(ids=[info.id]))
        self.changed.emit()

    def _ask(self, title: str, what: str, text: str, then: Callable[[str], None]) -> None:
        ask_text(self._owner, self._services.look.theme, title, what, text, then)
