"""What was typed and not sent, by chat, kept beside the node's data so that it outlives the window."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from spoke.ui.kept_file import write_whole

_PAUSE_MS = 400


class Drafts(QObject):
    """Written a moment after the last key and on `save`. A disk that refuses leaves them in memory."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._texts: dict[str, str] = _read(file)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.save)

    def get(self, chat: str) -> str:
        return self._texts.get(chat, "")

    def put(self, chat: str, text: str) -> None:
        if text == self.get(chat):
            return
        self._texts.pop(chat, None)
        if text:
            self._texts[chat] = text
        self._timer.start()

    def save(self) -> None:
        self._timer.stop()
        write_whole(self._file, json.dumps(self._texts))


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {str(chat): str(text) for chat, text in kept.items()}
    except (OSError, ValueError, AttributeError):
        return {}
