"""A card of code: its language, a way to copy it, lines that scroll by themselves where they are wider."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, Qt

from spoke.ui.chats.content.aligned_table import written_place
from spoke.ui.chats.content.segments import Segment
from spoke.ui.chats.painted.code_text import CodeText
from spoke.ui.chats.painted.drawing import PAD, button, card, side_bar, write
from spoke.ui.chats.painted.part import Brush, Part, Sideways, Span, Spot
from spoke.ui.i18n.translate import tr
from spoke.ui.look.highlighting import language_name
from spoke.ui.look.mirrored import mirrored
from spoke.ui.look.theme import Theme


class Code(Part):
    """`seams`: what stands in the code before each of the texts, which are under each other. `table`: what was written,
    where it is a table that is shown aligned."""

    def __init__(
        self,
        texts: Sequence[CodeText],
        seams: Sequence[str],
        language: str,
        theme: Theme,
        width: float,
        table: str = "",
    ) -> None:
        self._texts, self._seams = texts, seams
        self._table = table.rstrip("\n")
        ends = accumulate(len(seam) + len(each.text) for seam, each in zip(seams, texts, strict=True))
        self._begins = [end - len(each.text) for end, each in zip(ends, texts, strict=True)]
        self._parted: tuple[Sequence[Span], list[Sequence[Span]]] = ((), [()] * len(texts))
        """What was found the last time, and what of it in each text."""

        self._language = language
        self._name = language_name(language) or tr("Text")
        self._width = self.wide = width
        self.keyed: dict[tuple[Segment, Theme], CodeText] = {}
        """Its texts by what they were made from, to be taken again while an answer grows."""

        px, pad = theme.px, theme.px(PAD)
        self._pad = pad
        self._head = float(px(30))
        self.side = Sideways(max((each.width for each in texts), default=0.0) + 2 * pad - width)
        metrics = theme.metrics("button")
        wide = metrics.horizontalAdvance(tr("Copy")) + px(14) + px(6) + 2 * px(8)
        copy = QRectF(width - wide - px(6), px(2), wide, self._head - 2 * px(2))
        self._copy = mirrored(copy, QRectF(0, 0, width, self._head))
        self.height = self._head + sum(each.height for each in texts) + 2 + pad

    @cached_property
    def text(self) -> str:
        return "".join(seam + each.text for seam, each in zip(self._seams, self._texts, strict=True))

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        painter, theme = brush.painter, brush.theme
        box = QRectF(at.x(), at.y(), self._width, self.height)
        card(painter, theme, box, "sunken")
        painter.setFont(theme.font("second"))
        painter.setPen(theme.colour("text.third"))
        head = QRectF(box.left() + self._pad, box.top(), box.width() - 2 * self._pad, self._head)
        write(painter, head, head, self._name)
        button(brush, self._copy.translated(at), tr("Copy"), "copy", Spot("copy", self._table or self.text))
        inside = box.adjusted(1, self._head, -1, -1)
        painter.save()
        painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
        top = inside.top()
        found = self._found_in(brush.words)
        for begin, each, here in zip(self._begins, self._texts, found, strict=True):
            if top < brush.clip.bottom() and top + each.height > brush.clip.top():
                of_it = _overlap(chosen, begin, len(each.text)) if chosen else None
                each.paint(painter, QPointF(box.left() + self._pad - self.side.offset, top), brush.clip, here, of_it)
            top += each.height
        painter.restore()
        if self.side.room:
            side_bar(brush, box, self.side)

    def _found_in(self, words: tuple[str, ...]) -> list[Sequence[Span]]:
        """In each of its texts."""
        found = self.found(words)
        if found is not self._parted[0]:
            here: list[Sequence[Span]] = [
                [part for span in found if (part := _overlap(span, begin, len(each.text)))]
                for begin, each in zip(self._begins, self._texts, strict=True)
            ]
            self._parted = found, here
        return self._parted[1]

    def spot(self, at: QPointF) -> Spot | None:
        return Spot("copy", self._table or self.text, self._copy) if self._copy.contains(at) else None

    def cut(self, begin: int, end: int, written: str = "", *, goes_on: bool = False) -> str:
        if self._table:
            left, right = (written_place(self.text, self._table, place) for place in (begin, end))
            return self._table[left:right]
        return self.text[begin:end]

    def position(self, at: QPointF) -> int:
        top = self._head
        for begin, each in zip(self._begins, self._texts, strict=True):
            if at.y() < top + each.height or each is self._texts[-1]:
                return begin + each.position(QPointF(at.x() - self._pad + self.side.offset, at.y() - top))
            top += each.height
        return 0

    def top_of(self, position: int) -> float:
        top = self._head
        for begin, each in zip(self._begins, self._texts, strict=True):
            if position <= begin + len(each.text):
                return top + each.top_of(position - begin)
            top += each.height
        return 0.0

    def sideways(self, at: QPointF) -> Sideways | None:
        return self.side

    def end(self) -> QPointF:
        above = sum(each.height for each in self._texts[:-1])
        return self._texts[-1].end() + QPointF(self._pad - self.side.offset, self._head + above)


def _overlap(span: Span, begin: int, length: int) -> Span | None:
    left, right = max(span[0] - begin, 0), min(span[1] - begin, length)
    return (left, right) if left < right else None
