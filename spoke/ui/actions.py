"""What the window can do: each thing once, by its keys, in the palette and in the list of keys (F1)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def native(keys: str) -> str:
    """Keys as this system writes them: ⌘ for Ctrl on a Mac, and Enter for what only a Mac calls Return."""
    if sys.platform != "darwin":
        keys = keys.replace("Return", "Enter")
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


@dataclass(frozen=True, slots=True)
class Key:
    """A line of F1. `group`: the heading under which it stands."""

    group: str
    keys: str
    words: str


class Actions(QObject):
    """Of one window. Texts are handed in translated."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._listed: list[tuple[QAction, str, Callable[[], bool], int | None]] = []
        self.place = 0
        """The one that is shown."""

        self.keys: list[Key] = []

    def add(
        self,
        group: str,
        words: str,
        keys: str,
        act: Callable[[], object],
        *,
        icon: str = "",
        quiet: bool = False,
        possible: Callable[[], bool] = lambda: True,
        place: int | None = None,
    ) -> QAction:
        """`keys`: one combination, several with spaces between them, or none. `quiet`: the palette does not list it;
        else it does while it is `possible`. `place`: whose work it is; there it is listed first, elsewhere last."""
        action = QAction(words, self._window)
        action.setShortcuts([QKeySequence(one) for one in keys.split()])
        action.triggered.connect(lambda: act())
        self._window.addAction(action)
        if not quiet:
            self._listed.append((action, icon, possible, place))
        if keys:
            self.note(group, keys, words)
        return action

    @property
    def listed(self) -> list[tuple[QAction, str]]:
        """What can be done now, with the icon of each, as the palette shows them."""
        ordered = sorted(self._listed, key=lambda each: (each[3] != self.place, each[3] is not None))
        return [(action, icon) for action, icon, possible, _ in ordered if possible()]

    def do(self, keys: str) -> None:
        """As if these keys were pressed; nothing where nobody added them."""
        wanted = QKeySequence(keys)
        for action in self._window.actions():
            if wanted in action.shortcuts():
                action.trigger()
                return

    def note(self, group: str, keys: str, words: str) -> None:
        """Keys that a widget handles by itself, while it has the focus."""
        self.keys.append(Key(group, "  ".join(native(one) for one in keys.split()), words))
