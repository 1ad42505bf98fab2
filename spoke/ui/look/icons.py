"""Line drawings from `resources/icons`, each in one ink."""

from __future__ import annotations

from functools import cache, lru_cache
from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from spoke.ui.resources import RESOURCES


def icon(name: str, ink: QColor, disabled: QColor, side: int, room: tuple[int, int], ratio: float) -> QIcon:
    """An icon with sharp pictures of this size, for screens of this pixel ratio and for plain ones; with some room left
    and right of it."""
    return _icon(name, ink.name(), disabled.name(), side, room, ratio)


def picture(name: str, ink: QColor, side: int, ratio: float) -> QPixmap:
    """`side` in pixels of the window, of which each is `ratio` of the screen's."""
    return _pixmap(name, ink.name(), side, ratio)


def draw_icon(painter: QPainter, name: str, ink: QColor, rect: QRectF) -> None:
    """A square, on whole pixels of the screen. A half goes one way always: `round` would move it in what scrolls."""
    ratio = painter.device().devicePixelRatioF()
    left, top = (floor(at * ratio + 0.5) / ratio for at in (rect.left(), rect.top()))
    painter.drawPixmap(QPointF(left, top), _pixmap(name, ink.name(), round(rect.width()), ratio))


def application_icon() -> QIcon:
    found = QIcon()
    for size in (16, 24, 32, 48, 256):
        found.addPixmap(_drawn("felloe", size))
    return found


@lru_cache(maxsize=128)
def _icon(name: str, ink: str, disabled: str, side: int, room: tuple[int, int], ratio: float) -> QIcon:
    found = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, ink), (QIcon.Mode.Selected, ink), (QIcon.Mode.Disabled, disabled)):
        for each in {1.0, ratio}:
            found.addPixmap(_with_room(_pixmap(name, colour, side, each), *room), mode)
    return found


def _with_room(drawn: QPixmap, left: int, right: int) -> QPixmap:
    if not left and not right:
        return drawn
    ratio = drawn.devicePixelRatio()
    found = QPixmap(drawn.width() + round((left + right) * ratio), drawn.height())
    found.setDevicePixelRatio(ratio)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.drawPixmap(QPointF(round(left * ratio) / ratio, 0), drawn)
    painter.end()
    return found


@lru_cache(maxsize=512)
def _pixmap(name: str, ink: str, size: int, ratio: float) -> QPixmap:
    found = QPixmap(_drawn(name, round(size * ratio)))
    painter = QPainter(found)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(found.rect(), QColor(ink))
    painter.end()
    found.setDevicePixelRatio(ratio)
    return found


@lru_cache(maxsize=512)
def _drawn(name: str, side: int) -> QPixmap:
    """As it is in its file: to read and render that takes ten times what another ink does."""
    found = QPixmap(side, side)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    _renderer(name).render(painter, QRectF(found.rect()))
    painter.end()
    return found


@cache
def _renderer(name: str) -> QSvgRenderer:
    return QSvgRenderer(str(RESOURCES / "icons" / f"{name}.svg"))
