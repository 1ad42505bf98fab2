"""A window in the place of another, for the language changed: with the focus, and with what was typed until then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QSplitter, QStackedWidget, QWidget
from shiboken6 import isValid

from spoke.ui.event_loop.sliced import own_turn, sliced
from spoke.ui.look.child_widgets import child_widgets
from spoke.ui.look.repainting import paint_later
from spoke.ui.look.style_sheets import larger
from spoke.ui.navigation import SETTINGS, SKILLS
from spoke.ui.window.window import Window

if TYPE_CHECKING:
    from spoke.ui.look.look import Look
    from spoke.ui.skills.left import Left

_LARGE = 50
"""Widgets, which take milliseconds to be freed."""


async def take_over(window: Window, before: Window) -> None:
    """Stand where `before` stands, as soon as what a person asked that for has ended. This window is built, and was
    shown unseen. Each thing that may take long has a turn of its own, while the other one is still used."""
    if before.chats.page.slash.typed:  # there are forms that are filled in
        await sliced(window.chats.page.slash.making())
    left = None
    if before.places.has(SKILLS):
        await sliced(window.places.making(SKILLS))
        await own_turn()
        left = before.skills.left
        window.skills.take_over(left)
    if window.place == SETTINGS:
        await asyncio.sleep(0)  # what was built is laid out first, and then the page
        window.settings.open(before.settings.current)
        await asyncio.sleep(0)
    await _last_wishes(before)
    _stand_in(window, before, left)


async def _last_wishes(window: Window) -> None:
    """What a person asked this window for while the next one was made has ended, unless it is closed. What follows
    begins in a turn of its own, in which nothing more can be asked."""
    over, operations = asyncio.Event(), window.services.operations
    window.closed.connect(over.set)
    operations.over.connect(over.set)
    await own_turn()
    while operations.going and not window.ended:
        over.clear()
        await over.wait()
        await own_turn()


def _stand_in(window: Window, before: Window, left: Left | None) -> None:
    """In one turn, for what is typed in the next one goes to this window. `left`: what it took over of
    the skills already."""
    window.hide()
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
    if before.chats.current != window.chats.current:
        window.chats.open(before.chats.current)
    window.chats.show_draft()
    window.chats.banner.take_over(before.chats.banner)
    window.chats.page.slash.take_over(before.chats.page.slash.typed)
    if before.places.has(SKILLS) and before.skills.left != left:
        window.skills.take_over(before.skills.left)
    _take_over_focus(window, before)
    if before.isHidden():  # it went into the tray meanwhile
        window.tray.watch(True)
        return
    paint_later(window)
    window.show()
    before.hide()


def _take_over_focus(window: Window, before: Window) -> None:
    """Also where a person went while the window was made."""
    if window.place != before.place:
        window.go(before.place)
    window.ring.pressed(before.ring.by_keyboard)
    column, focus = before.here.panes.column, before.focusWidget()
    if column and focus and column.isAncestorOf(focus):
        if window.here.panes.list_is_drawer:
            window.here.panes.open_list()
        window.here.focus_list()
    elif window.place == SETTINGS and before.settings.current == "appearance":  # there the language was chosen
        window.settings.appearance.language.setFocus()


async def delete(window: Window) -> None:
    """Part by part, what a place holds first: all of it at once would hold up the next window."""
    for timer in window.findChildren(QTimer):
        timer.stop()  # what comes due may ask a part that is gone
    for part in _parts(window):
        if isValid(part):
            part.deleteLater()
            await asyncio.sleep(0)


def _parts(window: Window) -> Iterator[QWidget]:
    for place in window.places.built:
        for stack in filter(isValid, place.findChildren(QStackedWidget)):
            for page in list(filter(None, map(stack.widget, range(stack.count())))):
                yield from _cut(page, window.look)
        for pane in filter(None, (place.panes.column, place.panes.page, place.panes.right)):
            yield from _cut(pane, window.look)
        yield place
    yield window


def _cut(part: QWidget, look: Look) -> Iterator[QWidget]:
    """What it holds first, where that is much, as the fields of forms may be. From then on it hears no more of what
    outlives it: it would ask what is gone."""
    if isValid(part) and larger(part, _LARGE):
        look.disconnect(part)
        look.preferences.disconnect(part)
        inner = part.widget() if isinstance(part, QScrollArea) else None
        for child in [inner] if inner else child_widgets(part):
            if not isinstance(part, QAbstractScrollArea | QSplitter) or child is inner:  # those hold on to theirs
                yield from _cut(child, look)
    yield part
