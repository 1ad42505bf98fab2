"""What is done to whole chats: rename, pin, file, tag, put away, delete and take back, export, import, copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from shared.errors import FelloeError
from spoke.ui import contracts
from spoke.ui.chats.sidebar.chat_list import ChatList
from spoke.ui.node_sentences import worded
from spoke.ui.place import Desk
from spoke.ui.words import plural, tr

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

    def __init__(self, desk: Desk, chats: ChatList, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._chats, self._owner = desk, chats, owner

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
            lambda: self._set(info, pinned=not info.pinned),
        )
        self._add_folders(made, info)
        self._add_tags(made, info)
        made.addSeparator()
        if info.stays:
            entry(tr("Let it sync"), lambda: self._desk.tasks.start(self._offer(info)))
        entry(tr("Copy as Markdown"), lambda: self._desk.tasks.start(self._copy(info)))
        entry(tr("Export…"), lambda: self.export(info))
        made.addSeparator()
        archive = tr("Take out of the archive") if info.archived else tr("Archive")
        entry(archive, lambda: self._set(info, archived=not info.archived))
        entry(tr("Delete"), lambda: self.delete(info))
        made.popup(at)

    # --- one chat ---

    def rename(self, info: Chat) -> None:
        self._ask(
            tr("Rename the chat"),
            tr("Title"),
            info.title,
            lambda title: self._set(info, title=title),
        )

    def delete(self, info: Chat) -> None:
        self._desk.tasks.start(self._delete(info))

    def restore(self, info: Chat) -> None:
        self._desk.tasks.start(self._restore(info.id))

    def purge(self, info: Chat) -> None:
        self._desk.tasks.start(self._purge(info))

    def _add_folders(self, menu: QMenu, info: Chat) -> None:
        folders = menu.addMenu(tr("Folder"))
        for name in self._chats.folders:
            action = folders.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == info.folder)
            action.triggered.connect(lambda _=False, name=name: self._set(info, folder=name))
        if info.folder:
            folders.addAction(tr("None"), lambda: self._set(info, folder=None))
        folders.addSeparator()
        folders.addAction(
            tr("New folder…"),
            lambda: self._ask(tr("New folder"), tr("Name"), "", lambda name: self._set(info, folder=name)),
        )

    def _add_tags(self, menu: QMenu, info: Chat) -> None:
        tags = menu.addMenu(tr("Tags"))
        for name in sorted({*self._chats.tags, *info.tags}, key=str.casefold):
            action = tags.addAction(name)
            action.setCheckable(True)
            action.setChecked(name in info.tags)
            change = "remove_tags" if name in info.tags else "add_tags"
            action.triggered.connect(lambda _=False, name=name, change=change: self._set(info, **{change: [name]}))
        tags.addSeparator()
        tags.addAction(
            tr("New tag…"),
            lambda: self._ask(tr("New tag"), tr("Name"), "", lambda name: self._set(info, add_tags=[name])),
        )

    def _set(self, info: Chat, **change: Any) -> None:
        self._desk.tasks.start(self._change(info.id, contracts.sessions.ChangeSession(**change)))

    async def _change(self, session: str, change: ChangeSession) -> None:
        await self._desk.node.client.change_session(session, change)
        self.changed.emit()

    async def _delete(self, info: Chat) -> None:
        await self._desk.node.client.delete_session(info.id)
        self.left.emit(info.id)
        said = tr("Deleted “{title}”.", title=info.title or tr("Untitled"))
        self._desk.undo.offer(said, lambda: self._restore(info.id))
        self.changed.emit()

    async def _restore(self, session: str) -> None:
        await self._desk.node.client.restore_session(session)
        self.changed.emit()
        self.back.emit(session)

    async def _purge(self, info: Chat) -> None:
        await self._desk.node.client.purge_sessions([info.id])
        self.left.emit(info.id)
        self.said.emit("neutral", tr("“{title}” is gone for good.", title=info.title or tr("Untitled")))
        self.changed.emit()

    async def _offer(self, info: Chat) -> None:
        await self._desk.node.client.offer(contracts.sessions.ChosenSessions(ids=[info.id]))
        self.changed.emit()

    # --- out and in ---

    async def _copy(self, info: Chat) -> None:
        from spoke.sessions.exchange import markdown  # with it comes the database of the node: only where it is used
        from spoke.sessions.exchange.exporting import branch_of

        reply = await self._desk.node.client.session(info.id)
        QGuiApplication.clipboard().setText(markdown.chat(reply.session.title, branch_of(reply)))
        self.said.emit("neutral", tr("Copied the chat as Markdown."))

    def export(self, info: Chat) -> None:
        dialog = QFileDialog(self._owner, tr("Export the chat"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([tr("Markdown (*.md)"), tr("With its files (*.zip)"), tr("Felloe (*.json)")])
        dialog.setDefaultSuffix("md")
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(name.rpartition(".")[2].rstrip(")")))
        dialog.selectFile((info.title or tr("Untitled")).replace("/", " ")[:80])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._desk.tasks.start(self.export_to(info, Path(name))))
        dialog.open()

    async def export_to(self, info: Chat, path: Path) -> None:
        """The form is what the name says: Markdown, or JSON that can be imported, alone or with the files."""
        from spoke.sessions.exchange.exporting import Export

        form = "markdown" if path.suffix.lower() == ".md" else "json"
        report = await Export(self._desk.node.client).to_file([info.id], path, form)  # type: ignore[arg-type]
        missing = (
            plural("%n file is not in it", "%n files are not in it", len(report.missing)) if report.missing else ""
        )
        said = tr("Exported to {path}.", path=path.name)
        self.said.emit("warn" if missing else "neutral", f"{said} {missing}." if missing else said)

    def import_chats(self) -> None:
        dialog = QFileDialog(self._owner, tr("Import chats of Felloe, ChatGPT or Open WebUI"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("Exports (*.zip *.json)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._desk.tasks.start(self.import_from(Path(name))))
        dialog.open()

    async def import_from(self, path: Path) -> None:
        """Nothing is doubled: what is here already stays as it is."""
        from spoke.sessions.exchange.importing import Import

        self.said.emit("neutral", tr("Importing {name}", name=path.name))
        try:
            report = await Import(self._desk.node.client).run(path)
        except FelloeError as error:
            self.said.emit("bad", tr("Not imported. {why}", why=worded(error)))
            return
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
                first=report.skipped[0],
            )
        self.said.emit("warn" if skipped else "neutral", said)
        self.changed.emit()

    def _ask(self, title: str, what: str, text: str, then: Callable[[str], None]) -> None:
        dialog = QInputDialog(self._owner)
        dialog.setWindowTitle(title)
        dialog.setLabelText(what)
        dialog.setTextValue(text)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda value: then(value.strip()) if value.strip() else None)
        dialog.open()
