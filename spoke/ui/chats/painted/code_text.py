"""Code, or output, as lines of a fixed font that are never broken: laid out once, painted where it is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from spoke.ui.chats.painted.drawing import chosen_format, stretches, with_marks
from spoke.ui.chats.painted.part import Span
from spoke.ui.event_loop.sliced import Step
from spoke.ui.look.highlighting import Ink, inks, known, learn
from spoke.ui.look.theme import Theme
from spoke.ui.look.utf16 import Utf16


class CodeText:
    """`begin` it, then take all of `steps`; then it can be painted."""

    def __init__(self, text: str, language: str, theme: Theme, kind: str = "code", ink: str = "text") -> None:
        self.text = text
        self.height = 0.0
        self.width = 0.0
        self._marked: tuple[Sequence[Span], list[QRectF]] = ((), [])
        """What was found the last time, and where that stands."""

        self._language, self._theme, self._ink = language, theme, ink
        self._line = float(theme.line(kind))
        # QTextLayout breaks at this character, and at no other of ours.
        self._utf16 = Utf16(text)
        self._layout = QTextLayout(text.replace("\n", "\u2028"), theme.font(kind))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setTabStopDistance(QFontMetricsF(theme.font(kind)).horizontalAdvance(" ") * 4)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)

    def says(self, text: str, language: str, theme: Theme) -> bool:
        """Whether it is what one made of these would be."""
        return (self.text, self._language, self._theme) == (text, language, theme)

    def steps(self) -> Iterator[Step]:
        """The work, in pieces of a millisecond or two."""
        if not known(self._language):
            yield partial(learn, self._language)
        found: list[Ink] = []
        for each in inks(self.text, self._language):
            if each:
                found.append(each)
            yield None  # for each a lexer may look far ahead
        formats: dict[str, QTextCharFormat] = {}
        ranges = []
        for begin, length, token in found:
            if token not in formats:
                formats[token] = QTextCharFormat()
                formats[token].setForeground(self._theme.colour(token))
            made = QTextLayout.FormatRange()
            made.start, made.length = self._range(begin, begin + length)
            made.format = formats[token]
            ranges.append(made)
        self._layout.setFormats(ranges)
        yield None
        self._break()

    def paint(
        self, painter: QPainter, at: QPointF, clip: QRectF, found: Sequence[Span] = (), chosen: Span | None = None
    ) -> None:
        painter.setPen(self._theme.colour(self._ink))

        def draw(all_chosen: bool) -> None:
            span = (0, len(self.text)) if all_chosen else chosen
            self._layout.draw(painter, at, [self._selection(*span)] if span else [], clip)

        with_marks(painter, self._theme, self._marks(found), at, clip, draw)

    def _marks(self, found: Sequence[Span]) -> list[QRectF]:
        """Where that stands, which is looked for once, however often it is painted."""
        if found is not self._marked[0]:
            there = self._utf16.there
            spans = ((there(begin), there(end)) for begin, end in found)
            self._marked = found, [rect for _, rect in stretches(self._layout, spans)]
        return self._marked[1]

    def _selection(self, begin: int, end: int) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        made.start, made.length = self._range(begin, end)
        made.format = chosen_format(self._theme)
        return made

    def position(self, at: QPointF) -> int:
        """The place in the text that is nearest."""
        count = self._layout.lineCount()
        number = min(max(0, int(at.y() // self._line)), count - 1)
        found: QTextLine = self._layout.lineAt(number)
        return self._utf16.here(int(found.xToCursor(at.x())))

    def top_of(self, position: int) -> float:
        return self._line * self._layout.lineForTextPosition(self._utf16.there(position)).lineNumber()

    def end(self) -> QPointF:
        """Where the next character would come."""
        line = self._layout.lineAt(self._layout.lineCount() - 1)
        place = self._utf16.there(len(self.text))
        return QPointF(line.cursorToX(place)[0] if line.isValid() else 0.0, self.height - self._line)  # type: ignore[index]

    def _range(self, begin: int, end: int) -> tuple[int, int]:
        """Qt's begin and length."""
        start = self._utf16.there(begin)
        return start, self._utf16.there(end) - start

    def _break(self) -> None:
        self._layout.beginLayout()
        top = widest = 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(1e6)
            line.setPosition(QPointF(0, top + (self._line - line.height()) / 2))
            widest = max(widest, line.naturalTextWidth())
            top += self._line
        self._layout.endLayout()
        self.height, self.width = max(top, self._line), widest
