"""A window in the place of another, for the language changed: with the focus, and with what was typed until then."""

from __future__ import annotations

from PySide6.QtCore import Qt

from spoke.ui.navigation import SETTINGS, SKILLS
from spoke.ui.window.window import Window


def take_over(window: Window, before: Window) -> None:
    """Stand where `before` stands. This window was shown unseen."""
    window.hide()
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
    if before.chats.current != window.chats.current:
        window.chats.open(before.chats.current)
    window.chats.show_draft()
    window.chats.banner.take_over(before.chats.banner)
    window.chats.page.slash.take_over(before.chats.page.slash.typed)
    if before.places.has(SKILLS):
        window.skills.take_over(before.skills.left)
    _take_over_focus(window, before)
    if before.isHidden():  # it went into the tray meanwhile
        window.tray.watch(True)
        return
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
