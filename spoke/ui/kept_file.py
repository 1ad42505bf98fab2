"""Small files beside the node's data that the desktop keeps for itself."""

from __future__ import annotations

import contextlib
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Replace the file in one step, readable by its owner alone. A disk that refuses leaves the old one."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
