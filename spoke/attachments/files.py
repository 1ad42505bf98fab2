"""Attached files of a device, by hash, in its data folder. One has its name when all of it is on the disk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from shared.errors import NotFound, TooLarge
from shared.limits import LIMITS
from shared.system.arrived_file import check_arrived
from shared.system.folder import unusable
from shared.system.whole_file import to_disk

CHUNK = 256 * 1024


class Files:
    """Blocking: to be called on a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where it lies if it is here."""
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotFound("This attachment is not on this device.") from None

    def add(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Keep a file; its hash and size. Raises `TooLarge` before more than may be is on the disk."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="new-", suffix=".part", dir=self._folder)
            part = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    sha256, size = _write(file, chunks)
                self._name(part, sha256)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise unusable(self._folder, error) from error
        return sha256, size

    # --- one that comes in pieces ---

    def arrived(self, sha256: str) -> int:
        """Bytes of it that are here already."""
        with contextlib.suppress(FileNotFoundError):
            return self._part(sha256).stat().st_size
        return 0

    def append(self, sha256: str, offset: int, chunk: bytes) -> None:
        part = self._part(sha256)
        try:
            part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("ab") as file:
                file.truncate(offset)
                file.write(chunk)
        except OSError as error:
            raise unusable(self._folder, error) from error

    def finish(self, sha256: str) -> None:
        """Give it its name. Raises `InvalidArgument` if it is not what its hash says: then it is dropped."""
        part = self._part(sha256)
        self.append(sha256, self.arrived(sha256), b"")
        check_arrived(part, sha256)
        try:
            self._name(part, sha256)
        except OSError as error:
            raise unusable(self._folder, error) from error

    # --- room ---

    def collect(self, used: set[str], older_s: float) -> int:
        """Remove files that are not used and were not touched for so long; how many."""
        before = time.time() - older_s
        removed = 0
        for path in [*self._folder.glob("*.part"), *self._folder.glob("??/*")]:
            with contextlib.suppress(FileNotFoundError):
                if path.name not in used and path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
        return removed

    def _part(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.part"

    def _name(self, part: Path, sha256: str) -> None:
        file = self.path(sha256)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        if file.exists():
            os.utime(file)  # a file that is used again is young again
            part.unlink()
            return
        part.chmod(0o600)
        part.replace(file)
        for folder in (file.parent, self._folder):
            to_disk(folder)


def _write(file: BinaryIO, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > LIMITS.attachment:
            raise TooLarge(f"An attachment may have {LIMITS.attachment // 2**20} MiB.")
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def pieces(source: BinaryIO) -> Iterable[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk
