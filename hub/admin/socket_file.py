"""Where the admin socket is. A socket's path may hold 107 bytes; in a deep folder it lies in a short private one."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_LONGEST = 100
_POINTER = "admin.path"


class SocketFile:
    @staticmethod
    @contextlib.contextmanager
    def make(folder: Path) -> Iterator[Path]:
        """A path for the socket of a hub that owns `folder`; nothing of it is left after the block."""
        path = folder / "admin.sock"
        if len(os.fsencode(path)) <= _LONGEST:
            try:
                yield path
            finally:
                path.unlink(missing_ok=True)
            return
        private = Path(tempfile.mkdtemp(prefix="felloe-hub-"))
        pointer = folder / _POINTER
        try:
            pointer.write_text(str(private / "admin.sock"))
            yield private / "admin.sock"
        finally:
            pointer.unlink(missing_ok=True)
            shutil.rmtree(private, ignore_errors=True)

    @staticmethod
    def find(folder: Path) -> Path:
        """Where it is if the hub runs. The folder is private to its owner, so its pointer can be believed."""
        try:
            return Path((folder / _POINTER).read_text())
        except OSError:
            return folder / "admin.sock"
