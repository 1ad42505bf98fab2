"""What a row of the conversation is painted from: parts with a height, each at its place in the column.

A part answers what lies under a point (`Spot`) and, where its text can be chosen, which place of the text that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from spoke.ui.chats.code_text import CodeText
from spoke.ui.chats.prose_text import ProseText
from spoke.ui.chats.segments import Segment
from spoke.ui.icons import draw_icon
from spoke.ui.theme import Theme
from spoke.ui.words import tr

RADIUS = 10.0
PAD = 12.0

Verb = Literal["link", "copy", "unfold", "inspect", "stop", "open", "continue", "answer", "again"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Something to click on. `rect` is in the part's own coordinates."""

    verb: Verb
    value: str
    rect: QRectF = field(compare=False, default_factory=QRectF)

    def moved(self, by: QPointF) -> Spot:
        return Spot(self.verb, self.value, self.rect.translated(by))


@dataclass(frozen=True, slots=True)
class Brush:
    """What every part is painted with. `hot`: the spot under the pointer."""

    painter: QPainter
    theme: Theme
    clip: QRectF
    hot: Spot | None = None


class Part(Protocol):
    height: float

    @property
    def text(self) -> str:
        """What of it can be chosen and copied."""
        ...

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None: ...

    def spot(self, at: QPointF) -> Spot | None: ...

    def position(self, at: QPointF) -> int:
        """The place in the text that is nearest."""
        ...

    def cut(self, begin: int, end: int) -> str: ...


@dataclass(slots=True)
class Placed:
    part: Part
    at: QPointF


@dataclass(slots=True)
class Laid:
    """A row as it will be painted, in the coordinates of the column."""

    parts: list[Placed]
    height: float
    wide: float = 0.0
    """How far from its end the first line reaches, where it is the user's."""

    def near(self, at: QPointF) -> Placed | None:
        """The part under the point, else the nearest above it."""
        above = [placed for placed in self.parts if placed.at.y() <= at.y()]
        return above[-1] if above else (self.parts[0] if self.parts else None)

    def spot(self, at: QPointF) -> Spot | None:
        placed = self.near(at)
        found = placed.part.spot(at - placed.at) if placed else None
        if found is None or placed is None:
            return None
        return found.moved(placed.at)


class Prose:
    """Prose, bare or on the user's ground."""

    def __init__(self, prose: ProseText) -> None:
        self._prose = prose
        self.height = prose.height
        self.width = prose.width

    @property
    def text(self) -> str:
        return self._prose.text

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        self._prose.paint(brush.painter, at, brush.clip, chosen)

    def spot(self, at: QPointF) -> Spot | None:
        link = self._prose.link(at)
        return Spot("link", link) if link else None

    def position(self, at: QPointF) -> int:
        return self._prose.position(at)

    def cut(self, begin: int, end: int) -> str:
        return self._prose.cut(begin, end)

    def word(self, position: int) -> tuple[int, int]:
        return self._prose.word(position)

    def end(self) -> QPointF:
        return self._prose.end()


class Code:
    """A card of code: its language, a way to copy it, lines that scroll by themselves where they are wider."""

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

    def cut(self, begin: int, end: int) -> str:
        return self.text[begin:end]

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


class Rule:
    """A line across, between two parts of a text."""

    text = ""

    def __init__(self, width: float) -> None:
        self._width = width
        self.height = 13.0

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        brush.painter.fillRect(QRectF(at.x(), at.y() + 6, self._width, 1), brush.theme.colour("line"))

    def spot(self, at: QPointF) -> Spot | None:
        return None

    def position(self, at: QPointF) -> int:
        return 0

    def cut(self, begin: int, end: int) -> str:
        return ""


def card(painter: QPainter, theme: Theme, box: QRectF, ground: str, edge: str = "line") -> None:
    """A ground with an edge one pixel wide, on whole pixels."""
    painter.setPen(QPen(theme.colour(edge), 1))
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def button(brush: Brush, box: QRectF, text: str, icon: str, spot: Spot) -> None:
    """A quiet button: no edge, a ground under the pointer."""
    painter, theme = brush.painter, brush.theme
    if brush.hot == spot:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(box, 6, 6)
    left = box.left() + 8
    if icon:
        side = theme.px(14)
        draw_icon(painter, icon, theme.colour("text.second"), QRectF(left, box.center().y() - side / 2, side, side))
        left += side + 6
    painter.setFont(theme.font("state"))
    painter.setPen(theme.colour("text.second"))
    painter.drawText(QRectF(left, box.top(), box.right() - left, box.height()), Qt.AlignmentFlag.AlignVCenter, text)


def button_width(theme: Theme, text: str, icon: str = "") -> float:
    return QFontMetricsF(theme.font("state")).horizontalAdvance(text) + 16 + (theme.px(14) + 6 if icon else 0)


def elided(painter: QPainter, text: str, width: float) -> str:
    return QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _overlap(chosen: tuple[int, int] | None, begin: int, length: int) -> tuple[int, int] | None:
    if chosen is None:
        return None
    left, right = max(chosen[0] - begin, 0), min(chosen[1] - begin, length)
    return (left, right) if left < right else None
