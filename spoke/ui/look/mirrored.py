"""Right-to-left for what is painted by hand: laid out from the left, and mirrored where it is drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import overload

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle


class Mirror:
    """Of one row that is painted: `whole` is its rectangle. `AlignLeading` aligns texts in what `box` returns."""

    def __init__(self, whole: QRect, direction: Qt.LayoutDirection) -> None:
        self._whole, self.direction = whole, direction

    @property
    def turned(self) -> bool:
        return self.direction == Qt.LayoutDirection.RightToLeft

    @overload
    def box(self, box: QRect) -> QRect: ...

    @overload
    def box(self, box: QRectF) -> QRectF: ...

    def box(self, box: QRect | QRectF) -> QRect | QRectF:
        """Where what was laid out from the left of the row is."""
        if isinstance(box, QRect):
            return QStyle.visualRect(self.direction, self._whole, box)
        return _turned(box, QRectF(self._whole)) if self.turned else box

    def pieces(self, box: QRect, widths: Iterable[int], *, of: str) -> Iterator[int]:
        """Where each piece of a text begins that is written one by one, from the left of `box` as it is laid out."""
        wide = list(widths)
        held = self.box(QRect(box.left(), box.top(), sum(wide), box.height()))
        backwards, at = direction_of(of) == Qt.LayoutDirection.RightToLeft, held.left()
        for width in wide:
            yield held.right() + 1 - (at - held.left()) - width if backwards else at
            at += width

    @contextmanager
    def drawn(self, painter: QPainter) -> Iterator[None]:
        """Lines that are drawn in here are mirrored as a whole."""
        painter.save()
        if self.turned:
            painter.translate(2 * self._whole.left() + self._whole.width(), 0)
            painter.scale(-1, 1)
        yield
        painter.restore()


def turned() -> bool:
    """Whether the window reads from the right."""
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def mirrored(place: QRectF, whole: QRectF) -> QRectF:
    """Where a place that was laid out from the left of `whole` is in this window."""
    return _turned(place, whole) if turned() else place


def _turned(place: QRectF, whole: QRectF) -> QRectF:
    left = 2 * whole.left() + whole.width() - place.right()
    return QRectF(left, place.top(), place.width(), place.height())


def by_itself(text: str) -> str:
    """A text that keeps its own direction, whatever the window's is."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if turned() else text


def left_to_right(figure: str) -> str:
    """A figure with its unit, which would be turned around in a window that reads from the right."""
    return f"\N{LEFT-TO-RIGHT MARK}{figure}" if turned() else figure


def direction_of(text: str) -> Qt.LayoutDirection:
    """By its first letter, as Unicode has it (UAX 9, P2)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return Qt.LayoutDirection.LeftToRight if kind == "L" else Qt.LayoutDirection.RightToLeft
    return Qt.LayoutDirection.LeftToRight
