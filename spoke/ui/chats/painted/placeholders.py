"""Parts that keep a place: for the next word of an answer, and for a real widget that lies over the row."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from spoke.ui.chats.painted.drawing import caret
from spoke.ui.chats.painted.part import Brush, Part
from spoke.ui.look.theme import Theme


class Waiting(Part):
    """Where the next word of an answer will come."""

    def __init__(self, theme: Theme) -> None:
        self.height = float(theme.line("reading"))

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        caret(brush, at)


class Room(Part):
    """Room that is kept for a real widget which lies over it."""

    def __init__(self, name: str, height: float) -> None:
        self.name = name
        self.height = height

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        return
