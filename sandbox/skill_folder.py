"""A folder on disk, read once into memory: regular files only, no links followed, nothing that changed meanwhile."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from shared.errors import BadSkill
from shared.limits import LIMITS, MIB

MANIFEST = "skill.md"
"""In lower case: folders of other clients write it `skill.md` and `Skill.md` too."""
DEPTH = 32
_ENTRIES = 100_000
"""Of a folder in which skills are looked for."""
_SKIPPED = frozenset({".git", "__pycache__", "__MACOSX", ".DS_Store", ".pytest_cache", ".ruff_cache", ".mypy_cache"})
_OPENING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A file that became a FIFO or a link since it was listed neither blocks nor leads elsewhere."""

Sign = tuple[int, int, int]
"""What changes with a file: inode, size, time of the last change."""


def is_skipped(path: str) -> bool:
    """Whether what lies there is left by tools, and never part of a skill."""
    return any(part in _SKIPPED for part in path.split("/"))


def too_large(where: str) -> BadSkill:
    return BadSkill(
        f"{where} is too large for a skill: at most {LIMITS.skill_files} files and {LIMITS.skill_bytes // MIB} MB."
    )


def read_folder(folder: Path, only: Collection[str] | None = None) -> dict[str, bytes]:
    """All files by their path inside, or those of `only`. `BadSkill` where one cannot be part of a skill; `OSError`."""
    listed = _listed(folder, only)
    files = {path: _read(folder / path, sign) for path, sign in listed.items()}
    if _listed(folder, only) != listed:
        raise BadSkill(f"{folder} changed while it was read. Try again when nothing writes there.")
    return files


def read_file(path: Path, most: int) -> bytes:
    """The beginning of a regular file, which no link leads to."""
    with os.fdopen(os.open(path, _OPENING), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise BadSkill(f"{path} is not a regular file.")
        return file.read(most)


def unreadable(path: Path, error: OSError) -> BadSkill:
    """What the system said, of the file that it said it of."""
    where = error.filename if isinstance(error.filename, str) else path
    return BadSkill(f"{where} cannot be read: {os.strerror(error.errno or 0)}.")


def manifests(folder: Path) -> Iterator[str]:
    """The folders below that hold a SKILL.md, by their path inside; the outer ones first."""
    seen = 0
    found = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and name != "node_modules")
        seen += len(folders) + len(files)
        inner = Path(parent).relative_to(folder)
        if seen > _ENTRIES or len(inner.parts) > DEPTH:
            raise BadSkill(f"{folder} holds too much to look for skills in it. Name the skill's own folder.")
        if any(name.lower() == MANIFEST for name in files):
            found.append("" if inner == Path() else inner.as_posix())
    yield from sorted(found, key=lambda path: (path.count("/") if path else -1, path))


def _listed(folder: Path, only: Collection[str] | None) -> dict[str, Sign]:
    found: dict[str, Sign] = {}
    total = 0
    for path, status in _walk(folder, ""):
        if only is not None and path not in only:
            continue
        if stat.S_ISLNK(status.st_mode):
            raise BadSkill(f"{folder / path} is a link. A skill must hold its files itself.")
        if not stat.S_ISREG(status.st_mode):
            raise BadSkill(f"{folder / path} is not a regular file.")
        found[path] = status.st_ino, status.st_size, status.st_mtime_ns
        total += status.st_size
        if len(found) > LIMITS.skill_files or total > LIMITS.skill_bytes:
            raise too_large(str(folder))
    return found


def _walk(folder: Path, inner: str, depth: int = 0) -> Iterator[tuple[str, os.stat_result]]:
    """What lies below that is no folder, in order, with its path inside; links are not followed."""
    if depth > DEPTH:
        raise BadSkill(f"{folder} lies more than {DEPTH} folders deep in its skill.")
    for entry in sorted(os.scandir(folder), key=lambda item: item.name):
        if entry.name in _SKIPPED:
            continue
        if not _is_utf8(entry.name):
            raise BadSkill(f"A file in {folder} has a name that is not text.")
        path = f"{inner}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{path}/", depth + 1)
        else:
            yield path, os.lstat(entry.path)


def _read(path: Path, listed: Sign) -> bytes:
    with os.fdopen(os.open(path, _OPENING), "rb") as file:
        size = listed[1]
        data = file.read(size + 1)
        status = os.fstat(file.fileno())
    if (status.st_ino, status.st_size, status.st_mtime_ns) != listed or len(data) != size:
        raise BadSkill(f"{path} changed while it was read. Try again when nothing writes there.")
    return data


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
