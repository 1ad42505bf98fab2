"""What is done to one turn: copied, edited, answered again, its branches, its runs, its links and files."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu

from shared.errors import NotFound
from spoke.ui.chats.content.run_view import run_view
from spoke.ui.chats.content.turns import Stretch, Turn
from spoke.ui.chats.conversation.layout import text_key
from spoke.ui.chats.painted.part import Spot
from spoke.ui.event_loop.deferred_imports import TO_EXCHANGE, imported
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.node.contracts import answers, sessions
from spoke.ui.whole_file import unwritable

if TYPE_CHECKING:
    from shared.parts import Attachment, CallPart
    from spoke.ui.chats.place import ChatsPlace


_OPEN = ("queued", "running", "waiting")
"""A run has a record when it has ended."""


class TurnActions(QObject):
    def __init__(self, place: ChatsPlace) -> None:
        super().__init__(place)
        self._place = place
        self._services = place.services
        self._context = place.context
        self._view = place.page.messages
        self._view.acted.connect(self._act)
        self._view.wished.connect(self._wish)
        place.flow.shown.connect(self._follow_inspected)
        place.flow.grew.connect(self._follow_inspected)
        self._view.menu_wished.connect(self._menu)
        place.page.overlays.wished.connect(self._wish)

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
        for turn in self._place.flow.growing:
            self._services.operations.do(tr("Stopping the answer"), partial(self._stop, turn.id), by=turn)

    def inspect_last(self) -> None:
        """The newest run in the chat, or the one that was looked at."""
        for row in reversed(self._view.rows):
            if row.turn.calls:
                self.inspect(row.turn, row.turn.calls[-1])
                return
        self._place.panes.open_right()

    def inspect(self, turn: Turn, call: CallPart) -> None:
        self._place.panes.open_right()
        view = run_view(call, self._context.records.get(call.run), self._context.devices.name, turn.device)
        self._place.inspector.show_run(view, None)
        if call.run and call.state not in _OPEN:
            self._services.operations.do(
                tr("Reading the run"),
                partial(self._inspect, turn, call),
                refused=lambda error: self._place.inspector.show_run(view, None, worded(error)),
            )

    def _follow_inspected(self) -> None:
        """The run that is inspected went on, or ended."""
        inspector = self._place.inspector
        seen = inspector.view
        if seen is None or seen.state not in _OPEN or not inspector.isVisible():
            return
        for row in self._view.rows:
            for call in row.turn.calls:
                if call.run == seen.run and call.state != seen.state:
                    self.inspect(row.turn, call)

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
                self._place.flow.lay_again(turn_id)
            case "inspect":
                if call := next((call for call in turn.calls if call.id == spot.value), None):
                    self.inspect(turn, call)
            case "stop":
                self.stop()
            case "open":
                found = [each for each in turn.attachments if each.sha256 == spot.value]
                self._save(found[0])
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
                self._place.sending.edit(turn.id, turn.text)
                self._place.focus_composer()
            case "again" if turn.role == "assistant" and not turn.growing:
                self._answer(answers.NewAnswer(beside=turn_id))
            case "before" | "after":
                self._switch(turn, -1 if wish == "before" else 1)
            case "inspect" if turn.calls:
                self.inspect(turn, turn.calls[0])
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
        self._place.flow.lay_again(turn.id)

    def _switch(self, turn: Turn, by: int) -> None:
        family = list(turn.beside)
        number = (family.index(turn.id) if turn.id in family else 0) + by
        if not 0 <= number < len(family):
            return
        if self._place.flow.look_at(family[number], family):
            self._place.flow.refresh()
        else:
            work = partial(self._choose_branch, self._place.current, family[number])
            self._services.operations.do(tr("Going to the branch"), work)

    async def _choose_branch(self, chat: str, message: str) -> None:
        await self._services.node.client.change_session(chat, sessions.ChangeSession(branch=message))
        self._place.flow.refresh()

    def _answer(self, new: answers.NewAnswer) -> None:
        self._place.sending.answer(self._place.current, new)
        self._view.follow()

    async def _stop(self, answer: str) -> None:
        with contextlib.suppress(NotFound):  # it ended meanwhile
            await self._services.node.client.stop_answer(answer)
        self._place.flow.refresh()

    async def _inspect(self, turn: Turn, call: CallPart) -> None:
        info = await self._place.assets.run_of(call.run, call.device)
        self._context.records[call.run] = info.record
        self._place.inspector.show_run(run_view(call, info.record, self._context.devices.name, turn.device), info)

    # --- menus and files ---

    def _menu(self, turn_id: str, at: QPoint) -> None:
        turn = self._turn(turn_id)
        if turn is None:
            return
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._view.pointer.choice:
            text = self._view.pointer.choice.text(self._view.rows)
            menu.addAction(tr("Copy what is chosen"), lambda: QGuiApplication.clipboard().setText(text))
        menu.addAction(tr("Copy"), lambda: self._wish(turn_id, "copy"))
        if turn.role == "user":
            menu.addAction(tr("Edit"), lambda: self._wish(turn_id, "edit"))
        if turn.role == "assistant" and not turn.growing:
            menu.addAction(tr("Answer again"), lambda: self._wish(turn_id, "again"))
        for call in turn.calls:
            title = run_view(call, None, self._context.devices.name).title
            menu.addAction(tr("Inspect {what}", what=title)).triggered.connect(partial(self._inspect_it, turn, call))
        for attachment in turn.attachments:
            words = tr("Save {name}…", name=attachment.name)
            menu.addAction(words).triggered.connect(partial(self._save, attachment))
        if len(turn.beside) > 1:
            menu.addSeparator()
            menu.addAction(tr("Previous branch"), lambda: self._wish(turn_id, "before"))
            menu.addAction(tr("Next branch"), lambda: self._wish(turn_id, "after"))
        menu.popup(self._view.viewport().mapToGlobal(at))

    def _inspect_it(self, turn: Turn, call: CallPart, _checked: bool = False) -> None:
        self.inspect(turn, call)

    def _save(self, attachment: Attachment, _checked: bool = False) -> None:
        dialog = QFileDialog(self._view, tr("Save the file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(attachment.name.replace("/", "_"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save(attachment, Path(name)))
        dialog.open()

    def save(self, attachment: Attachment, path: Path) -> None:
        self._services.operations.do(tr("Saving {name}", name=attachment.name), partial(self.save_to, attachment, path))

    async def save_to(self, attachment: Attachment, path: Path) -> None:
        await imported(TO_EXCHANGE)
        from spoke.sessions.exchange.exporting import appearing

        try:
            with appearing(path) as part, part.open("wb") as out:
                async for chunk in self._services.node.client.attachment(attachment.sha256):
                    out.write(chunk)
        except OSError as error:
            raise unwritable(path, error) from error
        self._place.banner.say("neutral", tr("Saved {name}.", name=path.name))
