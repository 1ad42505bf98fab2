"""A small disk of a test's own, that really fills up."""

from __future__ import annotations

import contextlib
import errno
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SmallDisk:
    path: Path

    def fill(self) -> None:
        """To the last byte."""
        with (self.path / "filler").open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(DiskIsFull):
                    while True:
                        _write(file.write, b"x" * size)

    def make_room(self) -> None:
        (self.path / "filler").unlink()


class DiskIsFull(Exception):
    pass


def _write(write: object, block: bytes) -> None:
    assert callable(write)
    try:
        if write(block) < len(block):
            raise DiskIsFull
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise DiskIsFull from None


@contextlib.contextmanager
def small_disk(path: Path, size: str) -> Iterator[SmallDisk]:
    """Mounted at `path`, which does not exist yet. For tests with `requires("mounts")`."""
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", path], check=True)
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)
