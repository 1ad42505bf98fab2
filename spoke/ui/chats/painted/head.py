"""Who says a turn, on which device, when."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt

from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.painted.drawing import elided, write
from spoke.ui.chats.painted.part import Brush, Part
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import tr
from spoke.ui.look.theme import Theme

_ACTIONS, _BRANCHES = 84, 160
"""What the buttons over its end take, and those beside a turn with branches; px at 100 %."""


class Head(Part):
    def __init__(self, turn: Turn, theme: Theme, width: float) -> None:
        self._width = width
        self.height = float(theme.line("second"))
        self.model = turn.model or turn.answered_by or ("" if turn.role == "user" else tr("Assistant"))
        at = past(turn.created_ms, present())
        self._place = tr("on {device}", device=turn.device) if self.model and turn.device else turn.device
        self._at = f" · {at}" if self._place else at
        covered = 0 if turn.role == "user" else _ACTIONS + (_BRANCHES if turn.beside else 0)
        self._room = width - theme.px(covered)
        self.key = (Head, theme, width, self._room, self.model, self._place, self._at)
        """Two that have the same look the same."""

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        painter, theme = brush.painter, brush.theme
        left = at.x()
        whole = QRectF(left, at.y(), self._width, self.height)
        painter.setFont(theme.font("state"))
        painter.setPen(theme.colour("text.second"))
        if self.model:
            metrics = theme.metrics("state")
            short = metrics.elidedText(self.model, Qt.TextElideMode.ElideMiddle, int(self._width / 2))
            write(painter, whole, whole, short)
            left += metrics.horizontalAdvance(short + " ")
        painter.setFont(theme.font("second"))
        painter.setPen(theme.colour("text.third"))
        room = whole.adjusted(left - whole.left(), 0, 0, 0)
        left_for_place = self._room - (left - at.x()) - theme.metrics("second").horizontalAdvance(self._at)
        rest = elided(painter, self._place, left_for_place) + self._at
        write(painter, room, whole, rest, end=not self.model)
