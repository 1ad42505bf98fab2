"""Files that will go with the next message, as chips: name, size, remove; one that failed stays, with Retry, and one
that was a text when it was pasted can become one again."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from spoke.ui.chats.writing.pending_file import PendingFile
from spoke.ui.i18n.figures import size_text
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.focus_order import put_after, put_last_in
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.layouts import make_ready
from spoke.ui.widgets.surfaces import restyle

_NAME = 180
"""The room of a name, in pixels at 100 %."""

_AT_ONCE = 1
"""Chips that are made in a turn, 2 ms each. They come into the page together, for it is laid out and painted again."""


class Chip(QFrame):
    removed = Signal()
    retried = Signal()
    written_out = Signal()

    def __init__(self, look: Look, file: PendingFile) -> None:
        super().__init__()
        self.file, self._look = file, look
        self._kind = file.problem, file.typable
        self.setProperty("kind", "chip")
        icon = label()
        look.set_picture(icon, "warning" if file.problem else "file", "bad" if file.problem else "text.second", 14)
        self._name = label("", "second")
        self._name.setMaximumWidth(_NAME)
        self._state = label(tr("Not attached"), "second", "bad") if file.problem else label("", "second", "third")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 2, 0)
        row.setSpacing(6)
        row.addWidget(icon)
        row.addWidget(self._name)
        row.addWidget(self._state)
        if file.problem:
            retry = push(tr("Retry"), "small")
            retry.setAccessibleName(tr("Attach {name} again", name=file.name))
            retry.clicked.connect(self.retried)
            row.addWidget(retry)
            self.setToolTip(file.problem)
        if file.typable:
            write_out = push(tr("As text"), "small")
            write_out.setAccessibleName(tr("Put {name} into the message as text", name=file.name))
            write_out.clicked.connect(self.written_out)
            row.addWidget(write_out)
        self.remove = icon_button(look, "close", "", 24)
        restyle(self.remove, kind="bare")
        self.remove.clicked.connect(self.removed)
        row.addWidget(self.remove)
        self.setFixedHeight(28)
        self.say()

    @property
    def fits(self) -> bool:
        """It still has what its file needs; `say` tells the rest."""
        return (self.file.problem, self.file.typable) == self._kind

    def say(self) -> None:
        """Its name and its state, as they are now."""
        file, size = self.file, size_text(self.file.size)
        self._name.setToolTip(file.name)
        theme = self._look.theme
        short = theme.metrics("second").elidedText(file.name, Qt.TextElideMode.ElideMiddle, theme.px(_NAME))
        self._name.setText(short)
        if not file.problem:
            self._state.setText(size if file.attached else tr("Attaching"))
        self.remove.setToolTip(tr("Remove {name}", name=file.name))
        self.remove.setAccessibleName(self.remove.toolTip())
        self.setAccessibleName(", ".join((file.problem or tr("Attached file"), file.name, size)))


class Chips(QWidget):
    """Each signal carries the file."""

    removed = Signal(object)
    retried = Signal(object)
    written_out = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._flow = FlowLayout(self)
        self._files: list[PendingFile] = []
        self._ready: list[Chip] = []
        """Chips that wait for the others."""

        self._rest = QTimer(self, singleShot=True, interval=1)
        self._rest.timeout.connect(self._make_some)
        self.hide()

    def show_files(self, files: list[PendingFile]) -> None:
        """Only the chips of those that are new are made, some in each turn of the loop."""
        self._files = list(files)
        self._make_some()

    def _make_some(self) -> None:
        there = self._there()
        missing = [file for file in self._files if id(file) not in there]
        self._ready += map(self._made, missing[:_AT_ONCE])
        if len(missing) > _AT_ONCE:
            self._rest.start()
        else:
            self._show()

    def _there(self) -> dict[int, Chip]:
        """Those that can be shown, by the identity of their files: two may be equal."""
        return {id(chip.file): chip for chip in (*self.chips, *self._ready) if chip.fits}

    def _show(self) -> None:
        self._rest.stop()
        shown, there = self.chips, self._there()
        found = [there[id(file)] for file in self._files]
        for chip in {*shown, *self._ready}.difference(found):
            chip.hide()
            chip.deleteLater()
        for chip in found:
            chip.say()
        if found != shown:
            self._put(found)
        self._ready.clear()
        self.setVisible(bool(found))

    def _put(self, found: list[Chip]) -> None:
        new, before = set(self._ready), None
        last_old = max((number for number, chip in enumerate(found) if chip not in new), default=-1)
        self._flow.setEnabled(False)  # else all are laid out again for each that is shown
        for chip in self.chips:
            self._flow.removeWidget(chip)
        for number, chip in enumerate(found):
            self._flow.addWidget(chip)
            if chip in new:
                if number < last_old:
                    put_after(before.remove if before else self, chip)
                chip.show()
            before = chip
        self._flow.setEnabled(True)
        self._flow.invalidate()
        self.updateGeometry()

    def _made(self, file: PendingFile) -> Chip:
        chip = Chip(self._look, file)
        make_ready(chip, self)
        put_last_in(self, chip)  # in its own turn; `_put` mends what comes between others
        chip.removed.connect(lambda: self.removed.emit(file))
        chip.retried.connect(lambda: self.retried.emit(file))
        chip.written_out.connect(lambda: self.written_out.emit(file))
        return chip

    @property
    def chips(self) -> list[Chip]:
        items = (self._flow.itemAt(number) for number in range(self._flow.count()))
        return [widget for item in items if item and isinstance(widget := item.widget(), Chip)]
