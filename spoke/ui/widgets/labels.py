"""Texts as widgets: a line, a block, a state in a word."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QSizePolicy,
    QToolTip,
)

from spoke.ui.look.look import Look
from spoke.ui.look.zoom import exempt_from_zoom


def label(text: str = "", type_: str = "interface", ink: str = "", *, wrap: bool = False) -> QLabel:
    """Text as it is: what others wrote is never read as HTML."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("type", type_)
    made.setProperty("ink", ink)
    made.setWordWrap(wrap)
    return made


class Breaking(QLabel):
    """Words beside others: it asks for one line, and breaks only where there is no room for it.

    A label that wraps asks for less, for a block that is not much wider than high, and breaks with room beside it.
    """

    def __init__(self, text: str = "", type_: str = "interface", ink: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type_)
        self.setProperty("ink", ink)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:  # noqa: N802
        wide = self.fontMetrics().size(0, self.text()).width() + 1
        return QSize(wide, self.heightForWidth(wide))


class Elided(QLabel):
    """A line that ends with an ellipsis where there is no room for it, and is whole in its tooltip then."""

    def __init__(self, type_: str = "interface", ink: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type_)
        self.setProperty("ink", ink)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        least = self.fontMetrics().horizontalAdvance("…") * 3
        return QSize(min(least, super().sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        whole = self.sizeHint().width() <= self.width()
        if whole:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        box = self.contentsRect()
        short = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, short)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and self.sizeHint().width() > self.width():
            QToolTip.showText(QCursor.pos(), self.text(), self)
            return True
        return super().event(event)


def breakable(text: str) -> str:
    """It may break where an address or a path has a sign, too."""
    return short_words(re.sub(r"([/@:.,_-])(?=\w)", "\\1\N{ZERO WIDTH SPACE}", text))


def short_words(text: str) -> str:
    """A name somebody gave may be one word, and wider than what it stands in: within such a one, too, it may break."""
    return re.sub(r"\w{16}(?=\w{8})", "\\g<0>\N{ZERO WIDTH SPACE}", text)


def chip(look: Look) -> QLabel:
    """A state in a word; its ground is a property `chip`: neutral, ok, bad."""
    made = label()
    made.setProperty("chip", "neutral")
    exempt_from_zoom(made)
    look.follow(made, lambda: made.setFixedHeight(look.theme.line("state") + look.theme.px(4)))
    return made


def key_hint(keys: str) -> QLabel:
    made = label(keys)
    made.setProperty("chip", "key")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made
