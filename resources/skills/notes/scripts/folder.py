"""The files of the notes: which there are, and which one a name means."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

MAX_NOTES = 800
"""That are read in one run: each is a host call, of which a run has 1,000."""
MAX_BYTES = 512 * 1024
MAX_FOLDERS = 150
_SUFFIXES = (".md", ".markdown")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class Note:
    """`name` is the path below the folder, without the suffix."""

    name: str
    path: Path
    size: int
    mtime: float

    @property
    def changed(self) -> str:
        return datetime.fromtimestamp(self.mtime, UTC).isoformat(timespec="seconds")

    def text(self) -> str:
        return self.path.read_text(encoding="utf-8-sig", errors="replace")


def walk(folder: str) -> list[Note]:
    """All notes, those changed last first. Hidden files and folders are none, links are not followed."""
    notes = sorted(_below(folder), key=lambda note: note.name)
    return sorted(notes, key=lambda note: -note.mtime)


def _below(folder: str) -> Iterator[Note]:
    waiting = [PurePosixPath()]
    for number in range(MAX_FOLDERS):
        if number >= len(waiting):
            return
        for entry in os.scandir(Path(folder) / waiting[number]):
            below = waiting[number] / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(below)
            elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(_SUFFIXES):
                found = entry.stat(follow_symlinks=False)
                yield Note(str(below.with_suffix("")), Path(entry.path), found.st_size, found.st_mtime)
    raise ValueError(f"{folder} has more than {MAX_FOLDERS} folders. Name one of them.")


def note_at(folder: str, name: str) -> Path:
    """The file of the note `name`; `ValueError` for a name that leads out of the folder or is hidden."""
    path = PurePosixPath(name.strip())
    if path.is_absolute() or not path.parts or any(part.startswith(".") for part in path.parts):
        raise ValueError(
            f"'{name}' is not the name of a note. Give its path below the folder, such as Cars/Oil change."
        )
    if path.suffix.lower() not in _SUFFIXES:
        path = path.with_name(path.name + ".md")
    return Path(folder) / path


def file_name(title: str) -> str:
    """A title as a file's name that every system takes, no longer than 200 bytes."""
    name = _FORBIDDEN.sub("-", title.strip()).strip(" .-")
    if not name:
        raise ValueError("The title has no letters to name a file by.")
    return name.encode()[:200].decode(errors="ignore").rstrip(" .")


def find(folder: str, name: str) -> Note:
    """The note of that path, or the only one of that name. Case does not matter."""
    wanted = note_at(folder, name).relative_to(Path(folder)).with_suffix("").as_posix().casefold()
    notes = walk(folder)
    found = [note for note in notes if note.name.casefold() == wanted]
    found = found or [note for note in notes if note.name.casefold().rpartition("/")[2] == wanted]
    if len(found) > 1:
        names = ", ".join(sorted(note.name for note in found)[:5])
        raise ValueError(f"{len(found)} notes are called '{name}': {names}. Give the whole path of one.")
    if not found:
        raise ValueError(f"There is no note '{name}' in {folder}. Search for it, or list the notes.")
    return found[0]
