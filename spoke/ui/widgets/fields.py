"""Fields that text goes into."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QTextOption
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
)

from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import mirrored, turned

_LONG_WORD = 2_000
_TO_FOUND = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Search(QLineEdit):
    """Its icon is painted: that of an action keeps its size at each zoom."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        look.follow(self, self._fit)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        px = self._look.theme.px
        place = QRectF(px(8), (self.height() - px(16)) / 2, px(16), px(16))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_icon(painter, "search", self._look.theme.colour("text.second"), mirrored(place, QRectF(self.rect())))

    def _fit(self) -> None:
        room = self._look.theme.px(24)
        self.setTextMargins(0 if turned() else room, 0, room if turned() else 0, 0)


class SearchField(_Search):
    """Esc ends the search before it leaves the field; `entered`, by Down or Enter, leads to what was found."""

    entered = Signal()

    def event(self, event: QEvent) -> bool:
        """Before the window's own Esc."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._ends(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self._ends(event):
            self.clear()
        elif event.key() in _TO_FOUND:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _ends(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and bool(self.text())


def search_field(look: Look, what: str) -> SearchField:
    made = SearchField(look)
    _name_search(made, what)
    return made


def find_field(look: Look, what: str) -> QLineEdit:
    """In a bar that Esc closes, and that goes from hit to hit itself."""
    made = _Search(look)
    _name_search(made, what)
    return made


def _name_search(made: QLineEdit, what: str) -> None:
    made.setProperty("kind", "search")
    made.setPlaceholderText(what)
    made.setAccessibleName(what)
    made.setFixedHeight(32)


def break_anywhere(editor: QPlainTextEdit, text: str) -> bool:
    """If there is a very long word in the text that comes: for each line into which Qt breaks one at its end, it goes
    over the rest of it."""
    long = max(map(len, text.split()), default=0) > _LONG_WORD
    if long:
        editor.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
    return long


def put_text(editor: QPlainTextEdit, text: str) -> None:
    long = break_anywhere(editor, text)
    editor.setPlainText(text)
    if not long:  # not before: what is there would be laid out once more
        editor.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
