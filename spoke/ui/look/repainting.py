"""What changes as a whole is held, and then painted part by part, one in a turn of the loop: Qt paints all in one.

A part is an opaque widget with what lies on it, for that is how Qt paints: apart from what is opaque again. It is
painted strip by strip. To hold is `setUpdatesEnabled(False)`. Its counterpart is not used: it marks each widget as
changed, and Qt paints one that is marked and not opaque twice, with the opaque one that it lies on and by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import isValid

from spoke.ui.event_loop import slice_clock
from spoke.ui.look.child_widgets import child_widgets

_AREA = 100_000
"""Square pixels of a strip; full of text they take 1 to 3 ms."""

_NAME = "felloe.painting"
_DONE = object()


def paint_later(page: QWidget, *, turns: int = 1) -> None:
    """What changes in it until the next turn is laid out in this one, and painted from the next one on. `turns`: more
    where tables come up. Qt lays out their columns by timers and marks them as changed then: they would be painted
    before the page that they lie in."""
    if page.updatesEnabled():
        page.setUpdatesEnabled(False)
        _let_go_after(turns, page)


@contextmanager
def unmarked(widget: QWidget) -> Iterator[None]:
    """What changes it meanwhile does not ask for it to be painted: who knows what looks another way asks afterwards."""
    held = not widget.updatesEnabled()
    widget.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled)
    try:
        yield
    finally:
        widget.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, held)


def _let_go_after(turns: int, page: QWidget) -> None:
    then = partial(_let_go_after, turns - 1, page) if turns > 1 else partial(let_go, page)
    QTimer.singleShot(1, page, then)  # Qt makes one of 0 an event of this turn


def let_go(held: QWidget) -> None:
    """Paint what was held: one part now, the others in turns to come."""
    if not held.testAttribute(Qt.WidgetAttribute.WA_ForceUpdatesDisabled):
        return
    above = None if held.isWindow() else held.parentWidget()
    if above is not None and not above.updatesEnabled():
        held.setAttribute(Qt.WidgetAttribute.WA_ForceUpdatesDisabled, False)  # it is painted with what holds it
        return
    for before in held.findChildren(QTimer, _NAME, Qt.FindChildOption.FindDirectChildrenOnly):
        before.stop()
        before.deleteLater()
    left = _painting(dict.fromkeys([held, *_enable(held)]))
    timer = QTimer(held)
    timer.setObjectName(_NAME)
    timer.setInterval(1)

    def paint_next() -> None:
        if slice_clock.picture_waits():
            return
        if next(left, _DONE) is _DONE and isValid(timer):  # nothing else may have held the page, and with it this
            timer.deleteLater()

    timer.timeout.connect(paint_next)
    timer.start()
    paint_next()
    slice_clock.worked()
    if held.isWindow():
        # Qt asks for no picture while one is asked for, and forgets the one that came up while the window was held.
        QCoreApplication.postEvent(held, QEvent(QEvent.Type.UpdateRequest), Qt.EventPriority.LowEventPriority.value)


def _painting(parts: Iterable[QWidget]) -> Iterator[None]:
    """Ask for all of them, in steps."""
    for part in parts:
        if isValid(part) and part.isVisible():
            yield from _in_strips(part)


def _in_strips(part: QWidget) -> Iterator[None]:
    """Unless it is scrolled meanwhile, for Qt moves along what was not painted yet."""
    begun, top = _place(part), 0
    while isValid(part) and top < (whole := part.rect()).height():
        high = _AREA // max(1, whole.width())
        last = whole.height() - top < 1.5 * high
        strip = whole.adjusted(0, top, 0, 0 if last else top + high - whole.height())
        moved = _place(part) != begun
        part.update(whole if moved else strip)
        yield
        top = whole.height() if moved or last else top + high


def _place(part: QWidget) -> tuple[int, int, QSize]:
    """How large it is, and how far it is scrolled."""
    area = part.parentWidget()
    if not isinstance(area, QAbstractScrollArea) or part is not area.viewport():
        return 0, 0, part.size()
    return area.horizontalScrollBar().value(), area.verticalScrollBar().value(), part.size()


def _enable(widget: QWidget) -> Iterator[QWidget]:
    """The opaque ones in it. What is held by itself stays so."""
    if widget.isHidden() and not widget.isWindow():
        widget.setUpdatesEnabled(True)
        return
    widget.setAttribute(Qt.WidgetAttribute.WA_ForceUpdatesDisabled, False)
    widget.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, False)
    if _opaque(widget):
        yield widget
    for child in child_widgets(widget):
        if not child.isWindow() and not child.testAttribute(Qt.WidgetAttribute.WA_ForceUpdatesDisabled):
            yield from _enable(child)


def _opaque(widget: QWidget) -> bool:
    """As Qt takes it."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent):
        return True
    return widget.autoFillBackground() and widget.palette().brush(widget.backgroundRole()).isOpaque()
