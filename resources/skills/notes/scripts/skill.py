"""Markdown notes in a folder that the user granted."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from folder import MAX_BYTES, MAX_NOTES, Note, file_name, find, note_at, walk
from matching import Query, tags_in

FOLDER = "~/Notes"
LONGEST_TEXT = 200_000


def add(title: str, text: str = "", tags: list[str] | None = None, folder: str = FOLDER) -> dict:
    """Write a new note. A note that is there already is not touched.

    Args:
        title: The note's title, which also names its file; "Cars/Oil change" puts it into a folder.
        text: Markdown.
        tags: Words to put in a last line as #tags.
        folder: Where the notes are.

    Effects: effect
    """
    parent, _, name = title.strip().strip("/").rpartition("/")
    path = note_at(folder, f"{parent}/{file_name(name)}" if parent else file_name(name))
    line = " ".join(f"#{tag.lstrip('#').strip().replace(' ', '-')}" for tag in tags or [] if tag.strip("# "))
    parts = [f"# {name.strip()}", _checked(text).strip("\n"), line]
    try:
        _make(path, "\n\n".join(part for part in parts if part) + "\n")
    except FileExistsError:
        raise ValueError(f"There is a note '{title}' already. Append to it, or choose another title.") from None
    return {"note": _name(path, folder), "path": str(path)}


def append(note: str, text: str, folder: str = FOLDER) -> dict:
    """Add text to the end of a note, after an empty line.

    Args:
        note: Its name.
        text: Markdown.
        folder: Where the notes are.

    Effects: effect
    """
    found = find(folder, note)
    _append(found.path, text)
    return {"note": found.name, "path": str(found.path)}


def daily(text: str = "", day: str = "", folder: str = FOLDER) -> dict:
    """Make the note of a day if there is none, add text to it, and read it.

    Args:
        text: Markdown to add at its end.
        day: A date such as 2026-03-01; today in UTC where it is left out.
        folder: Where the notes are. Daily notes are in "daily" below it.

    Effects: effect
    """
    date = (datetime.fromisoformat(day) if day else datetime.now(UTC)).date()
    path = note_at(folder, f"daily/{date.isoformat()}")
    with contextlib.suppress(FileExistsError):
        _make(path, f"# {date:%A}, {date.isoformat()}\n")
    if text.strip():
        _append(path, text)
    return {"note": _name(path, folder), "path": str(path), "text": path.read_text(encoding="utf-8")}


def read(note: str, folder: str = FOLDER) -> dict:
    """Read a whole note.

    Args:
        note: Its name: the path below the folder, or the file's name alone.
        folder: Where the notes are.

    Effects: none
    """
    found = find(folder, note)
    text = found.text()
    return {"note": found.name, "changed": found.changed, "tags": sorted(tags_in(text)), "text": text}


def list_notes(limit: int = 20, tag: str = "", folder: str = FOLDER) -> dict:
    """Name the notes, those changed last first.

    Args:
        limit: How many at most, up to 500.
        tag: Only those with this tag or one below it.
        folder: Where the notes are.

    Effects: none
    """
    notes = walk(folder)
    if tag:
        query = Query.parse("#" + tag.lstrip("#"))
        notes = [note for note in _readable(notes) if query.score(note.name, note.text())]
    shown = notes[: _limit(limit)]
    return {"notes": [{"note": note.name, "changed": note.changed} for note in shown], "count": len(notes)}


def search(query: str, limit: int = 10, folder: str = FOLDER) -> dict:
    """Find notes that have all the words, the best first, each with the lines that say why.

    Args:
        query: Words, "several words" in quotation marks, #tags.
        limit: How many at most, up to 500.
        folder: Where the notes are.

    Effects: none
    """
    wanted = Query.parse(query)
    notes = walk(folder)
    looked_at = _readable(notes)
    found = []
    for note in looked_at:
        text = note.text()
        if score := wanted.score(note.name, text):
            found.append({"note": note.name, "score": round(score, 2), "changed": note.changed, "text": text})
    found.sort(key=lambda one: -one["score"])  # stable: of two as good the newer stays first
    shown = [{**one, "text": None, "snippets": wanted.snippets(one["text"])} for one in found[: _limit(limit)]]
    for one in shown:
        del one["text"]
    return {"found": shown, "count": len(found), "left_out": len(notes) - len(looked_at)}


def tags(folder: str = FOLDER) -> dict:
    """Count the notes with each tag.

    Args:
        folder: Where the notes are.

    Effects: none
    """
    counts: dict[str, int] = {}
    notes = walk(folder)
    looked_at = _readable(notes)
    for note in looked_at:
        for tag in tags_in(note.text()):
            counts[tag] = counts.get(tag, 0) + 1
    ordered = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    return {"tags": ordered, "left_out": len(notes) - len(looked_at)}


def _readable(notes: list[Note]) -> list[Note]:
    """What one run can look at."""
    return [note for note in notes if note.size <= MAX_BYTES][:MAX_NOTES]


def _make(path: Path, text: str) -> None:
    """A file that is not there yet. Its folder is made only where it is missing: who is asked about each would be asked
    about a folder that is there."""
    try:
        file = path.open("x", encoding="utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("x", encoding="utf-8")
    with file:
        file.write(text)


def _append(path: Path, text: str) -> None:
    old = path.read_text(encoding="utf-8", errors="replace")
    gap = "" if not old else "\n" if old.endswith("\n") else "\n\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(gap + _checked(text).strip("\n") + "\n")


def _checked(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"The text has {len(text)} characters; a note takes {LONGEST_TEXT} at a time.")
    return text


def _limit(limit: int) -> int:
    if not 1 <= limit <= 500:
        raise ValueError("'limit' must be from 1 to 500.")
    return limit


def _name(path: Path, folder: str) -> str:
    return path.relative_to(Path(folder)).with_suffix("").as_posix()
