"""A stretch of Markdown as a document of Qt: our type and inks, nothing fetched, tags shown as the text they are."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPalette,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QTextTable,
)

from spoke.ui.chats.content.segments import CELL
from spoke.ui.chats.painted.drawing import chosen_format, stretches, with_marks
from spoke.ui.chats.painted.markdown import LINKS, shown
from spoke.ui.chats.painted.part import Span
from spoke.ui.chats.painted.prose_grounds import ProseGrounds
from spoke.ui.chats.painted.prose_lines import choose, copied
from spoke.ui.chats.painted.prose_style import MARK_GAP, ProseStyle
from spoke.ui.event_loop.slice_clock import end_slice
from spoke.ui.look.theme import Theme
from spoke.ui.look.utf16 import Utf16

_MARKDOWN = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_LONG = 1_000
"""Characters that are laid out in more than a millisecond; a block counts for as many besides as a cell of a table."""

_TALL = 1.5
"""Times the height of what is painted, which is a strip, or a few lines where a chat scrolls."""


class _Closed(QTextDocument):
    """Fetches nothing, from nowhere."""

    def loadResource(self, _type: int, _name: QUrl | str) -> Any:  # noqa: N802
        return None


class ProseText:
    """Take all of `steps`; then it can be painted. `plain`: shown as it was typed. `headed`: the rest of a table, under
    a head that was written once."""

    def __init__(self, text: str, theme: Theme, width: float, *, plain: bool = False, headed: bool = False) -> None:
        self._theme, self._room, self._plain, self._headed = theme, width, plain, headed
        self.height = self.width = 0.0
        self.from_right = False
        self._marked: tuple[Sequence[Span], list[QRectF]] = ((), [])
        """What was found the last time, and where that stands."""

        self._document = _Closed()
        self._document.setUndoRedoEnabled(False)
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(theme.font("reading"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._document.setDefaultTextOption(option)
        self._document.setIndentWidth(theme.metrics("reading").horizontalAdvance("00.") + theme.px(MARK_GAP))
        self._grounds = ProseGrounds(self._document, theme, width)
        if plain:
            self._document.setPlainText(text)
        else:
            self._document.setMarkdown(shown(text), _MARKDOWN)
        if any(isinstance(each, QTextTable) for each in self._document.rootFrame().childFrames()):
            self._document.setDefaultFont(theme.font("table"))

    def steps(self) -> Iterator[None]:
        """The rest of the work, in pieces of a few milliseconds: the longest is the layout, one call of Qt."""
        style = ProseStyle(self._document, self._theme, plain=self._plain)
        yield from style.steps()
        if self._document.characterCount() + CELL * self._document.blockCount() > _LONG:
            end_slice()
            yield
        self._document.setTextWidth(self._room)
        self.height = self._document.size().height()
        self.width = self._document.idealWidth()
        self.from_right = self._plain and self._from_the_right()
        if self.from_right:
            self._document.setTextWidth(math.ceil(self.width))  # it begins at the end of its ground, not of the room
        yield
        yield from self._grounds.steps(style)

    def _from_the_right(self) -> bool:
        block = self._document.begin()
        while block.isValid():
            if block.textDirection() == Qt.LayoutDirection.RightToLeft:
                return True
            block = block.next()
        return False

    @property
    def text(self) -> str:
        return self._document.toPlainText()

    def paint(
        self, painter: QPainter, at: QPointF, clip: QRectF, found: Sequence[Span] = (), chosen: Span | None = None
    ) -> None:
        painter.save()
        painter.translate(at)
        seen = clip.translated(-at)
        self._grounds.paint(painter, seen)
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        context.palette = palette
        context.clip = seen

        def draw(all_chosen: bool) -> None:
            span = (0, len(self.text)) if all_chosen else chosen
            context.selections = [self._selection(*span)] if span else []
            self._document.documentLayout().draw(painter, context)

        with_marks(painter, self._theme, self._marks(found, seen), QPointF(), seen, draw)
        painter.restore()

    def position(self, at: QPointF) -> int:
        return self._utf16.here(self._document.documentLayout().hitTest(at, Qt.HitTestAccuracy.FuzzyHit))

    def link(self, at: QPointF) -> str:
        """The address under the point, if it is one that may be opened."""
        found = self._document.documentLayout().anchorAt(at).rstrip(".,;:!")  # Qt takes a sentence's end along
        return found if found.lower().startswith(LINKS) else ""

    def cut(self, begin: int, end: int, written: str, *, goes_on: bool) -> str:
        chosen = self._cursor(begin, end)
        if self._plain:
            return chosen.selection().toPlainText()
        return copied(chosen, written, goes_on=goes_on, headed=self._headed)

    def word(self, position: int) -> tuple[int, int]:
        cursor = QTextCursor(self._document)
        cursor.setPosition(self._utf16.there(position))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return self._utf16.here(cursor.selectionStart()), self._utf16.here(cursor.selectionEnd())

    def end(self) -> QPointF:
        """Where the next character would come."""
        block = self._document.lastBlock()
        layout = block.layout()
        line = layout.lineAt(layout.lineCount() - 1)
        top = self._document.documentLayout().blockBoundingRect(block).topLeft()
        return top + QPointF(line.cursorToX(block.length() - 1)[0], line.y()) if line.isValid() else top  # type: ignore[index]

    def top_of(self, position: int) -> float:
        place = self._utf16.there(position)
        block = self._document.findBlock(place)
        line = block.layout().lineForTextPosition(place - block.position())
        return self._document.documentLayout().blockBoundingRect(block).top() + (line.y() if line.isValid() else 0)

    @cached_property
    def _utf16(self) -> Utf16:
        return Utf16(self.text)

    def _selection(self, begin: int, end: int) -> QAbstractTextDocumentLayout.Selection:
        made = QAbstractTextDocumentLayout.Selection()
        made.cursor = self._cursor(begin, end)
        # Without an ink of its own Qt would draw the mark of a chosen item in no colour.
        made.format = chosen_format(self._theme, "text")
        return made

    def _cursor(self, begin: int, end: int) -> QTextCursor:
        last = self._document.characterCount() - 1
        return choose(self._document, self._utf16.there(begin), min(self._utf16.there(end), last))

    def _marks(self, found: Sequence[Span], seen: QRectF) -> list[QRectF]:
        """Where that stands, which is looked for once, however often it is painted; where little is seen of a text, in
        there only."""
        if found and self.height > _TALL * seen.height():
            return list(self._places_of(self._in_sight(found, seen)))
        if found is not self._marked[0]:
            self._marked = found, list(self._places_of(found))
        return self._marked[1]

    def _in_sight(self, found: Sequence[Span], seen: QRectF) -> Sequence[Span]:
        """In the lines there. Each block begins where the one before it does, as the cells of a row, or below."""
        numbers = range(self._document.blockCount())
        above = bisect_right(numbers, seen.top(), key=self._top_of_block) - 1
        first = bisect_left(numbers, self._top_of_block(max(0, above)), key=self._top_of_block)
        last = bisect_right(numbers, seen.bottom(), key=self._top_of_block) - 1
        begin, end = map(self._document.findBlockByNumber, (first, max(first, last)))
        here = self._utf16.here(begin.position() + self._line_at(begin, seen.top())[0])
        until = self._utf16.here(end.position() + self._line_at(end, seen.bottom())[1])
        from_here = bisect_right(found, here, key=lambda span: span[1])
        return found[from_here : bisect_right(found, until, key=lambda span: span[0])]

    def _top_of_block(self, number: int) -> float:
        block = self._document.findBlockByNumber(number)
        return self._document.documentLayout().blockBoundingRect(block).top()

    def _line_at(self, block: QTextBlock, y: float) -> Span:
        """Where in the block its line at that height begins and ends."""
        layout, y = block.layout(), y - self._top_of_block(block.blockNumber())
        number = bisect_right(range(layout.lineCount()), y, key=lambda line: layout.lineAt(line).y()) - 1
        line = layout.lineAt(max(0, number))
        return (line.textStart(), line.textStart() + line.textLength()) if line.isValid() else (0, block.length())

    def _places_of(self, found: Sequence[Span]) -> Iterator[QRectF]:
        """Of stretches in their order, each of which may go over several blocks."""
        there = self._utf16.there
        left = deque((there(begin), there(end)) for begin, end in found)
        while left:
            block = self._document.findBlock(left[0][0])
            if not block.isValid():
                return
            first, last = block.position(), block.position() + block.length()
            here: list[Span] = []
            while left and left[0][0] < last:
                begin, end = left.popleft()
                here.append((begin - first, min(end, last) - first))
                if end > last:
                    left.appendleft((last, end))
            top = self._document.documentLayout().blockBoundingRect(block).topLeft()
            from_right = block.textDirection() == Qt.LayoutDirection.RightToLeft
            for _, rect in stretches(block.layout(), here, from_right=from_right):
                yield rect.translated(top)
