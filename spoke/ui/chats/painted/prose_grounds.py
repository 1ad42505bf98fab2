"""What stands around the letters of prose: grounds of code, bars of quotations, lines of tables, marks of items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextBlock, QTextDocument, QTextTable

from spoke.ui.chats.painted.drawing import stretches
from spoke.ui.chats.painted.prose_style import (
    CODE_PAD,
    FENCED_PAD,
    MARK_GAP,
    QUOTE,
    QUOTED,
    ProseStyle,
    cell_pad,
    is_fenced,
)
from spoke.ui.look.theme import Theme

_STEP = 64
"""Blocks, or stretches of code, between two places where the work can be put aside."""

_DOT = 5.5
"""How wide the mark of an item is that has no number; in pixels at 100 %."""


class _Mark(NamedTuple):
    """Of an item: its number, or none. `box` is where its line stands, from the edge of the document to its text."""

    box: QRectF
    number: str
    from_right: bool


class ProseGrounds:
    """Of a document that is laid out, once all of `steps` are taken."""

    def __init__(self, document: QTextDocument, theme: Theme, room: float) -> None:
        self._document, self._theme, self._room = document, theme, room
        self._quotes: list[QRectF] = []
        self._fenced: list[QRectF] = []
        self._code: list[QRectF] = []
        self._marks: list[_Mark] = []
        self._tables: list[tuple[list[int], list[int]]] = []
        """Where the lines of each are: from left to right, from top to bottom."""

    def steps(self, style: ProseStyle) -> Iterator[None]:
        yield from self._find_blocks()
        yield from self._find_tables()
        for begin, length in style.code:
            self._code += self._rects(begin, length)
            if len(self._code) % _STEP == 0:
                yield
        for number, (begin, text) in enumerate(style.marks, 1):
            self._marks += self._mark(self._document.findBlock(begin), text)
            if number % _STEP == 0:
                yield

    def paint(self, painter: QPainter, seen: QRectF) -> None:
        """Those in sight: there may be thousands."""
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        for rect in filter(seen.intersects, self._code):
            painter.drawRoundedRect(rect, theme.px(4), theme.px(4))
        painter.setBrush(theme.colour("edge.control"))
        for rect in filter(seen.intersects, self._quotes):
            painter.drawRect(rect)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("sunken"))
        for rect in filter(seen.intersects, self._fenced):
            painter.drawRoundedRect(rect, theme.px(6), theme.px(6))
        for columns, rows in self._tables:
            self._paint_lines(painter, seen, columns, rows)
        painter.setBrush(theme.colour("text"))
        painter.setFont(theme.font("reading"))
        for mark in self._marks:
            if seen.intersects(mark.box):
                self._paint_mark(painter, mark)

    def _paint_lines(self, painter: QPainter, seen: QRectF, columns: list[int], rows: list[int]) -> None:
        """Qt draws them cell by cell, which takes twice as long as the texts in them."""
        ink = self._theme.colour("line")
        for top in rows:
            if seen.top() - 1 < top < seen.bottom():
                painter.fillRect(columns[0], top, columns[-1] - columns[0] + 1, 1, ink)
        if rows[0] < seen.bottom() and rows[-1] > seen.top():
            for left in columns:
                painter.fillRect(left, rows[0], 1, rows[-1] - rows[0] + 1, ink)

    def _paint_mark(self, painter: QPainter, mark: _Mark) -> None:
        """Qt puts it at a space from the text, where the ground of code begins."""
        metrics, gap = self._theme.metrics("reading"), self._theme.px(MARK_GAP)
        line = mark.box.bottom()
        if mark.number:
            wide = metrics.horizontalAdvance(mark.number)
            left = mark.box.left() + gap if mark.from_right else mark.box.right() - gap - wide
            painter.setPen(self._theme.colour("text"))
            painter.drawText(QPointF(left, line), mark.number)
            return
        side = _DOT * self._theme.scale
        left = mark.box.left() + gap if mark.from_right else mark.box.right() - gap - side
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(left, line - (metrics.xHeight() + side) / 2, side, side))

    def _find_blocks(self) -> Iterator[None]:
        """Where quotations and code in a list stand: what follows on the same has one bar, or one ground."""
        block, px = self._document.begin(), self._theme.px
        while block.isValid():
            form, before = block.blockFormat(), block.previous()
            levels, fenced = form.intProperty(QUOTE), is_fenced(block)
            rect = self._text_rect(block) if levels or fenced else QRectF()
            for level in range(levels):
                bar = QRectF(2 + px(QUOTED) * level, rect.top(), 2, rect.height())
                goes_on = before.isValid() and before.blockFormat().intProperty(QUOTE) > level
                self._quotes.append(bar.united(self._quotes.pop()) if goes_on and level == 0 and self._quotes else bar)
            if fenced:
                left = block.layout().lineAt(0).x() - px(8) if block.layout().lineCount() else 0
                beyond = px(FENCED_PAD)
                box = QRectF(left, rect.top() - beyond, self._room - left - 1, rect.height() + 2 * beyond)
                self._fenced.append(box.united(self._fenced.pop()) if is_fenced(before) else box)
            if block.blockNumber() % _STEP == _STEP - 1:
                yield
            block = block.next()

    def _find_tables(self) -> Iterator[None]:
        """Each line is as wide as one pixel; Qt has put half of another beside it."""
        place, pad = self._document.documentLayout().blockBoundingRect, cell_pad(self._theme)
        for table in self._document.rootFrame().childFrames():
            if not isinstance(table, QTextTable):
                continue
            heads = [place(table.cellAt(0, column).firstCursorPosition().block()) for column in range(table.columns())]
            columns = [head.left() - pad.left() - 1.5 for head in heads]
            columns.append(heads[-1].right() + pad.right() - 0.5)
            rows: list[float] = []
            for row in range(table.rows()):
                rows.append(place(table.cellAt(row, 0).firstCursorPosition().block()).top() - pad.top() - 1.5)
                if row % _STEP == _STEP - 1:
                    yield
            last = (table.cellAt(table.rows() - 1, column) for column in range(table.columns()))
            ends = (self._text_rect(cell.lastCursorPosition().block()).bottom() for cell in last)
            rows.append(max(ends) + pad.bottom() - 0.5)
            self._tables.append((list(map(round, columns)), list(map(round, rows))))

    def _text_rect(self, block: QTextBlock) -> QRectF:
        """From its first line of text to its last: a line has its room above its text, and Qt's own rectangle ends by
        as much too early."""
        rect, layout = self._document.documentLayout().blockBoundingRect(block), block.layout()
        first = layout.lineAt(0) if layout.lineCount() else None
        return rect.translated(0, first.y()) if first else rect

    def _mark(self, block: QTextBlock, number: str) -> Sequence[_Mark]:
        layout = block.layout()
        if not layout.lineCount():
            return ()
        line, top = layout.lineAt(0), self._document.documentLayout().blockBoundingRect(block).topLeft()
        text = line.naturalTextRect().translated(top)
        y, from_right = top.y() + line.y(), block.textDirection() == Qt.LayoutDirection.RightToLeft
        left, right = (text.right(), self._room) if from_right else (0.0, text.left())
        box = QRectF(left, y, right - left, line.ascent())
        return (_Mark(box, f"\u200f{number}" if from_right and number else number, from_right),)

    def _rects(self, begin: int, length: int) -> list[QRectF]:
        """Where a stretch of text stands, line by line."""
        block = self._document.findBlock(begin)
        top = self._document.documentLayout().blockBoundingRect(block).topLeft()
        start, from_right = begin - block.position(), block.textDirection() == Qt.LayoutDirection.RightToLeft
        height, pad = self._theme.line("code") - 1, self._theme.px(CODE_PAD)
        found = []
        for line, rect in stretches(block.layout(), [(start, start + length)], from_right=from_right):
            y = line.y() + (line.height() - height) / 2
            found.append(QRectF(rect.left() - pad, y, rect.width() + pad, height).translated(top))
        return found
