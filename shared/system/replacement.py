"""What a data folder holds is replaced as a whole, or not at all, whoever dies meanwhile.

The new things are made ready in a folder of their own; giving that folder its name decides. What is left to do after
that is done by `finish`, which may be cut anywhere and run again: by who decided, or by the folder's next owner.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from shared.errors import FolderUnusable
from shared.system.folder import unusable
from shared.system.whole_file import to_disk

PART, READY = "restore.part", "restore.ready"
_DONE = "restore.done"
_ASIDE = "aside"
"""File in the ready folder: where the old things go, and their names."""

_MOVED = "moved"
"""File in the ready folder: they have gone."""

_SAID = 64 * 1024
"""Bytes of the first of these."""


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
    """End a replacement that was decided; nothing where there is none.

    Raises `FolderUnusable`: having moved nothing, where what lies there is none of ours; or where it cannot be moved.
    """
    done = folder / _DONE
    try:
        if os.path.lexists(folder / READY):
            _finish(folder, joins)
            (folder / READY).rename(done)
            to_disk(folder)
    except OSError as error:
        raise unusable(folder, error) from error
    shutil.rmtree(done, ignore_errors=True)


def _finish(folder: Path, joins: str | None) -> None:
    ready = folder / READY
    aside, old = _said(ready)
    news = [path for path in ready.iterdir() if path.name not in (_ASIDE, _MOVED, joins)]
    if not (ready / _MOVED).exists():
        if not news:
            raise _garbage(ready)
        _set_aside(folder, folder / aside, {*old, *(path.name for path in news)})
        (ready / _MOVED).touch()
        to_disk(ready)
    for path in news:
        path.rename(folder / path.name)
    if joins is not None:
        _join(ready / joins, folder / joins)
    to_disk(folder)


def _said(ready: Path) -> tuple[str, list[str]]:
    """Where the old things go, and their names."""
    said = ready / _ASIDE
    try:
        if not said.is_file() or said.stat().st_size > _SAID:
            raise _garbage(ready)
        aside, *old = names = said.read_text().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _garbage(ready) from error
    if any(name in ("", ".", "..") or name != Path(name).name for name in names):
        raise _garbage(ready)
    return aside, old


def _garbage(ready: Path) -> FolderUnusable:
    return FolderUnusable(
        f"{ready} is not what a restore leaves when it is cut short, so nothing was moved. Move it elsewhere: what "
        f"{ready.parent} holds is then used as it is."
    )


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
