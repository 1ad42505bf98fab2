"""Files that will go with the next message, as chips: name, size, remove; one that failed stays, with Retry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QLayoutItem, QWidget

from shared.parts import Attachment
from spoke.ui.chats.painted.files import size_text
from spoke.ui.controls import icon_button, label, push, reink
from spoke.ui.look import Look
from spoke.ui.words import tr

_NAME = 180


@dataclass(slots=True)
class Draft:
    """A file on its way into a message. `attached` once the node has it, `problem` where that failed."""

    path: Path
    size: int
    attached: Attachment | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        return self.attached.name if self.attached else self.path.name


class Chip(QFrame):
    removed = Signal()
    retried = Signal()

    def __init__(self, look: Look, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.setProperty("kind", "chip")
        icon = label()
        look.mark(icon, "warning" if draft.problem else "file", "bad" if draft.problem else "text.second", 14)
        self._name = label("", "second")
        self._name.setMaximumWidth(_NAME)
        self._name.setToolTip(draft.name)
        self._name.setText(self._name.fontMetrics().elidedText(draft.name, Qt.TextElideMode.ElideMiddle, _NAME))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 2, 0)
        row.setSpacing(6)
        row.addWidget(icon)
        row.addWidget(self._name)
        if draft.problem:
            row.addWidget(label(tr("Not attached"), "second", "bad"))
            retry = push(tr("Retry"), "small")
            retry.setAccessibleName(tr("Attach {name} again", name=draft.name))
            retry.clicked.connect(self.retried)
            row.addWidget(retry)
            self.setToolTip(draft.problem)
        else:
            state = size_text(draft.size) if draft.attached else tr("Attaching")
            row.addWidget(label(state, "second", "third"))
        remove = icon_button(look, "close", tr("Remove {name}", name=draft.name), 24)
        reink(remove, kind="bare")
        remove.clicked.connect(self.removed)
        row.addWidget(remove)
        self.setFixedHeight(28)
        self.setAccessibleName(", ".join((draft.problem or tr("Attached file"), draft.name, size_text(draft.size))))


class Chips(QWidget):
    """`removed` and `retried` carry the draft."""

    removed = Signal(object)
    retried = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._flow = Wrapped(self)
        self.hide()

    def show_drafts(self, drafts: list[Draft]) -> None:
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for draft in drafts:
            chip = Chip(self._look, draft)
            chip.removed.connect(lambda draft=draft: self.removed.emit(draft))
            chip.retried.connect(lambda draft=draft: self.retried.emit(draft))
            self._flow.addWidget(chip)
        self.setVisible(bool(drafts))
        self.updateGeometry()

    @property
    def chips(self) -> list[Chip]:
        items = (self._flow.itemAt(number) for number in range(self._flow.count()))
        return [widget for item in items if item and isinstance(widget := item.widget(), Chip)]


class Wrapped(QLayout):
    """Its items in lines, as words are."""

    def __init__(self, parent: QWidget, gap: int = 6) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, really: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if line and x + size.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if really:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - rect.y()
