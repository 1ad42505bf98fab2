"""The shadow of a card that lies over the window: 0 16 40, as rings that fade outwards.

They are drawn once, around a small card, and stretched from there on: ten round rectangles of its size take 3 ms.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QMargins, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from spoke.ui.look.theme import Theme

_RINGS, _STEP, _DOWN, _RADIUS = 10, 2, 12, 12
"""Rings, and pixels at 100 %: from ring to ring, from the card down, and of the card's corners."""


def reach(theme: Theme) -> QMargins:
    """How far beyond its card it is seen."""
    out, down = theme.px(_STEP) * _RINGS, theme.px(_DOWN)
    return QMargins(out, out - down, out, out + down)


def paint_shadow(painter: QPainter, card: QRect, theme: Theme) -> None:
    """Around the card, and under its round corners."""
    ratio = painter.device().devicePixelRatioF()
    corner = theme.px(_STEP) * _RINGS + theme.px(_RADIUS)
    rings = _rings(theme.px(_STEP), theme.px(_RADIUS), theme.scheme == "dark", ratio)
    box = card.marginsAdded(reach(theme))
    for x, wide, from_x, from_wide in _thirds(box.left(), box.width(), corner):
        for y, high, from_y, from_high in _thirds(box.top(), box.height(), corner):
            source = QRectF(from_x * ratio, from_y * ratio, from_wide * ratio, from_high * ratio)
            if (from_x, from_y) != (corner, corner):  # the card lies there
                painter.drawPixmap(QRectF(x, y, wide, high), rings, source)


def _thirds(begin: int, length: int, corner: int) -> list[tuple[int, int, int, int]]:
    """Where, and how long, each of them is; and the same where it is taken from."""
    middle = length - 2 * corner
    return [
        (begin, corner, 0, corner),
        (begin + corner, middle, corner, 1),
        (begin + corner + middle, corner, corner + 1, corner),
    ]


@lru_cache(maxsize=4)
def _rings(step: int, radius: int, dark: bool, ratio: float) -> QPixmap:
    side = 2 * (step * _RINGS + radius) + 1
    found = QPixmap(round(side * ratio), round(side * ratio))
    found.setDevicePixelRatio(ratio)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 13 if dark else 4))
    for ring in range(_RINGS):
        inner = QRectF(0, 0, side, side).adjusted(step * ring, step * ring, -step * ring, -step * ring)
        corner = radius + step * (_RINGS - ring)
        painter.drawRoundedRect(inner, corner, corner)
    painter.end()
    return found
