"""What a data folder holds is replaced as a whole, or not at all, whoever dies meanwhile.

The new things are made ready in a folder of their own; giving that folder its name decides. What is left to do after
that is done by `finish`, which may be cut anywhere and run again: by who decided, or by the folder's next owner.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from shared.system.database_copy import to_disk

PART, READY = "restore.part", "restore.ready"
_DONE = "restore.done"
_ASIDE = "aside"
"""File in the ready folder: where the old things go, and their names."""

_MOVED = "moved"
"""File in the ready folder: they have gone."""


def part_of(folder: Path) -> Path:
    """Where to make the new things ready; empty."""
    part = folder / PART
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    return part


def decide(folder: Path, aside: str, old: Iterable[str], *, joins: str | None = None) -> None:
    """Replace the things named `old` by what lies in the part folder; they go to the folder `aside` beside.

    `joins`: a folder whose files come beside those that are there, two levels deep; of the same name the old one stays.
    """
    part = folder / PART
    (part / _ASIDE).write_text("\n".join([aside, *old]))
    for path in (*part.rglob("*"), part):
        to_disk(path)
    part.rename(folder / READY)
    to_disk(folder)
    finish(folder, joins=joins)


def finish(folder: Path, *, joins: str | None = None) -> None:
    """End a replacement that was decided; nothing where there is none."""
    ready, done = folder / READY, folder / _DONE
    if ready.exists():
        name, *old = (ready / _ASIDE).read_text().split("\n")
        news = [path for path in ready.iterdir() if path.name not in (_ASIDE, _MOVED, joins)]
        if not (ready / _MOVED).exists():
            _set_aside(folder, folder / name, {*old, *(path.name for path in news)})
            (ready / _MOVED).touch()
            to_disk(ready)
        for path in news:
            path.rename(folder / path.name)
        if joins is not None:
            _join(ready / joins, folder / joins)
        to_disk(folder)
        ready.rename(done)
        to_disk(folder)
    shutil.rmtree(done, ignore_errors=True)


def _join(new: Path, held: Path) -> None:
    for path in new.glob("*/*"):
        target = held / path.relative_to(new)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.exists():
            path.rename(target)


def _set_aside(folder: Path, aside: Path, names: set[str]) -> None:
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in names:
        if (folder / name).exists():
            (folder / name).rename(aside / name)
    to_disk(aside)
    to_disk(folder)
