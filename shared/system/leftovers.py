"""What a killed process left, outside of a data folder: the next one that writes to the same place takes it away."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

_KILLED_S = 24 * 3600
"""Where nothing was written for so long, nobody writes any more."""


def sweep(folder: Path, pattern: str) -> None:
    """Remove the files and folders of this pattern that nobody writes to. It must match nothing that a person made."""
    for left in folder.glob(pattern):
        with contextlib.suppress(OSError):  # of somebody else, or gone; what is wrong here is said by who writes here
            whole = left.is_dir() and not left.is_symlink()
            parts = left.iterdir() if whole else ()
            if max(path.lstat().st_mtime for path in (left, *parts)) < time.time() - _KILLED_S:
                shutil.rmtree(left) if whole else left.unlink()
