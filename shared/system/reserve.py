"""Room that a data folder holds for the day when its disk is full.

Whoever opens a folder needs some room, even only to read (SQLite's shared memory, an address to be found at). It is
there when the reserve is let go, and held again when the folder is closed: a full disk ends writing, and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

NAME = "reserve"
SIZE = 256 * 1024
"""Bytes; a start takes about 100 KB of them."""


def prepare(folder: Path) -> bool:
    """Let it go where there is no other room: whether it was. Where there is plenty, see that it is held."""
    path = folder / NAME
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(folder).free
        if free < SIZE and path.exists():
            path.unlink()
            return True
        if free > 4 * SIZE and not path.exists():
            _hold(path, SIZE)
    return False


def hold_again(folder: Path) -> None:
    """After it was let go: what is left of that room."""
    with contextlib.suppress(OSError):
        _hold(folder / NAME, min(SIZE, shutil.disk_usage(folder).free))


def _hold(path: Path, size: int) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(size))  # what repeats itself takes no room on some disks
    except OSError:
        path.unlink(missing_ok=True)
