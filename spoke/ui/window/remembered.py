"""What a window remembers of the one before: how large it was, and which place it showed."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from spoke.ui.navigation import CHATS, PLACES
from spoke.ui.preferences import Preferences


def restore_size(window: QWidget, preferences: Preferences) -> None:
    window.resize(1280, 800)
    kept = preferences.kept("window")
    if isinstance(kept, str):
        window.restoreGeometry(QByteArray.fromBase64(kept.encode()))


def keep_size(window: QWidget, preferences: Preferences) -> None:
    preferences.keep("window", bytes(window.saveGeometry().toBase64().data()).decode())


def kept_place(preferences: Preferences) -> int:
    place = preferences.kept("place", CHATS)
    return place if isinstance(place, int) and 0 <= place < len(PLACES) else CHATS
