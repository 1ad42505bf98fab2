"""A line of the flow that says what became of something: an answered ask, an answer that was cut off."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt

from spoke.ui.chats.painted.drawing import PAD, button, button_width, card, write
from spoke.ui.chats.painted.part import Brush, Part, Spot
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.mirrored import by_itself, mirrored
from spoke.ui.look.theme import Theme


class Note(Part):
    def __init__(
        self,
        theme: Theme,
        width: float,
        mark: tuple[str, str],
        word: str,
        sentence: str,
        action: tuple[str, Spot] | None = None,
    ) -> None:
        """`mark`: icon and ink. The sentence is broken where it is too long."""
        self.word, self.sentence = word, sentence
        self._mark, self._width = mark, width
        self._action = action
        wide = button_width(theme, action[0]) if action else 0.0
        px = theme.px
        self._left = px(PAD) + px(22) + theme.metrics("state").horizontalAdvance(word) + px(14)
        self._room = max(40.0, width - self._left - wide - px(18))
        flags = int(Qt.TextFlag.TextWordWrap)
        bounds = theme.metrics("second").boundingRect(QRect(0, 0, int(self._room), 100_000), flags, sentence)
        self.height = max(float(px(32)), bounds.height() + px(16))
        high = px(26)
        place = QRectF(width - wide - px(5), (self.height - high) / 2, wide, high)
        self._button = mirrored(place, QRectF(0, 0, width, self.height))

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        painter, theme = brush.painter, brush.theme
        box = QRectF(at.x(), at.y(), self._width, self.height)
        card(painter, theme, box, "card")
        icon, ink = self._mark
        side = theme.px(14)
        place = QRectF(at.x() + theme.px(PAD), box.center().y() - side / 2, side, side)
        draw_icon(painter, icon, theme.colour(ink), mirrored(place, box))
        painter.setFont(theme.font("state"))
        painter.setPen(theme.colour(ink))
        write(painter, box.adjusted(theme.px(PAD) + theme.px(22), 0, 0, 0), box, self.word)
        painter.setFont(theme.font("second"))
        painter.setPen(theme.colour("text.second"))
        room = QRectF(at.x() + self._left, box.top(), self._room, box.height())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(mirrored(room, box), flags, by_itself(self.sentence))
        if self._action:
            button(brush, self._button.translated(at), self._action[0], "", self._action[1])

    def spot(self, at: QPointF) -> Spot | None:
        if self._action and self._button.contains(at):
            spot = self._action[1]
            return Spot(spot.verb, spot.value, self._button)
        return None
