"""What was typed and not sent, or may have been, with the files that were to go with it and the message whose place it
was to take, by chat, kept beside the node's data so that it outlives the window."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from shared.errors import FelloeError
from spoke.ui.own_files import keep_file

PAUSE_MS, AGAIN_MS = 400, 2_000
"""From the first key that is not on the disk until it is; from a disk that refused to the next try."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One that is to go with a text: where it lies on this device, or the attachment that it is already."""

    path: str = ""
    attachment: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """`aside` and `files`: what was being typed, and was to go with it, when one began to edit this message. `text`:
    what that says."""

    message: str
    aside: str
    files: tuple[KeptFile, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What was sent and may have arrived: under which id, with what it goes under the same one once more, and the
    files that are not to be sent again if it has."""

    id: str
    text: str = ""
    around: tuple[str, ...] = ()
    files: tuple[KeptFile, ...] = ()


@dataclass(slots=True)
class _Kept:
    texts: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[KeptFile, ...]] = field(default_factory=dict)
    edits: dict[str, Edit] = field(default_factory=dict)
    tries: dict[str, Tried] = field(default_factory=dict)

    def written(self) -> str:
        return json.dumps(asdict(self))


class Drafts(QObject):
    """Written while one types, at most `PAUSE_MS` behind, and on `save`. A disk that refuses leaves them in memory, and
    is tried again until it takes them: `refused` carries why, or none when they are on it."""

    refused = Signal(object)

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._kept = _read(file)
        self._on_disk = self._kept.written()
        self.trouble: FelloeError | None = None
        """Why what was typed last is in memory only."""

        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save)

    @property
    def folder(self) -> Path:
        """Where the desktop keeps what is its own."""
        return self._file.parent

    def get(self, chat: str) -> str:
        return self._kept.texts.get(chat, "")

    def files(self, chat: str) -> tuple[KeptFile, ...]:
        return self._kept.files.get(chat, ())

    def all_files(self) -> Iterator[KeptFile]:
        """Those that were put aside for an edit too."""
        yield from chain(*self._kept.files.values(), *(edit.files for edit in self._kept.edits.values()))

    @property
    def at_risk(self) -> bool:
        """Something would be lost with this window."""
        return self.trouble is not None and self._kept.written() != self._on_disk

    def put(self, chat: str, text: str) -> None:
        if text != self.get(chat):
            self._kept.texts.pop(chat, None)
            if text:
                self._kept.texts[chat] = text
            self._changed()

    def put_files(self, chat: str, files: Iterable[KeptFile]) -> None:
        kept = tuple(files)
        if kept != self._kept.files.pop(chat, ()):
            self._changed()
        if kept:
            self._kept.files[chat] = kept

    def edit(self, chat: str) -> Edit | None:
        """Which message the text of this chat is to take the place of."""
        return self._kept.edits.get(chat)

    def put_edit(self, chat: str, edit: Edit) -> None:
        self._kept.edits[chat] = edit
        self._changed()

    def take_edit(self, chat: str) -> Edit | None:
        """It is over."""
        edit = self._kept.edits.pop(chat, None)
        if edit:
            self._changed()
        return edit

    def tried(self, chat: str) -> Tried | None:
        return self._kept.tries.get(chat)

    def put_tried(self, chat: str, tried: Tried) -> Tried:
        """On the disk before it is sent: a window that is killed would send it once more under another id."""
        if self._kept.tries.get(chat) != tried:
            self._kept.tries[chat] = tried
            self.save()
        return tried

    def arrived(self, chat: str) -> None:
        """What was sent is there."""
        if self._kept.tries.pop(chat, None):
            self._changed()

    def _changed(self) -> None:
        if not self._timer.isActive():  # who types without a pause is not to lose all of it
            self._timer.start(PAUSE_MS)

    def save(self) -> None:
        self._timer.stop()
        written = self._kept.written()
        before, self.trouble = self.trouble, keep_file(self._file, written)
        if self.trouble:
            self._timer.start(AGAIN_MS)
        else:
            self._on_disk = written
        if (before is None) != (self.trouble is None):
            self.refused.emit(self.trouble)


def joined(first: str, then: str) -> str:
    """Of two texts that come into one field neither is lost."""
    return "\n".join(filter(None, (first, then)))


def _read(file: Path) -> _Kept:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        files = {str(chat): _files(of) for chat, of in kept["files"].items()}
        edits = {
            str(chat): Edit(str(of["message"]), str(of["aside"]), _files(of["files"]), str(of.get("text", "")))
            for chat, of in kept.get("edits", {}).items()
        }
        tries = {
            str(chat): Tried(str(of["id"]), str(of["text"]), tuple(map(str, of["around"])), _files(of["files"]))
            for chat, of in kept.get("tries", {}).items()
        }
        return _Kept({str(chat): str(text) for chat, text in kept["texts"].items()}, files, edits, tries)
    except (OSError, ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return _Kept()


def _files(kept: list[dict[str, Any]]) -> tuple[KeptFile, ...]:
    return tuple(KeptFile(**each) for each in kept)
