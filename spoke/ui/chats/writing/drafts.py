"""What was typed and not sent, by chat, kept beside the node's data so that it outlives the window."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from shared.errors import FelloeError
from spoke.ui.kept_file import write_whole

PAUSE_MS, AGAIN_MS = 400, 2_000
"""From the first key that is not on the disk until it is; from a disk that refused to the next try."""


class Drafts(QObject):
    """Written while one types, at most `PAUSE_MS` behind, and on `save`. A disk that refuses leaves them in memory, and
    is tried again until it takes them: `refused` carries why, or none when they are on it."""

    refused = Signal(object)

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._texts: dict[str, str] = _read(file)
        self._on_disk = dict(self._texts)
        self.trouble: FelloeError | None = None
        """Why what was typed last is in memory only."""

        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save)

    def get(self, chat: str) -> str:
        return self._texts.get(chat, "")

    @property
    def at_risk(self) -> bool:
        """Something would be lost with this window."""
        return self.trouble is not None and self._texts != self._on_disk

    def put(self, chat: str, text: str) -> None:
        if text == self.get(chat):
            return
        self._texts.pop(chat, None)
        if text:
            self._texts[chat] = text
        if not self._timer.isActive():  # who types without a pause is not to lose all of it
            self._timer.start(PAUSE_MS)

    def save(self) -> None:
        self._timer.stop()
        before, self.trouble = self.trouble, write_whole(self._file, json.dumps(self._texts))
        if self.trouble:
            self._timer.start(AGAIN_MS)
        else:
            self._on_disk = dict(self._texts)
        if (before is None) != (self.trouble is None):
            self.refused.emit(self.trouble)


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {str(chat): str(text) for chat, text in kept.items()}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}
