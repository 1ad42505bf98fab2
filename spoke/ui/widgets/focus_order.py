"""Where Tab comes to what was made later than what stands after it, and the focus as things are made anew.

A widget is asked only for its own children and for its `parentWidget`. PySide ties what it is asked for otherwise
(`window`, `findChildren` of all levels, `nextInFocusChain`) to it, and forgets that with it, though Qt has it still.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from spoke.ui.look.child_widgets import child_widgets


def put_after(before: QWidget, made: QWidget) -> None:
    """Tab goes from `before`, or from what stands before it, to `made` and through what it holds, and on from there."""
    first = before if _by_tab(before) else _stop_before(before, made)
    top = _top(made)
    if first is None or _top(first) is not top:  # what is still being put together is in order
        return
    for each in (made, *_within(made)):
        here = _by_tab(each) or (each is made and each.focusPolicy() != Qt.FocusPolicy.NoFocus)  # Tab may start there
        if here:
            QWidget.setTabOrder(first, each)
            first = each


def put_last_in(holder: QWidget, made: QWidget) -> None:
    """Tab comes to `made`, which is in `holder` by now, after all else in there."""
    put_after(next((each for each in _from_behind(holder, made) if _by_tab(each)), holder), made)


def stops(holder: QWidget) -> list[QWidget]:
    """What Tab stops at in there, in the order in which it was made, also what is not in sight."""
    return [each for each in _within(holder) if _by_tab(each)]


def first_stop(holder: QWidget) -> QWidget | None:
    """Where Tab would come to first in there."""
    return next((each for each in stops(holder) if can_have_focus(each)), None)


def can_have_focus(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()


def focus_after_wait(holder: QWidget, widget: QWidget) -> None:
    """Only if the person is still in `holder`, or nowhere: who went on meanwhile would press there, unseen, what is
    meant for another page."""
    now = QApplication.focusWidget()
    if holder.isVisible() and (now is None or holder.isAncestorOf(now)):
        widget.setFocus()


@contextmanager
def focus_kept(holder: QWidget) -> Iterator[None]:
    """What is in `holder` is made anew meanwhile: a focus that was in there goes to what stands in its place, or to
    what stands before where nothing does."""
    focus, there = QApplication.focusWidget(), _in_sight(holder)
    at = there.index(focus) if focus in there else -1
    if at >= 0 and focus is not None:
        focus.clearFocus()  # else it goes through all that is taken away
    yield
    if at >= 0:
        QTimer.singleShot(0, holder, lambda: _focus(holder, at))  # until then what is new is not shown


def _focus(holder: QWidget, at: int) -> None:
    there = _in_sight(holder)
    place = there[min(at, len(there) - 1)] if there else _stop_before(holder, holder, in_sight=True)
    if place is not None:
        place.setFocus()


def _in_sight(holder: QWidget) -> list[QWidget]:
    return [each for each in stops(holder) if can_have_focus(each)]


def _stop_before(widget: QWidget, made: QWidget, *, in_sight: bool = False) -> QWidget | None:
    """The nearest that was made before it, from the inside out; `in_sight`: that can have the focus now."""
    inner, outer = widget, widget.parentWidget()
    while outer is not None:
        beside = _children(outer)
        for each in reversed(beside[: beside.index(inner)]):
            held = [one for one in (each, *_within(each)) if _by_tab(one) and one is not made]
            held = [one for one in held if can_have_focus(one)] if in_sight else held
            if each is not made and held:
                return held[-1]
        inner, outer = outer, None if outer.isWindow() else outer.parentWidget()
    return None


def _children(holder: QWidget) -> list[QWidget]:
    """In the order in which they came in; a stack moves the page that it shows behind the others. A combo holds a
    window of its own."""
    if isinstance(holder, QStackedWidget):
        return [page for number in range(holder.count()) if (page := holder.widget(number))]
    return [child for child in child_widgets(holder) if not child.isWindow()]


def _top(widget: QWidget) -> QWidget:
    while not widget.isWindow() and (outer := widget.parentWidget()) is not None:
        widget = outer
    return widget


def _within(holder: QWidget) -> Iterator[QWidget]:
    for child in _children(holder):
        yield child
        yield from _within(child)


def _from_behind(holder: QWidget, but: QWidget) -> Iterator[QWidget]:
    """What is within, but for one and what that holds: a large place is not walked through for its last button."""
    for child in reversed(_children(holder)):
        if child is not but:
            yield from _from_behind(child, but)
            yield child


def _by_tab(widget: QWidget) -> bool:
    """But for the pieces that Qt makes within controls."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not widget.objectName().startswith("qt_")
