"""Chats out of Felloe and into it: copied as Markdown, exported to a file, imported from one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from shared.errors import InvalidArgument
from spoke.ui.chats.sidebar.session_rows import title_of
from spoke.ui.event_loop.deferred_imports import TO_EXCHANGE, imported
from spoke.ui.i18n.node_sentences import in_words
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.services import Services
from spoke.ui.widgets.file_dialogs import ask_for_file, ask_where

if TYPE_CHECKING:
    from spoke.sessions.exchange.importing import Import, Report
    from spoke.ui.chats.sidebar.session_rows import Chat


class ChatExchange(QObject):
    """`said`: kind of a banner, sentence. `imported`: there may be more chats."""

    said = Signal(str, str)
    imported = Signal()

    def __init__(self, services: Services, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._owner = services, owner
        self._import: Import | None = None
        self._share: float | None = None
        """How much of what is imported was read."""

    # --- out ---

    def copy(self, info: Chat) -> None:
        self._services.operations.do(tr("Copying the chat"), partial(self._copy, info), looks=True)

    async def _copy(self, info: Chat) -> None:
        await imported(TO_EXCHANGE)
        from spoke.sessions.exchange import markdown
        from spoke.sessions.exchange.exporting import branch_of

        reply = await self._services.node.client.session(info.id)
        QGuiApplication.clipboard().setText(markdown.chat(reply.session.title, branch_of(reply)))
        self.said.emit("neutral", tr("Copied the chat as Markdown."))

    def choose_target(self, info: Chat) -> None:
        name = title_of(info).replace("/", " ")[:80]
        filters = (tr("Markdown (*.md)"), tr("With its files (*.zip)"), tr("Felloe (*.json)"))
        ask_where(self._owner, tr("Export the chat"), name, lambda path: self.export(info, Path(path)), filters)

    def export(self, info: Chat, path: Path) -> None:
        """The form is what the name says: Markdown, or JSON that can be imported, alone or with the files."""
        maybe = tr("The file may have been written by then.")
        work = partial(self._export, info, path)
        self._services.operations.do(tr("Exporting the chat"), work, given_up=maybe, looks=True)

    async def _export(self, info: Chat, path: Path) -> None:
        await imported(TO_EXCHANGE)
        from spoke.sessions.exchange.exporting import Export

        form = "markdown" if path.suffix.lower() == ".md" else "json"
        report = await Export(self._services.node.client).to_file([info.id], path, form)  # type: ignore[arg-type]
        missing = (
            plural("%n file is not in it", "%n files are not in it", len(report.missing)) if report.missing else ""
        )
        said = tr("Exported to {path}.", path=path.name)
        self.said.emit("warn" if missing else "neutral", f"{said} {missing}." if missing else said)

    # --- in ---

    def choose_source(self) -> None:
        title, filters = tr("Import chats of Felloe, ChatGPT or Open WebUI"), (tr("Exports (*.zip *.json)"),)
        ask_for_file(self._owner, title, lambda path: self.import_chats(Path(path)), filters)

    def import_chats(self, path: Path) -> None:
        """Nothing is doubled: what is here already stays as it is, also what a run that was cut off brought."""
        self._services.operations.do(
            tr("Importing {name}", name=path.name),
            partial(self._import_chats, path),
            by=self,
            ended=self.imported.emit,
            correct=self.choose_source,
            note=self._what_came_in,
            share=lambda: self._share,
        )

    async def _import_chats(self, path: Path) -> None:
        await imported(TO_EXCHANGE)
        from spoke.sessions.exchange.importing import Import

        self._share = None
        self._import = Import(self._services.node.client, self._read_so_far)
        report = await self._import.run(path)
        if not report.taken and report.skipped:
            first = report.skipped[0]
            raise InvalidArgument(f"{path.name} holds no chat that could be taken. The first thing in it: {first}")
        self._say_imported(report)
        self.imported.emit()

    def _read_so_far(self, read: int, of_all: int) -> None:
        """From another thread."""
        self._share = read / of_all if of_all else None

    def _what_came_in(self) -> str:
        came = self._import is not None and self._import.report.taken
        return tr("Chats that came in stay; importing the same file again adds nothing twice.") if came else ""

    def _say_imported(self, report: Report) -> None:
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
