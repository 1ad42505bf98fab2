"""What is done to whole chats: rename, pin, file, tag, put away, delete and take back, export, import, copy."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from shared.errors import InvalidArgument
from spoke.ui.chats.sidebar.chat_list import ChatList
from spoke.ui.event_loop.deferred_imports import TO_EXCHANGE, imported
from spoke.ui.i18n.node_sentences import in_words
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.node import contracts
from spoke.ui.services import Services
from spoke.ui.widgets.file_dialogs import ask_for_file, ask_where
from spoke.ui.widgets.question import QuestionBar

if TYPE_CHECKING:
    from spoke.node.bodies.sessions import ChangeSession
    from spoke.sessions.exchange.importing import Import
    from spoke.ui.chats.sidebar.session_rows import Chat

_DIALOG = 420
"""Pixels at 100 %."""


class ChatActions(QObject):
    """`said`: kind of a banner, sentence. `changed`: what is listed is different. `left`: a chat that is gone.
    `back`: one that is there again."""

    said = Signal(str, str)
    changed = Signal()
    left = Signal(str)
    back = Signal(str)

    def __init__(self, services: Services, chats: ChatList, owner: QWidget, question: QuestionBar) -> None:
        super().__init__(owner)
        self._services, self._chats, self._owner, self._question = services, chats, owner, question
        self._import: Import | None = None
        self._share: float | None = None
        """How much of what is imported was read."""

    def menu(self, info: Chat, at: QPoint) -> None:
        made = QMenu(self._owner)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def entry(text: str, act: Callable[[], object]) -> None:
            made.addAction(text).triggered.connect(lambda: act())

        if info.deleted:
            entry(tr("Restore"), lambda: self.restore(info))
            entry(tr("Delete for good…"), lambda: self.purge(info))
            made.popup(at)
            return
        entry(tr("Rename…"), lambda: self.rename(info))
        entry(
            tr("Unpin") if info.pinned else tr("Pin"),
            lambda: self._pin(info),
        )
        self._add_folders(made, info)
        self._add_tags(made, info)
        made.addSeparator()
        if info.stays:
            entry(tr("Let it sync"), lambda: self._do(tr("Letting the chat sync"), self._offer, info))
        entry(tr("Copy as Markdown"), lambda: self._do(tr("Copying the chat"), self._copy, info))
        entry(tr("Export…"), lambda: self.export(info))
        made.addSeparator()
        archive = tr("Take out of the archive") if info.archived else tr("Archive")
        entry(archive, lambda: self._archive(info))
        entry(tr("Delete"), lambda: self.delete(info))
        made.popup(at)

    # --- one chat ---

    def rename(self, info: Chat) -> None:
        self._ask_title(info, info.title)

    def _ask_title(self, info: Chat, typed: str) -> None:
        self._ask(tr("Rename the chat"), tr("Title"), typed, lambda title: self._rename(info, title))

    def _rename(self, info: Chat, title: str) -> None:
        if title != info.title:
            correct = partial(self._ask_title, info, title)
            self._set(info, tr("Renaming the chat"), tr("Renamed to “{title}”.", title=title), correct, title=title)

    def delete(self, info: Chat) -> None:
        self._do(tr("Deleting the chat"), self._delete, info)

    def restore(self, info: Chat) -> None:
        self._do(tr("Restoring the chat"), self._restore, info.id)

    def purge(self, info: Chat) -> None:
        self._question.ask(
            tr("Delete “{title}” for good, on all your devices? Nothing brings it back.", title=_title(info)),
            tr("Delete"),
            tr("Keep"),
            lambda: self._do(tr("Deleting the chat"), self._purge, info),
        )

    def _do(self, doing: str, work: Callable[..., Coroutine[Any, Any, object]], *arguments: object) -> None:
        self._services.operations.do(doing, partial(work, *arguments))

    def _add_folders(self, menu: QMenu, info: Chat) -> None:
        folders = menu.addMenu(tr("Folder"))
        for name in self._chats.folders:
            action = folders.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == info.folder)
            action.triggered.connect(lambda _=False, name=name: self._file(info, name))
        if info.folder:
            folders.addAction(tr("None"), lambda: self._file(info, None))
        folders.addSeparator()
        folders.addAction(
            tr("New folder…"),
            lambda: self._ask(tr("New folder"), tr("Name"), "", lambda name: self._file(info, name)),
        )

    def _add_tags(self, menu: QMenu, info: Chat) -> None:
        tags = menu.addMenu(tr("Tags"))
        for name in sorted({*self._chats.tags, *info.tags}, key=str.casefold):
            action = tags.addAction(name)
            action.setCheckable(True)
            action.setChecked(name in info.tags)
            action.triggered.connect(lambda _=False, name=name: self._tag(info, name))
        tags.addSeparator()
        tags.addAction(
            tr("New tag…"),
            lambda: self._ask(tr("New tag"), tr("Name"), "", lambda name: self._tag(info, name)),
        )

    def _pin(self, info: Chat) -> None:
        title = _title(info)
        said = tr("Unpinned “{title}”.", title=title) if info.pinned else tr("Pinned “{title}”.", title=title)
        self._set(info, tr("Pinning the chat"), said, pinned=not info.pinned)

    def _file(self, info: Chat, folder: str | None) -> None:
        title = _title(info)
        if folder is None:
            said = tr("Took “{title}” out of {folder}.", title=title, folder=info.folder)
        else:
            said = tr("Put “{title}” into {folder}.", title=title, folder=folder)
        self._set(info, tr("Filing the chat"), said, folder=folder)

    def _tag(self, info: Chat, tag: str) -> None:
        """On, or off where it is there."""
        there, title = tag in info.tags, _title(info)
        said = tr("Took {tag} off “{title}”.", tag=tag, title=title) if there else tr(
            "Tagged “{title}” with {tag}.", title=title, tag=tag
        )  # fmt: skip
        change: dict[str, Any] = {"remove_tags" if there else "add_tags": [tag]}
        before = {"add_tags" if there else "remove_tags": [tag]}
        self._set(info, tr("Tagging the chat"), said, before=before, **change)

    def _archive(self, info: Chat) -> None:
        title = _title(info)
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
        said = tr("Deleted “{title}”.", title=_title(info))
        self._services.undo.offer(said, lambda: self._restore(info.id))
        self.changed.emit()

    async def _restore(self, session: str) -> None:
        await self._services.node.client.restore_session(session)
        self.changed.emit()
        self.back.emit(session)

    async def _purge(self, info: Chat) -> None:
        await self._services.node.client.purge_sessions([info.id])
        self.left.emit(info.id)
        self.said.emit("neutral", tr("“{title}” is gone for good.", title=_title(info)))
        self.changed.emit()

    async def _offer(self, info: Chat) -> None:
        await self._services.node.client.offer(contracts.sessions.ChosenSessions(ids=[info.id]))
        self.changed.emit()

    # --- out and in ---

    async def _copy(self, info: Chat) -> None:
        await imported(TO_EXCHANGE)
        from spoke.sessions.exchange import markdown
        from spoke.sessions.exchange.exporting import branch_of

        reply = await self._services.node.client.session(info.id)
        QGuiApplication.clipboard().setText(markdown.chat(reply.session.title, branch_of(reply)))
        self.said.emit("neutral", tr("Copied the chat as Markdown."))

    def export(self, info: Chat) -> None:
        name = _title(info).replace("/", " ")[:80]
        filters = (tr("Markdown (*.md)"), tr("With its files (*.zip)"), tr("Felloe (*.json)"))
        ask_where(self._owner, tr("Export the chat"), name, partial(self._export, info), filters)

    def _export(self, info: Chat, path: str) -> None:
        self._do(tr("Exporting the chat"), self.export_to, info, Path(path))

    async def export_to(self, info: Chat, path: Path) -> None:
        """The form is what the name says: Markdown, or JSON that can be imported, alone or with the files."""
        await imported(TO_EXCHANGE)
        from spoke.sessions.exchange.exporting import Export

        form = "markdown" if path.suffix.lower() == ".md" else "json"
        report = await Export(self._services.node.client).to_file([info.id], path, form)  # type: ignore[arg-type]
        missing = (
            plural("%n file is not in it", "%n files are not in it", len(report.missing)) if report.missing else ""
        )
        said = tr("Exported to {path}.", path=path.name)
        self.said.emit("warn" if missing else "neutral", f"{said} {missing}." if missing else said)

    def import_chats(self) -> None:
        title, filters = tr("Import chats of Felloe, ChatGPT or Open WebUI"), (tr("Exports (*.zip *.json)"),)
        ask_for_file(self._owner, title, lambda path: self.import_file(Path(path)), filters)

    def import_file(self, path: Path) -> None:
        self._services.operations.do(
            tr("Importing {name}", name=path.name),
            partial(self.import_from, path),
            by=self,
            ended=self.changed.emit,
            correct=self.import_chats,
            note=self._what_came_in,
            share=lambda: self._share,
        )

    def _read_so_far(self, read: int, of_all: int) -> None:
        """From another thread."""
        self._share = read / of_all if of_all else None

    def _what_came_in(self) -> str:
        came = self._import is not None and self._import.report.taken
        return tr("Chats that came in stay; importing the same file again adds nothing twice.") if came else ""

    async def import_from(self, path: Path) -> None:
        """Nothing is doubled: what is here already stays as it is, also what a run that was cut off brought."""
        await imported(TO_EXCHANGE)
        from spoke.sessions.exchange.importing import Import

        self._share = None
        self._import = Import(self._services.node.client, self._read_so_far)
        report = await self._import.run(path)
        if not report.taken and report.skipped:
            first = report.skipped[0]
            raise InvalidArgument(f"{path.name} holds no chat that could be taken. The first thing in it: {first}")
        chats = plural("%n chat", "%n chats", report.sessions)
        messages = plural("%n message", "%n messages", report.messages)
        said = tr("Imported {chats} with {messages}.", chats=chats, messages=messages)
        if report.known:
            said += " " + plural("%n message was here already.", "%n messages were here already.", report.known)
        skipped = len(report.skipped) + report.skipped_more
        if skipped:
            said += " " + plural(
                "%n thing was left out: {first}",
                "%n things were left out, first: {first}",
                skipped,
                first=in_words(report.skipped[0]) or report.skipped[0],
            )
        self.said.emit("warn" if skipped else "neutral", said)
        self.changed.emit()

    def _ask(self, title: str, what: str, text: str, then: Callable[[str], None]) -> None:
        dialog = QInputDialog(self._owner)
        dialog.setWindowTitle(title)
        dialog.setLabelText(what)
        dialog.setTextValue(text)
        dialog.resize(self._services.look.theme.px(_DIALOG), dialog.sizeHint().height())  # its title needs more than it
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda value: then(value.strip()) if value.strip() else None)
        dialog.open()


def _title(info: Chat) -> str:
    return info.title or tr("Untitled")
