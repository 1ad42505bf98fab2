"""What other widgets lie on: grounds, cards, lines between them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QWidget,
)

from spoke.ui.look.round_box import round_box
from spoke.ui.look.style_sheets import go_bare


def restyle(target: QWidget, **properties: str) -> None:
    """Change properties that the style sheet looks at, and let it look again."""
    for name, value in properties.items():
        target.setProperty(name, value)
    if not target.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it has not looked yet
    target.style().unpolish(target)
    target.style().polish(target)


def hairline() -> QFrame:
    made = QFrame()
    made.setProperty("kind", "hairline")
    made.setFixedHeight(1)
    return made


def ground(token: str, edge: str = "") -> QFrame:
    made = QFrame()
    made.setProperty("ground", token)
    made.setProperty("edge", edge)
    return made


class Card(QFrame):
    """A ground with round corners for what may be large: painted here, it needs no style sheet (`style_sheets.py`)."""

    _edge, _ground = QPalette.ColorRole.Mid, QPalette.ColorRole.Light

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(1, 1, 1, 1)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        palette = self.palette()
        round_box(QPainter(self), self.rect(), 10, palette.brush(self._ground), palette.brush(self._edge))


class Popup(Card):
    """One that lies over others."""

    _edge, _ground = QPalette.ColorRole.Dark, QPalette.ColorRole.Button


def bare(role: QPalette.ColorRole) -> QFrame:
    made = QFrame()
    go_bare(made, role)
    return made


def scrolled(inner: QWidget) -> QScrollArea:
    """What has its own lists, in a window that is too small even for their heads: then all of it scrolls."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inner)
    return made
