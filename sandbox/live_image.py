"""An image as a process that runs guests uses it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path


class LiveImage:
    """`ensure` gives the compiled image, its sha256 checked, and may build it first; it runs in a thread."""

    def __init__(self, ensure: Callable[[], Path]) -> None:
        self._ensure = ensure
        self._checked: tuple[Path, tuple[int, int]] | None = None
        self._checking = asyncio.Lock()

    async def path(self) -> Path:
        """The compiled image, ensured when it is first wanted and whenever the file has changed since."""
        async with self._checking:
            if self._checked is None or _stamp(self._checked[0]) != self._checked[1]:
                path = await asyncio.to_thread(self._ensure)
                self._checked = (path, _stamp(path) or (0, 0))
            return self._checked[0]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - called on the loop for each run
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size)
