"""Small files beside the node's data that the desktop keeps for itself."""

from __future__ import annotations

from pathlib import Path

from shared.errors import FelloeError


def write_whole(file: Path, text: str) -> FelloeError | None:
    """Replace the file in one step, readable by its owner alone. What is handed back is why it could not be done; the
    old one is there then."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    except OSError as error:
        return unwritable(file, error)
    return None


def unwritable(file: Path, error: OSError) -> FelloeError:
    from shared.system import folder  # seldom needed

    return folder.unwritable(file, error)
