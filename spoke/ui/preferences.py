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

from shared.errors import FelloeError
from spoke.ui.own_files import keep_file

Kept = Any
"""What JSON can hold."""

ThemeChoice = Literal["system", "light", "dark"]
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
_PAUSE_MS, _AGAIN_MS = 400, 2_000
"""From a change until it is written; from a disk that refused to the next try."""


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
    """`changed` follows each change of `choices`. Written a moment later, and again until the disk takes it: `tried`
    follows each time, with why it was refused, or none."""

    changed = Signal()
    tried = Signal(object)
    _wrote = Signal(int, object)
    """On whichever thread that was."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self.choices, self._kept = _read(file)
        self.trouble: FelloeError | None = None
        """Why the disk refused, the last time."""

        self._typed: dict[str, Kept] = {}
        self._typed_on_disk: dict[str, Kept] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save_aside)
        self._wrote.connect(self._end)
        self._writing = Lock()
        self._asked = self._written = 0
        """How often it was to be written, and which of these was tried last."""

    def change(self, **choices: object) -> None:
        """Raises ValueError for what is no choice."""
        made = _choices(asdict(self.choices) | choices)
        if made != self.choices:
            self.choices = made
            self._timer.start(_PAUSE_MS)
            self.changed.emit()

    def kept(self, name: str, default: Kept = None) -> Kept:
        """What `keep` was told under this name. It was read from a file: look at its type."""
        return self._kept.get(name, default)

    def keep(self, name: str, value: Kept, *, typed: Kept = None) -> None:
        """`typed`: what of it a person would miss."""
        if self._kept.get(name) != value:
            self._kept[name] = value
            self._typed[name] = typed
            if not self._timer.isActive():  # who types without a pause is not to lose all of it
                self._timer.start(_PAUSE_MS)

    @property
    def at_risk(self) -> bool:
        """Something that was typed would be lost with this program."""
        return self.trouble is not None and any(
            typed and typed != self._typed_on_disk.get(name) for name, typed in self._typed.items()
        )

    def save(self) -> None:
        """Now: when this returns, it is on the disk or there is `trouble`."""
        self._next()()

    def save_aside(self) -> None:
        """Now, on another thread: there may be long texts among what is kept, which is never changed, only replaced."""
        QThreadPool.globalInstance().start(self._next())

    def _next(self) -> Callable[[], None]:
        self._timer.stop()
        self._asked += 1
        content = {"choices": asdict(self.choices), "kept": dict(self._kept)}
        return partial(self._write, self._asked, content, dict(self._typed))

    def _write(self, number: int, content: dict[str, Kept], typed: dict[str, Kept]) -> None:
        with self._writing:
            if number > self._written:
                self._written = number
                trouble = keep_file(self._file, json.dumps(content, indent=1))
                self._wrote.emit(number, (trouble, typed))

    def _end(self, number: int, end: tuple[FelloeError | None, dict[str, Kept]]) -> None:
        if number < self._asked:
            return  # one that is newer says more
        self.trouble, typed = end
        if self.trouble is None:
            self._typed_on_disk = typed
        elif not self._timer.isActive():
            self._timer.start(_AGAIN_MS)
        self.tried.emit(self.trouble)


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
