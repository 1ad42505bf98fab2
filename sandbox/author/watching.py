"""When a skill's folder was changed and is whole again. Looks at its files; nothing has to be installed for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

INTERVAL_S = 0.25
"""Between two looks: 2,000 files take 10 ms."""

_State = tuple[tuple[str, int, int, int], ...] | None


async def changes(folder: Path) -> AsyncIterator[None]:
    """Once now, then once after each change, when it has been still for one look.

    Editors save by removing and renaming: a file, or the folder, may be away for a moment. Cancelling is safe.
    """
    told: _State = None
    begun = False
    while True:
        state = await asyncio.to_thread(_state, folder)
        if state is not None and (state != told or not begun):
            told, begun = state, True
            yield
            continue
        await asyncio.sleep(INTERVAL_S)
        while (later := await asyncio.to_thread(_state, folder)) != state:
            state = later
            await asyncio.sleep(INTERVAL_S)


def _state(folder: Path) -> _State:
    """What tells one state of the folder from another; None while it is no skill."""
    found = []
    try:
        if not any(entry.name.lower() == "skill.md" for entry in folder.iterdir()):
            return None
        for path in _files(folder):
            seen = path.stat()
            found.append((str(path), seen.st_mtime_ns, seen.st_size, seen.st_ino))
    except OSError:
        return None
    return tuple(found)


def _files(folder: Path) -> Iterator[Path]:
    """All but what tools leave behind, which may change whenever the skill is only read."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        yield from (Path(parent, name) for name in sorted(files) if not name.startswith("."))
