"""Where what a device keeps lies."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder(chosen: Path | None) -> Path:
    """The data folder: what was asked for, else FELLOE_DATA, else the user's own."""
    if chosen is None and (found := os.environ.get("FELLOE_DATA")):
        chosen = Path(found)
    if chosen is None:
        import platformdirs  # slow to import, where a folder is named

        chosen = platformdirs.user_data_path("felloe", appauthor=False)
    return chosen.expanduser().absolute()
