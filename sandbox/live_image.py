"""An image as a process that runs guests uses it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from sandbox.image import ImageCache, Progress


class LiveImage:
    """Built when it is first wanted, which `progress` is told of."""

    def __init__(self, cache: ImageCache, progress: Progress | None = None) -> None:
        self._cache = cache
        self._progress = progress
        self._checked: tuple[Path, tuple[int, int]] | None = None
        self._checking = asyncio.Lock()

    async def path(self) -> Path:
        """The compiled image; its sha256 is checked when this process first uses it and whenever the file changed."""
        async with self._checking:
            if self._checked is None or _stamp(self._checked[0]) != self._checked[1]:
                path = await asyncio.to_thread(self._ensure)
                self._checked = (path, _stamp(path))
            return self._checked[0]

    def _ensure(self) -> Path:
        return self._cache.ensure(self._progress) if self._progress else self._cache.ensure()


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - called on the loop for each run
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
