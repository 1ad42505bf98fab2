"""What several parts are drawn with: cards, quiet buttons, text that ends with an ellipsis, the caret."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QRegion,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from spoke.ui.chats.painted.part import Brush, Sideways, Span, Spot
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.mirrored import by_itself, mirrored
from spoke.ui.look.round_box import round_box
from spoke.ui.look.theme import Theme
from spoke.ui.look.utf16 import Utf16

RADIUS, PAD = 10, 12
"""In pixels at 100 %, for `Theme.px`, as all such figures in this package."""


def card(painter: QPainter, theme: Theme, box: QRectF, ground: str, edge: str = "line") -> None:
    """A ground with an edge one pixel wide, on whole pixels."""
    round_box(painter, box, theme.px(RADIUS), theme.colour(ground), theme.colour(edge))


def side_bar(brush: Brush, box: QRectF, side: Sideways) -> None:
    """How far it is scrolled, for there is more at the side."""
    pad = brush.theme.px(PAD)
    whole = box.width() - 2 * pad
    long = whole * box.width() / (box.width() + side.room)
    left = box.left() + pad + (whole - long) * (side.offset / side.room)
    round_box(brush.painter, QRectF(left, box.bottom() - 6, long, 3), 1.5, brush.theme.colour("edge.control"))


def button(brush: Brush, box: QRectF, text: str, icon: str, spot: Spot) -> None:
    """A quiet button: no edge, a ground under the pointer."""
    painter, theme = brush.painter, brush.theme
    if brush.hot == spot:
        round_box(painter, box, theme.px(6), theme.colour("hover"))
    left = box.left() + theme.px(8)
    if icon:
        side = theme.px(14)
        place = mirrored(QRectF(left, box.center().y() - side / 2, side, side), box)
        draw_icon(painter, icon, theme.colour("text.second"), place)
        left += side + theme.px(6)
    painter.setFont(theme.font("state"))
    painter.setPen(theme.colour("text.second"))
    write(painter, QRectF(left, box.top(), box.right() - left, box.height()), box, text)


def button_width(theme: Theme, text: str, icon: str = "") -> float:
    return (
        theme.metrics("state").horizontalAdvance(text) + 2 * theme.px(8) + (theme.px(14) + theme.px(6) if icon else 0)
    )


def chosen_format(theme: Theme, ink: str = "") -> QTextCharFormat:
    """How what is chosen looks. Without `ink` its letters keep their colours, where these can be read."""
    form = QTextCharFormat()
    form.setBackground(theme.colour("choice"))
    if theme.system is not None:
        ink = "on.choice"
    if ink:
        form.setForeground(theme.colour(ink))
    return form


def with_marks(
    painter: QPainter, theme: Theme, marks: Sequence[QRectF], at: QPointF, clip: QRectF, draw: Callable[[bool], object]
) -> None:
    """Draw a text with what was found in it marked; `draw(True)` draws all of it as chosen. Qt cuts each selection out
    of the rest: with one for a letter that is looked for, hundreds in a paragraph, it would take seconds. So the marks
    lie under the letters; in high contrast, where these need another ink on them, the text is drawn again within."""
    sight = clip.translated(-at)
    seen = [rect.translated(at) for rect in marks if rect.intersects(sight)]
    if seen and theme.system is None:
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("warn.soft"))
        painter.drawRects(seen)
        painter.restore()
    draw(False)
    if seen and theme.system is not None:
        within = QRegion()
        for rect in seen:
            within += rect.toAlignedRect()
        painter.save()
        painter.setClipRegion(within, Qt.ClipOperation.IntersectClip)
        draw(True)
        painter.restore()


def stretches(
    layout: QTextLayout, spans: Iterable[Span], *, from_right: bool = False
) -> Iterator[tuple[QTextLine, QRectF]]:
    """Where stretches of a text stand, which come in their order: each line, and how far it is of one. The places are
    Qt's. There may be thousands, and each word to Qt takes a third of a microsecond."""
    line, last, top, height = QTextLine(), 0, 0.0, 0.0
    for begin, end in spans:
        while begin < end:
            if begin >= last:
                line = layout.lineForTextPosition(begin)
                if not line.isValid() or begin >= line.textStart() + line.textLength():
                    return
                last = line.textStart() + line.textLength()
                top, height = line.y(), line.height()
            right = min(end, last)
            x, until = line.cursorToX(begin)[0], line.cursorToX(right)[0]  # type: ignore[index]
            if from_right:  # where the two ends may be one place
                glyphs = [run.boundingRect() for run in line.glyphRuns(begin, right - begin)]
                x = min((box.left() for box in glyphs), default=x)
                until = max((box.right() for box in glyphs), default=until)
            yield line, QRectF(min(x, until), top, abs(until - x), height)
            begin = right


def write(painter: QPainter, room: QRectF, whole: QRectF, text: str, *, end: bool = False) -> None:
    """A line of text where `whole` has room for it, as laid out from the left. `end`: at the end of the room."""
    side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft  # Qt itself mirrors these two
    painter.drawText(mirrored(room, whole), Qt.AlignmentFlag.AlignVCenter | side, by_itself(text))


def elided(painter: QPainter, text: str, width: float) -> str:
    return QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)


def broken(text: str, font: QFont, width: float) -> list[str]:
    """In lines of at most that width, between words or else within one."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout, utf16, lines = QTextLayout(text, font), Utf16(text), []
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        begin, end = map(utf16.here, (line.textStart(), line.textStart() + line.textLength()))
        lines.append(text[begin:end].rstrip())
    layout.endLayout()
    return lines or [text]


def caret(brush: Brush, at: QPointF) -> None:
    """Where the next word of an answer will come."""
    theme = brush.theme
    brush.painter.fillRect(QRectF(at.x(), at.y() + theme.px(3), theme.px(7), theme.px(14)), theme.colour("accent"))
