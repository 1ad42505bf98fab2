"""What follows the theme in a window: the style sheet of each of its parts, and what draws itself anew.

Under one sheet for a whole window Qt polishes a thousand widgets with each new theme or zoom before it looks at a key.
So each part has the sheet for itself, and what lies between the parts is painted by the palette: what holds more than
`MOST` widgets goes bare, and each thing that it holds is a part. With a new theme what is seen changes first, some
widgets in a turn of the loop, and nothing is painted until all of it has; the rest follows while nothing else is done.
"""

from __future__ import annotations

import itertools
import re
import weakref
from collections.abc import Callable, Iterator
from functools import lru_cache

from PySide6.QtCore import QChildEvent, QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QScrollBar, QStackedWidget, QWidget
from shiboken6 import isValid

from spoke.ui.event_loop import slice_clock
from spoke.ui.look.child_widgets import child_widgets
from spoke.ui.look.repainting import let_go
from spoke.ui.look.zoom import ZoomStyle

MOST = 20
"""Widgets of a part: Qt polishes all of them at once, some 0.1 ms each."""

_SHEET = 4
"""Widgets that could be polished while Qt reads a style sheet, which it does for each part."""

_TURN = 12
"""Widgets, and sheets counted as such, in a turn. A part that is larger has one for itself."""

_GROUNDS = {None: None, "": None, "surface": QPalette.ColorRole.Base, "list": QPalette.ColorRole.Window}
"""What can go bare: nothing of its own but a plain ground is seen of it."""

_BAR_HOLDERS = ("qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer")
"""Qt's names of what a scroll bar lies in."""

_RULE = re.compile(r"(?P<selectors>[^{}]+)\{[^{}]*\}")
_SELECTED = re.compile(r"(?:^|[\s,}/])(\w*)[^\s,]*\s*(?=,|$)")
"""The kind of widget that a selector ends with; empty where it takes any."""

_BARE = "felloe.bare"
_IN_PARTS = "felloe.in_parts"


class StyleSheets(QObject):
    seen_changed = Signal()
    """All that is seen is as the new theme has it; what is not seen follows."""

    def __init__(self, zoom_style: ZoomStyle, sheet: str) -> None:
        super().__init__()
        self._zoom_style, self._sheet = zoom_style, sheet
        self._styled: weakref.WeakValueDictionary[int, _Styled] = weakref.WeakValueDictionary()
        self._number = itertools.count()
        self._stale: list[_Styled] = []
        self._before_seen = False
        self._worked = 0.0
        self._held: list[weakref.ref[QWidget]] = []
        self._next = QTimer(self)
        self._next.setInterval(1)  # one of 0 comes several times in a turn
        self._next.timeout.connect(self._turn)

    @property
    def changing(self) -> bool:
        return self._next.isActive()

    def styling(self, part: QWidget, *, bare: bool = False) -> Iterator[None]:
        """Give it the sheet, and each later one, in steps. It is to be built by then, for its size decides whether it
        is one part or several; best in its place, for Qt polishes what has a sheet again with all it is put into.
        `bare`: it goes bare however small it is. What comes into it later gets the sheet when that is first shown."""
        if part.styleSheet() or part.property(_BARE):
            return
        if not (bare or (_can_go_bare(part) and (larger(part, MOST) or _comes_in_parts(part)))):
            part.setStyleSheet(_sheet_for(part, self._sheet))
            self._keep(_Styled(part, lambda: self._put_on(part), whole=True))
            yield
            return
        go_bare(part, _GROUNDS[part.property("ground")])
        part.setProperty(_BARE, True)
        part.installEventFilter(self)
        self._zoom_style.learn(part)
        self._keep(_Styled(part, lambda: self._zoom_style.fit(part), whole=False))
        for child in filter(isValid, child_widgets(part)):  # some may go between two steps
            yield from self.styling(child)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            came = event.child()
            if isinstance(came, QWidget) and not came.isWindow():
                for _ in self.styling(came):
                    pass
                slice_clock.worked()
        return False

    def follow(self, owner: QObject, draw: Callable[[], None]) -> None:
        """Draw with each new theme, for as long as `owner` lives."""
        self._keep(_Styled(owner, draw, whole=False))

    def forget(self, window: QWidget) -> None:
        """It goes part by part: what draws itself anew may hold what is gone already."""
        for number, styled in list(self._styled.items()):
            if isValid(styled) and isinstance(styled.owner, QWidget) and styled.owner.window() is window:
                del self._styled[number]
                styled.renew = _nothing

    def change(self, sheet: str) -> None:
        self._sheet = sheet
        self._stale = [styled for styled in list(self._styled.values()) if isValid(styled)]
        self._before_seen = True
        self._hold()
        self._next.start()

    def _keep(self, styled: _Styled) -> None:
        self._styled[next(self._number)] = styled

    def _turn(self) -> None:
        self._stale = [styled for styled in self._stale if isValid(styled)]
        seen = [styled for styled in self._stale if styled.seen]
        if not seen and self._before_seen:
            self._before_seen = False
            self.seen_changed.emit()
        elif not seen and self._held:
            self._let_go()
        elif not self._stale:
            self._next.stop()
        elif seen and slice_clock.another_worked(self._worked):
            self._worked = slice_clock.ended  # gives way once
        elif seen:
            self._renew(seen)
            self._worked = slice_clock.worked()
        elif not slice_clock.busy():
            self._renew(list(self._stale))

    def _renew(self, some: list[_Styled]) -> None:
        room = _TURN
        for styled in some:
            room -= styled.cost
            if room < 0 and styled is not some[0]:
                return
            self._stale.remove(styled)
            styled.renew()

    def _put_on(self, part: QWidget) -> None:
        self._zoom_style.resting = True
        part.setStyleSheet("")  # from one sheet to another Qt polishes each widget once for each widget above it
        self._zoom_style.resting = False
        part.setStyleSheet(_sheet_for(part, self._sheet))

    def _hold(self) -> None:
        """Nothing is painted in two themes."""
        for window in {
            styled.owner.window() for styled in self._stale if isinstance(styled.owner, QWidget) and styled.seen
        }:
            if window.updatesEnabled():
                window.setUpdatesEnabled(False)
                self._held.append(weakref.ref(window))

    def _let_go(self) -> None:
        held, self._held = self._held, []
        for window in held:
            if (there := window()) is not None and isValid(there):
                let_go(there)


class _Styled(QObject):
    """It goes with its owner."""

    def __init__(self, owner: QObject, renew: Callable[[], None], *, whole: bool) -> None:
        """`whole`: all that the owner holds is renewed."""
        super().__init__(owner)
        self.owner, self.renew, self._whole = owner, renew, whole

    @property
    def seen(self) -> bool:
        return not isinstance(self.owner, QWidget) or self.owner.isVisible()

    @property
    def cost(self) -> int:
        return _SHEET + size(self.owner) if self._whole else 1


def _sheet_for(part: QWidget, sheet: str) -> str:
    """Qt keeps all rules for each part, 0.4 MB. Many are a label, a button or a scroll bar, which never hold anything
    but a menu: to them only their own rules."""
    held = child_widgets(part)
    leaf = isinstance(part, QLabel | QPushButton) or part.objectName() in _BAR_HOLDERS
    if not leaf or not all(isinstance(each, QScrollBar | QMenu) for each in held):
        return sheet
    kinds = {kind.__name__ for each in (part, *held) for kind in type(each).__mro__}
    return _of_kinds(sheet, frozenset(kinds | {"QMenu", "QToolTip", ""}))


@lru_cache(maxsize=32)
def _of_kinds(sheet: str, kinds: frozenset[str]) -> str:
    return "".join(
        rule[0] for rule in _RULE.finditer(sheet) if any(kind in kinds for kind in _SELECTED.findall(rule["selectors"]))
    )


def _nothing() -> None:
    pass


def size(part: QObject) -> int:
    """How many widgets it is, with all that it holds."""
    return 1 + sum(size(child) for child in child_widgets(part))


def larger(part: QWidget, most: int) -> bool:
    """Whether it is more widgets than that. They are counted no further: what holds a large part asks this, too."""
    left = [part]
    for number, each in enumerate(left):
        if number == most:
            return True
        left += child_widgets(each)
    return False


def polished_once(work: Iterator[None]) -> Iterator[None]:
    """Build something in steps, and polish nothing of it before it has its style sheet: Qt would polish what a step
    made when the loop comes to it, and again with the sheet."""
    for _ in work:
        QCoreApplication.removePostedEvents(None, QEvent.Type.PolishRequest.value)  # type: ignore[arg-type]  # of all
        yield


def polishing(part: QWidget) -> Iterator[None]:
    """Polish all that it holds, in steps, which Qt would do at once when it is first shown. What holds others comes
    after them, for Qt polishes what it holds with it. What it holds may change between two steps."""
    for number, each in enumerate(_innermost_first(part), 1):
        if isValid(each):
            each.ensurePolished()
        if number % (_TURN // 2) == 0:  # the first time it takes twice as long
            yield


def _innermost_first(part: QWidget) -> Iterator[QWidget]:
    for child in child_widgets(part):
        if isValid(child) and not child.isWindow():
            yield from _innermost_first(child)
    yield part


def measuring(part: QWidget) -> Iterator[None]:
    """Have each layout in it know how much room it wants, in steps: the outermost one asks all the others at once."""
    for each in _innermost_first(part):
        if isValid(each) and (layout := each.layout()) is not None:
            layout.sizeHint()
            yield


def laying_out(part: QWidget) -> Iterator[None]:
    """Lay out what is not seen yet, which Qt does all at once when it is first shown; of a stack, all pages. What it
    holds may change between two steps."""
    if part.testAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent):
        part.setAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent, False)
        QCoreApplication.sendEvent(part, QResizeEvent(part.size(), QSize()))  # else Qt does when it is shown
    if (layout := part.layout()) is not None:
        layout.activate()
    held = child_widgets(part)
    yield
    for child in filter(isValid, held):
        if isinstance(part, QStackedWidget):
            child.resize(part.size())
            yield from laying_out(child)
        elif not child.isWindow() and not child.isHidden():
            yield from laying_out(child)


def go_bare(under: QWidget, role: QPalette.ColorRole | None) -> None:
    """Paint what lies under the parts of a window by the palette, if it has a ground: it has no sheet itself."""
    if role is not None:
        under.setAutoFillBackground(True)
        under.setBackgroundRole(role)


def in_parts(holder: QWidget) -> None:
    """What it holds is small as yet, and will not be."""
    holder.setProperty(_IN_PARTS, True)


def _comes_in_parts(part: QWidget) -> bool:
    return isinstance(part, QStackedWidget) or bool(part.property(_IN_PARTS))


def _can_go_bare(part: QWidget) -> bool:
    return part.property("ground") in _GROUNDS and not any(map(part.property, ("edge", "kind", "banner")))
