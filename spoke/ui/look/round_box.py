"""A box with round corners, as what is painted by hand has it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

Ink = QColor | QBrush


def round_box(
    painter: QPainter,
    box: QRect | QRectF,
    radius: float,
    ground: Ink | None,
    edge: Ink | None = None,
    edge_width: float = 1,
) -> None:
    """The edge lies within the box; `radius` is that of its middle. Leaves its pen and brush behind."""
    smooth = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if edge is None else QPen(edge, edge_width))
    painter.setBrush(Qt.BrushStyle.NoBrush if ground is None else ground)
    inset = 0.0 if edge is None else edge_width / 2
    painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
