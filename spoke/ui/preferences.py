"""How the person wants the desktop on this device. It stays on the device: no hub and no other face reads it.

`Choices` are what the settings show; `kept` holds what the window remembers by itself (places, widths, what was open).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Literal, get_args

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from spoke.ui.whole_file import write_whole

Kept = Any
"""What JSON can hold."""

ThemeChoice = Literal["system", "light", "dark"]
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
_PAUSE_MS = 400


@dataclass(frozen=True, slots=True)
class Choices:
    """Checked by hand: the window is not to wait for pydantic before it is seen."""

    theme: ThemeChoice = "system"
    zoom: int = 100
    """Percent of the system's text size."""

    language: str = "system"
    """`system`, or one of `translate.LANGUAGES`."""

    less_motion: bool = False
    """No motion at all, also where the system allows it."""

    background: bool = True
    """Closing the window leaves Felloe running in the tray, where there is one."""

    notify: bool = True
    """Tell of asks and finished answers through the system's notifications."""

    local_chats: bool = False
    """A new chat stays on this device until it is offered."""

    def __post_init__(self) -> None:
        """Raises ValueError for what is no choice."""
        for field in fields(self):
            if type(getattr(self, field.name)) is not type(field.default):
                raise ValueError(f"{field.name} is no {type(field.default).__name__}")
        if self.theme not in get_args(ThemeChoice) or not ZOOMS[0] <= self.zoom <= ZOOMS[-1]:
            raise ValueError("no such theme or zoom")


class Preferences(QObject):
    """`changed` follows each change of `choices`. Written a moment later; a disk that refuses leaves it in memory."""

    changed = Signal()

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self.choices, self._kept = _read(file)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._save_aside)
        self._writing = Lock()
        self._asked = self._written = 0
        """How often it was to be written, and which of these is in the file."""

    def change(self, **choices: object) -> None:
        """Raises ValueError for what is no choice."""
        made = _choices(asdict(self.choices) | choices)
        if made != self.choices:
            self.choices = made
            self._timer.start()
            self.changed.emit()

    def kept(self, name: str, default: Kept = None) -> Kept:
        """What `keep` was told under this name. It was read from a file: look at its type."""
        return self._kept.get(name, default)

    def keep(self, name: str, value: Kept) -> None:
        if self._kept.get(name) != value:
            self._kept[name] = value
            if not self._timer.isActive():  # who types without a pause is not to lose all of it
                self._timer.start()

    def save(self) -> None:
        """Now: it is on the disk when this returns."""
        self._next()()

    def _save_aside(self) -> None:
        """On another thread: there may be long texts among what is kept, which is never changed, only replaced."""
        QThreadPool.globalInstance().start(self._next())

    def _next(self) -> Callable[[], None]:
        self._timer.stop()
        self._asked += 1
        return partial(self._write, self._asked, {"choices": asdict(self.choices), "kept": dict(self._kept)})

    def _write(self, number: int, content: dict[str, Kept]) -> None:
        with self._writing:
            if number > self._written:
                self._written = number
                write_whole(self._file, json.dumps(content, indent=1))


def _read(file: Path) -> tuple[Choices, dict[str, Kept]]:
    """What is damaged is as if it were new: nothing in here is worth a refusal to start."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        choices, kept = content["choices"], content["kept"]
        return _choices(choices), kept if isinstance(kept, dict) else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Choices(), {}


def _choices(given: dict[str, Any]) -> Choices:
    """What nobody knows any more is left out."""
    known = {field.name for field in fields(Choices)}
    return Choices(**{name: value for name, value in given.items() if name in known})
