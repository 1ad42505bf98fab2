"""A file that is replaced whole: who reads meanwhile, or after a power cut, finds the old one or the new one."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes, *, flush: bool = True) -> None:
    """For its owner alone, from its first byte on. Without `flush` it does not wait for the disk, and after a power cut
    the file may be empty on some file systems.

    One writer at a time: the new file has one name until it is whole, so that what a kill leaves there goes with the
    next write, and no secret stays behind. Raises `OSError`, having changed nothing.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def to_disk(path: Path) -> None:
    """A file's content, or the names in a folder: there after a power cut. A rename is, once its folder is."""
    if os.name != "posix" and path.is_dir():
        return  # Windows opens no folder
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
