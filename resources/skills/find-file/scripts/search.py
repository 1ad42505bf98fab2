"""Files of this device whose names fit."""

import fnmatch
import os
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

MAX_FOLDERS = 300
"""That are looked into: each is a host call."""
MAX_FILES = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    pattern: re.Pattern[str]
    whole_path: bool
    since: float

    @classmethod
    def parse(cls, pattern: str, newer_than: str = "") -> "Wanted":
        text = pattern.strip().casefold()
        if not text or len(text) > 200:
            raise ValueError(
                "Say what to look for: part of a name, or a pattern such as *.pdf, of 200 characters at most."
            )
        if not re.search(r"[*?\[]", text):
            text = f"*{text}*"
        text = re.sub(r"\*{2,}", "*", text)  # they mean the same, and many make the search slow
        try:
            since = datetime.fromisoformat(newer_than) if newer_than else None
        except ValueError:
            raise ValueError(f"'{newer_than[:50]}' is not a date. Write it as 2026-01-01.") from None
        if since is not None and since.tzinfo is None:
            since = since.replace(tzinfo=UTC)
        return cls(re.compile(fnmatch.translate(text)), "/" in text, since.timestamp() if since else float("-inf"))

    def fits(self, below: str, mtime: float) -> bool:
        """`below` is the path below the folder that is searched."""
        name = below if self.whole_path else below.rpartition("/")[2]
        return mtime >= self.since and self.pattern.match(name.casefold()) is not None


@dataclass(frozen=True, slots=True)
class File:
    path: str
    size: int
    mtime: float

    def told(self) -> dict:
        changed = datetime.fromtimestamp(self.mtime, UTC).isoformat(timespec="seconds")
        return {"path": self.path, "size": self.size, "changed": changed}


@dataclass(slots=True)
class Found:
    """`skipped`: folders that were not looked into, and why."""

    count: int = 0
    skipped: dict[str, str] = field(default_factory=dict)
    complete: bool = True


def below(folders: list[str], wanted: Wanted, found: Found) -> Iterator[File]:
    """What fits in the folders, those near the top first; `found` says at the end how far it looked."""
    waiting = [(folder.rstrip("/") or "/", "") for folder in dict.fromkeys(folders)]
    for number in range(MAX_FOLDERS):
        if number >= len(waiting) or found.count >= MAX_FILES:
            break
        inner = yield from _look(*waiting[number], wanted, found)
        waiting += inner
    else:
        number = MAX_FOLDERS
    found.complete = number >= len(waiting) and not found.skipped


def _look(root: str, inside: str, wanted: Wanted, found: Found) -> Generator[File, None, list[tuple[str, str]]]:
    """What fits in one folder; returns the folders in it."""
    folder = Path(root) / inside
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        found.skipped[str(folder)] = "not granted" if isinstance(error, PermissionError) else "not there"
        return []
    inner = []
    for entry in sorted(entries, key=lambda entry: entry.name):
        path = f"{inside}/{entry.name}" if inside else entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            inner.append((root, path))
        elif entry.is_file(follow_symlinks=False):
            told = entry.stat(follow_symlinks=False)
            if wanted.fits(path, told.st_mtime):
                found.count += 1
                yield File(f"{root.rstrip('/')}/{path}", told.st_size, told.st_mtime)
    return inner
