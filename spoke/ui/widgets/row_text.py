"""Texts of a row that is painted. A line is shaped once: Qt does it anew to measure, to cut short and to draw it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText, QTextOption, QTransform

from spoke.ui.look.mirrored import Mirror, right_to_left
from spoke.ui.look.theme import Theme
from spoke.ui.widgets.row_model import Marks

_BREAKS = dict.fromkeys((0x2028, 0x2029), " ")
"""What still begins another line in a plain text: it would be written over the row below."""


def write(
    painter: QPainter,
    theme: Theme,
    mirror: Mirror,
    box: QRect,
    text: str,
    kind: str,
    ink: str,
    marks: Marks = (),
    *,
    at_end: bool = False,
) -> int:
    """In the middle of the box, from its beginning; the width in pixels. What was sought is underlined and bold."""
    room, lines = box.width(), list[tuple[Line, bool]]()
    rtl = right_to_left(text)
    for begin, end, marked in runs(text, marks):
        line = _fitted(theme, kind, text[begin:end], room, rtl=rtl, marked=marked)
        lines.append((line, marked))
        room -= line.width
        if line.cut or room <= 0:
            break
    if at_end:
        box = box.adjusted(room, 0, 0, 0)
    top = box.top() + (box.height() - theme.metrics(kind).height()) / 2
    for (line, marked), left in zip(lines, mirror.pieces(box, [line.width for line, _ in lines], rtl=rtl), strict=True):
        painter.setFont(line.font)
        painter.setPen(theme.colour("accent.text" if marked else ink))
        painter.drawStaticText(QPointF(left, top), line.drawn)
        if marked:
            _underline(painter, QPointF(left, top), line, theme.colour("accent.text"))
    return box.width() if at_end else box.width() - room


class Line(NamedTuple):
    drawn: QStaticText
    font: QFont
    width: int
    cut: bool


def _underline(painter: QPainter, at: QPointF, line: Line, ink: QColor) -> None:
    """Where Qt puts it: that of a font it draws at the wrong place with a text that is shaped already."""
    metrics = QFontMetrics(line.font)
    under = at.y() + metrics.ascent() + metrics.underlinePos()
    painter.fillRect(QRectF(at.x(), under, line.width, metrics.lineWidth()), ink)


def _fitted(theme: Theme, kind: str, text: str, room: int, *, rtl: bool, marked: bool) -> Line:
    """With an ellipsis where there is no room, in pixels, for all of it."""
    whole = _shaped(theme, kind, text, rtl, marked)
    if whole.width <= room:
        return whole
    short = QFontMetrics(whole.font).elidedText(text, Qt.TextElideMode.ElideRight, room)
    return _shaped(theme, kind, short, rtl, marked)._replace(cut=True)


@lru_cache(maxsize=1024)
def _shaped(theme: Theme, kind: str, text: str, rtl: bool, marked: bool) -> Line:
    """The keys are plain values, for to hash an enum of Qt takes longer than to draw the line."""
    font = theme.font(kind)
    if marked:
        font.setWeight(QFont.Weight.DemiBold)
    text = text.translate(_BREAKS)
    drawn = QStaticText(text)
    drawn.setTextFormat(Qt.TextFormat.PlainText)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    drawn.setTextOption(option)
    drawn.prepare(QTransform(), font)
    return Line(drawn, font, QFontMetrics(font).horizontalAdvance(text), cut=False)


def runs(text: str, marks: Marks) -> Iterator[tuple[int, int, bool]]:
    """Stretches of the text, each with whether it was sought."""
    at = 0
    for begin, end in marks:
        if begin > at:
            yield at, begin, False
        if end > begin:
            yield max(at, begin), end, True
        at = max(at, end)
    if at < len(text):
        yield at, len(text), False
