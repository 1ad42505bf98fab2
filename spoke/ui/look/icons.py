"""Line drawings from `resources/icons`, tinted. They are drawn in black; the ink is put in before rendering."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from spoke.ui.resources import RESOURCES


def icon(name: str, ink: QColor, disabled: QColor, sizes: tuple[int, ...], ratio: float) -> QIcon:
    """An icon with sharp pictures of these sizes, for screens of this pixel ratio and for plain ones."""
    return _icon(name, ink.name(), disabled.name(), sizes, ratio)


def picture(name: str, ink: QColor, side: int, ratio: float) -> QPixmap:
    """`side` in pixels of the window, of which each is `ratio` of the screen's."""
    return _pixmap(name, ink.name(), side, ratio)


def draw_icon(painter: QPainter, name: str, ink: QColor, rect: QRectF) -> None:
    """A square, on whole pixels of the screen."""
    ratio = painter.device().devicePixelRatioF()
    left, top = (round(at * ratio) / ratio for at in (rect.left(), rect.top()))
    painter.drawPixmap(QPointF(left, top), _pixmap(name, ink.name(), round(rect.width()), ratio))


def application_icon() -> QIcon:
    found = QIcon()
    for size in (16, 24, 32, 48, 256):
        found.addPixmap(_pixmap("felloe", "#000000", size, 1.0))
    return found


@lru_cache(maxsize=128)
def _icon(name: str, ink: str, disabled: str, sizes: tuple[int, ...], ratio: float) -> QIcon:
    found = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, ink), (QIcon.Mode.Selected, ink), (QIcon.Mode.Disabled, disabled)):
        for size in sizes:
            for each in {1.0, ratio}:
                found.addPixmap(_pixmap(name, colour, size, each), mode)
    return found


@lru_cache(maxsize=512)
def _pixmap(name: str, ink: str, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _renderer(name, ink).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=256)
def _renderer(name: str, ink: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace("#000", ink).encode()))


@cache
def _drawing(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
