"""A file that came in pieces, before it gets its name."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from shared.errors import InvalidArgument


def check_arrived(part: Path, sha256: str) -> None:
    """Its content is on the disk when this returns. Raises `InvalidArgument` if it is not what its hash says; then the
    file is gone."""
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    if found != sha256:
        part.unlink()
        raise InvalidArgument("What came is not what its hash says. Nothing of it was kept.")
