"""What the window does by keys, wherever the focus is. Places add their own to the same `Actions`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget

from spoke.ui.i18n.translate import later, tr
from spoke.ui.navigation import CHATS, PLACES, SKILLS
from spoke.ui.services import Services
from spoke.ui.widgets.buttons import LEAVES
from spoke.ui.window.focus_ring import FocusRing
from spoke.ui.window.key_list import KeyList
from spoke.ui.window.places import Places
from spoke.ui.window.rail import Rail

WINDOW, CHAT, ASKS, MESSAGES, FORMS = (
    later("Window"),
    later("Chats"),
    later("Questions"),
    later("Messages"),
    later("Forms and lists"),
)
_BY_WIDGETS = (
    (CHAT, "Return", later("Send")),
    (CHAT, "Shift+Return", later("New line")),
    (CHAT, "Up", later("Earlier text, in an empty composer")),
    (ASKS, "1", later("Allow once, with the focus in the question")),
    (ASKS, "2", later("Allow in this chat")),
    (ASKS, "3", later("Always allow what the question says")),
    (ASKS, "0", later("Deny")),
    (MESSAGES, "C", later("Copy the message")),
    (MESSAGES, "E", later("Edit the message")),
    (MESSAGES, "R", later("Answer again")),
    (MESSAGES, "Left Right", later("Previous branch, next branch")),
    (FORMS, "Ctrl+Return", later("Run the form or the code")),
    (FORMS, "F2", later("Rename")),
    (FORMS, "Del", later("Delete")),
)


class WindowActions(QObject):
    def __init__(
        self,
        window: QWidget,
        places: Places,
        services: Services,
        rail: Rail,
        ring: FocusRing,
        open_palette: Callable[[], object],
        quit_felloe: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window, self._places, self._rail, self._ring = window, places, rail, ring
        self._keys: KeyList | None = None
        self._actions, self._look = services.actions, services.look
        add, look = self._actions.add, self._look
        group = tr(WINDOW)
        for number, (icon, word, keys) in enumerate(PLACES):
            add(group, tr(word), keys, partial(places.go_by_hand, number), icon=icon)
        add(group, tr("Find functions, chats, devices and actions"), "Ctrl+K", open_palette, quiet=True)
        add(group, tr("Show or hide the list"), "Ctrl+B", self._toggle_list, icon="pane-left")
        add(group, tr("Next pane"), "F6", partial(self._next_pane, 1), quiet=True)
        add(group, tr("Previous pane"), "Shift+F6", partial(self._next_pane, -1), quiet=True)
        add(group, tr("Close what is open, else back to the composer"), "Esc", self._escape, quiet=True)
        undo = services.undo
        add(group, tr("Undo"), "Ctrl+Z", undo.last, icon="undo", possible=lambda: bool(undo.offers))
        add(group, tr("Larger"), "Ctrl+= Ctrl++", partial(look.zoom_by, 1), icon="zoom-in")
        add(group, tr("Smaller"), "Ctrl+-", partial(look.zoom_by, -1), icon="zoom-out")
        add(group, tr("As large as the system's text"), "Ctrl+0", partial(look.zoom_by, 0), icon="search")
        add(group, tr("Switch between light and dark"), "", self._switch_theme, icon="moon")
        add(group, tr("Keys"), "F1", self._show_keys, icon="keyboard")
        add(group, tr("Quit Felloe"), "Ctrl+Q", quit_felloe, icon="quit")
        add(tr("Skills"), tr("Add a skill"), "Ctrl+O", self._add_skill, icon="skill", place=SKILLS)
        add(tr(CHAT), tr("New chat"), "Ctrl+N", self._new_chat, icon="plus")
        add(tr(CHAT), tr("Search chats"), "Ctrl+F", self._search, icon="search")
        add(tr(ASKS), tr("Answer the oldest question"), "Alt+A", self._answer, quiet=True)
        for heading, keys, words in _BY_WIDGETS:
            self._actions.note(tr(heading), keys, tr(words))

    def _add_skill(self) -> None:
        self._places.skills.add()

    def _toggle_list(self) -> None:
        self._places.here.panes.toggle_list()

    def _next_pane(self, step: int) -> None:
        """Around the panes that are in sight: rail, list, page, right pane."""
        panes = self._places.here.panes
        seen: list[QWidget] = [
            pane for pane in (self._rail, panes.column, panes.page, panes.right) if pane and pane.isVisible()
        ]
        focus = self._window.focusWidget()
        now = next((number for number, pane in enumerate(seen) if focus and pane.isAncestorOf(focus)), -1)
        self._ring.focus_in(seen[(now + step) % len(seen)])

    def _escape(self) -> None:
        places, panes = self._places, self._places.here.panes
        if _leave_form(self._window.focusWidget()) or panes.close_drawer() or panes.leave_right():
            return
        if places.current == CHATS:
            places.chats.escape()
        else:
            places.go(CHATS)
            places.chats.focus_composer()

    def _new_chat(self) -> None:
        self._places.go(CHATS)
        self._places.chats.new_chat()

    def _answer(self) -> None:
        if self._places.chats.asks.cards:
            self._places.go(CHATS)
            self._places.chats.focus_ask()

    def _search(self) -> None:
        """In the place that is shown."""
        self._places.here.panes.open_list()
        self._places.here.search.setFocus()

    def _switch_theme(self) -> None:
        look = self._look
        look.preferences.change(theme="light" if look.theme.scheme == "dark" else "dark")

    def _show_keys(self) -> None:
        if self._keys is None:
            self._keys = KeyList(self._window, self._look, self._actions.keys)
        self._keys.open()


def _leave_form(focus: QWidget | None) -> bool:
    """Press what leaves the form or the question that the focus is in; whether there is such a thing."""
    while focus is not None and not focus.isWindow():
        for child in focus.children():
            if isinstance(child, QPushButton) and child.property(LEAVES) and child.isVisible():
                child.click()
                return True
        focus = focus.parentWidget()
    return False
