"""A file of secrets, replaced whole: who reads meanwhile, or after a power cut, finds the old one or the new one."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """For its owner alone. One at a time: the new file has one name until it is whole, so that what a kill leaves
    there goes with the next write, and no secret stays behind."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
