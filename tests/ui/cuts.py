"""What a picture cuts: texts with too little room and no ellipsis, and pages that scroll to the side."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QScrollArea, QWidget

from spoke.ui.chats.writing.model_picker import ModelPicker
from spoke.ui.widgets.buttons import Button
from spoke.ui.widgets.labels import Elided
from spoke.ui.window.window import Window

_SPARE = 1


def cuts(window: Window) -> Iterator[str]:
    """Those of buttons and labels; other controls say themselves how they end a text."""
    areas = [each for each in window.findChildren(QScrollArea) if each.isVisible()]
    aside = [each for each in areas if each.horizontalScrollBar().maximum()]
    for each in aside:
        yield f"{_name(each)} scrolls sideways by {each.horizontalScrollBar().maximum()}, for {_widest(each)}"
    for kind in (QLabel, QAbstractButton):
        for text in window.findChildren(kind):
            if isinstance(text, Elided) or not text.isVisible() or any(each.isAncestorOf(text) for each in aside):
                continue
            if why := _cut(text):
                yield why


def _cut(each: QLabel | QAbstractButton) -> str:
    text = each.text()
    if not text or "…" in text or isinstance(each, Button | ModelPicker):  # it leaves out where the model runs
        return ""
    wraps = isinstance(each, QLabel) and each.wordWrap()
    wide = each.minimumSizeHint().width() if wraps else each.sizeHint().width()
    if each.width() + _SPARE < wide:
        return f"{text[:40]!r} has {each.width()} of {wide} pixels"
    if wraps and each.height() + _SPARE < (high := each.heightForWidth(each.width())):
        return f"{text[:40]!r} has {each.height()} of {high} pixels in height"
    return f"{text[:40]!r} is cut by what holds it" if _outside(each) else ""


def _outside(each: QWidget) -> bool:
    """To the side; below is what scrolling is for."""
    box, held = QRect(QPoint(), each.size()), each.parentWidget()
    while held is not None and not held.isWindow():
        box = QRect(each.mapTo(held, QPoint()), each.size())
        if isinstance(held, QAbstractScrollArea) or held.parentWidget() is None:
            return box.left() < 0 or box.right() > held.width()
        held = held.parentWidget()
    return False


def _widest(area: QScrollArea) -> str:
    held = [each for each in area.findChildren(QWidget) if each.isVisible()]
    wide = [(each.minimumSizeHint().width(), _name(each)) for each in held]
    return ", ".join(f"{name} {width}" for width, name in sorted(wide, reverse=True)[:6])


def _name(each: QWidget) -> str:
    text = getattr(each, "text", None)
    words = text() if callable(text) else text
    return f"{type(each).__name__} {(each.accessibleName() or str(words or ''))[:30]!r}"
