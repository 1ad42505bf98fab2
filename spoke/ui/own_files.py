"""Small files beside the node's data that the desktop keeps for itself."""

from __future__ import annotations

from pathlib import Path

from shared.errors import FelloeError
from shared.system.whole_file import write_whole


def keep_file(file: Path, text: str) -> FelloeError | None:
    """Replace it whole. What is handed back is why that could not be done; the old one is there then."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, text.encode(), flush=False)  # on the window's thread nothing waits for the disk
    except OSError as error:
        return unwritable(file, error)
    return None


def unwritable(file: Path, error: OSError) -> FelloeError:
    from shared.system import folder  # seldom needed

    return folder.unwritable(file, error)
