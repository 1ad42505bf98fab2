"""Right-to-left for what is painted by hand: laid out from the left, and mirrored where it is drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import overload

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle


class Mirror:
    """Of one row that is painted: `whole` is its rectangle. `AlignLeading` aligns texts in what `box` returns."""

    def __init__(self, whole: QRect, direction: Qt.LayoutDirection) -> None:
        self._whole, self._direction = whole, direction
        self.turned = direction == Qt.LayoutDirection.RightToLeft

    @overload
    def box(self, box: QRect) -> QRect: ...

    @overload
    def box(self, box: QRectF) -> QRectF: ...

    def box(self, box: QRect | QRectF) -> QRect | QRectF:
        """Where what was laid out from the left of the row is."""
        if isinstance(box, QRect):
            return QStyle.visualRect(self._direction, self._whole, box)
        return _turned(box, QRectF(self._whole)) if self.turned else box

    def pieces(self, box: QRect, widths: Sequence[int], rtl: bool) -> Iterator[int]:
        """Where each piece of a text begins that is written one by one, from the left of `box` as it is laid out."""
        wide = sum(widths)
        left = self.box(QRect(box.left(), box.top(), wide, box.height())).left() if self.turned else box.left()
        at = 0
        for width in widths:
            yield left + (wide - at - width if rtl else at)
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


def right_to_left(text: str) -> bool:
    """By its first letter, as Unicode has it (UAX 9, P2)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
