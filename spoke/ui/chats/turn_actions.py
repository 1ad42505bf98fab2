"""What is done to one turn: copied, edited, answered again, unfolded, its branches, and ways to its runs and files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from shared.errors import NotFound
from spoke.ui.chats.content.run_view import run_view
from spoke.ui.chats.content.turns import Stretch, Turn
from spoke.ui.chats.conversation.layout import text_key
from spoke.ui.chats.conversation.loader import ConversationLoader
from spoke.ui.chats.conversation.overlays import Overlays
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.conversation.view import ConversationView
from spoke.ui.chats.inspection import Inspection
from spoke.ui.chats.painted.part import Spot
from spoke.ui.chats.saving import FileSaving
from spoke.ui.chats.writing.sending import Sending
from spoke.ui.i18n.translate import tr
from spoke.ui.node.contracts import answers, sessions
from spoke.ui.services import Services


class TurnActions(QObject):
    def __init__(
        self,
        services: Services,
        view: ConversationView,
        overlays: Overlays,
        loader: ConversationLoader,
        context: RowContext,
        sending: Sending,
        inspection: Inspection,
        files: FileSaving,
    ) -> None:
        super().__init__(view)
        self._services, self._view, self._loader, self._context = services, view, loader, context
        self._sending, self._inspection, self._files = sending, inspection, files
        view.acted.connect(self._act)
        view.wished.connect(self._wish)
        view.menu_wished.connect(self._menu)
        overlays.wished.connect(self._wish)

    def step(self, by: int) -> None:
        """To the turn before or after, from wherever the focus is."""
        rows = self._view.rows
        if not rows:
            return
        now = self._view.currentIndex().row() if self._view.hasFocus() else len(rows) if by < 0 else -1
        number = min(max(0, now + by), len(rows) - 1)
        self._view.show_turn(rows[number].turn.id, focus=True)

    def stop(self) -> None:
        """End the answer that grows."""
        for turn in self._loader.growing:
            self._services.operations.do(tr("Stopping the answer"), partial(self._stop, turn.id), by=turn)

    # --- what was clicked or pressed ---

    def _act(self, turn_id: str, spot: Spot) -> None:
        turn = self._turn(turn_id)
        if turn is None:
            return
        match spot.verb:
            case "copy":
                QGuiApplication.clipboard().setText(spot.value)
            case "link":
                QDesktopServices.openUrl(QUrl(spot.value))
            case "unfold":
                self._context.open.symmetric_difference_update({spot.value})
                self._loader.lay_again(turn_id)
            case "inspect":
                if call := next((call for call in turn.calls if call.id == spot.value), None):
                    self._inspection.inspect(turn, call)
            case "stop":
                self.stop()
            case "open":
                found = [each for each in turn.attachments if each.sha256 == spot.value]
                self._files.ask_where(found[0])
            case "continue":
                self._answer(answers.NewAnswer(parent_id=turn_id))
            case "again":
                self._answer(answers.NewAnswer(beside=turn_id))
            case "models":
                self._services.navigation.settings.emit("models")

    def _wish(self, turn_id: str, wish: str) -> None:
        turn = self._turn(turn_id)
        if turn is None:
            return
        match wish:
            case "copy":
                QGuiApplication.clipboard().setText(turn.text)
            case "edit" if turn.role == "user":
                self._sending.edit(turn)
            case "again" if turn.role == "assistant" and not turn.growing:
                self._answer(answers.NewAnswer(beside=turn_id))
            case "before" | "after":
                self._switch(turn, -1 if wish == "before" else 1)
            case "inspect" if turn.calls:
                self._inspection.inspect(turn, turn.calls[0])
            case "unfold":
                self._unfold(turn)
            case "menu":
                row = self._view.row_of(turn_id)
                self._menu(turn_id, self._view.row_rect(row).topRight() - QPoint(240, -30))

    def _turn(self, turn_id: str) -> Turn | None:
        number = self._view.row_of(turn_id)
        return self._view.rows[number].turn if number >= 0 else None

    def _unfold(self, turn: Turn) -> None:
        """Everything in the turn that is folded, or all of it back."""
        keys = {f"{piece.id}/{kind}" for piece in turn.calls for kind in ("code", "calls", "output")}
        keys |= {f"{piece.id}/{kind}" for piece in turn.pieces if hasattr(piece, "id") for kind in ("thought", "text")}
        keys |= {f"{text_key(turn, piece)}/text" for piece in turn.pieces if isinstance(piece, Stretch)}
        if keys <= self._context.open:
            self._context.open -= keys
        else:
            self._context.open |= keys
        self._loader.lay_again(turn.id)

    def _switch(self, turn: Turn, by: int) -> None:
        family = list(turn.beside)
        number = (family.index(turn.id) if turn.id in family else 0) + by
        if not 0 <= number < len(family):
            return
        if self._loader.look_at(family[number], family):
            self._loader.refresh()
        else:
            work = partial(self._choose_branch, self._loader.session, family[number])
            self._services.operations.do(tr("Going to the branch"), work)

    async def _choose_branch(self, chat: str, message: str) -> None:
        await self._services.node.client.change_session(chat, sessions.ChangeSession(branch=message))
        self._loader.refresh()

    def _answer(self, new: answers.NewAnswer) -> None:
        self._sending.answer(self._loader.session, new)
        self._view.follow()

    async def _stop(self, answer: str) -> None:
        with contextlib.suppress(NotFound):  # it ended meanwhile
            await self._services.node.client.stop_answer(answer)
        self._loader.refresh()

    # --- menus and files ---

    def _menu(self, turn_id: str, at: QPoint) -> None:
        turn = self._turn(turn_id)
        if turn is None:
            return
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def entry(words: str, act: Callable[[], object]) -> None:
            menu.addAction(words).triggered.connect(lambda: act())

        if self._view.pointer.choice:
            text = self._view.pointer.choice.text(self._view.rows)
            entry(tr("Copy what is chosen"), lambda: QGuiApplication.clipboard().setText(text))
        entry(tr("Copy"), lambda: self._wish(turn_id, "copy"))
        if turn.role == "user":
            entry(tr("Edit"), lambda: self._wish(turn_id, "edit"))
        if turn.role == "assistant" and not turn.growing:
            entry(tr("Answer again"), lambda: self._wish(turn_id, "again"))
        for call in turn.calls:
            title = run_view(call, None, self._context.devices.name).title
            entry(tr("Inspect {what}", what=title), partial(self._inspection.inspect, turn, call))
        for attachment in turn.attachments:
            entry(tr("Save {name}…", name=attachment.name), partial(self._files.ask_where, attachment))
        if len(turn.beside) > 1:
            menu.addSeparator()
            entry(tr("Previous branch"), lambda: self._wish(turn_id, "before"))
            entry(tr("Next branch"), lambda: self._wish(turn_id, "after"))
        menu.popup(self._view.viewport().mapToGlobal(at))
