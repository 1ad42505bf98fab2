"""A card of code: its language, a way to copy it, lines that scroll by themselves where they are wider."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from spoke.ui.chats.painted.code_text import CodeText
from spoke.ui.chats.painted.drawing import PAD, button, card
from spoke.ui.chats.painted.part import Brush, Part, Spot
from spoke.ui.chats.said.segments import Segment
from spoke.ui.theme import Theme
from spoke.ui.words import tr


class Code(Part):
    def __init__(self, texts: Sequence[CodeText], name: str, theme: Theme, width: float) -> None:
        self._texts = texts
        self._name = name
        self._width = self.wide = width
        self.keyed: dict[tuple[Segment, Theme], CodeText] = {}
        """Its texts by what they were made from, to be taken again while an answer grows."""

        self._head = max(30.0, theme.line("second") + 14.0)
        self.offset = 0.0
        """How far it was scrolled to the side."""

        self.room = max(0.0, max((each.width for each in texts), default=0.0) + 2 * PAD - width)
        """How far it can be."""

        metrics = QFontMetricsF(theme.font("button"))
        wide = metrics.horizontalAdvance(tr("Copy")) + theme.px(14) + 6 + 16
        self._copy = QRectF(width - wide - 6, 2, wide, self._head - 4)
        self.height = self._head + sum(each.height for each in texts) + 2 + PAD

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self._texts)

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        painter, theme = brush.painter, brush.theme
        box = QRectF(at.x(), at.y(), self._width, self.height)
        card(painter, theme, box, "sunken")
        painter.setFont(theme.font("second"))
        painter.setPen(theme.colour("text.third"))
        head = QRectF(box.left() + PAD, box.top(), box.width() - 2 * PAD, self._head)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, self._name)
        button(brush, self._copy.translated(at), tr("Copy"), "copy", Spot("copy", self.text))
        inside = box.adjusted(1, self._head, -1, -1)
        painter.save()
        painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
        top = inside.top()
        begin = 0
        for each in self._texts:
            part = _overlap(chosen, begin, len(each.text))
            if top < brush.clip.bottom() and top + each.height > brush.clip.top():
                each.paint(painter, QPointF(box.left() + PAD - self.offset, top), brush.clip, part)
            top += each.height
            begin += len(each.text) + 1
        painter.restore()
        if self.room:
            self._paint_bar(painter, theme, box)

    def spot(self, at: QPointF) -> Spot | None:
        return Spot("copy", self.text, self._copy) if self._copy.contains(at) else None

    def position(self, at: QPointF) -> int:
        top, begin = self._head, 0
        for each in self._texts:
            if at.y() < top + each.height or each is self._texts[-1]:
                return begin + each.position(QPointF(at.x() - PAD + self.offset, at.y() - top))
            top += each.height
            begin += len(each.text) + 1
        return 0

    def end(self) -> QPointF:
        above = sum(each.height for each in self._texts[:-1])
        return self._texts[-1].end() + QPointF(PAD - self.offset, self._head + above)

    def _paint_bar(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        """How far it is scrolled, for there is more at the side."""
        whole = box.width() - 2 * PAD
        long = whole * box.width() / (box.width() + self.room)
        left = box.left() + PAD + (whole - long) * (self.offset / self.room)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("edge.control"))
        painter.drawRoundedRect(QRectF(left, box.bottom() - 6, long, 3), 1.5, 1.5)


def _overlap(chosen: tuple[int, int] | None, begin: int, length: int) -> tuple[int, int] | None:
    if chosen is None:
        return None
    left, right = max(chosen[0] - begin, 0), min(chosen[1] - begin, length)
    return (left, right) if left < right else None
