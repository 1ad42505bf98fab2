"""Where what a device keeps lies."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def data_folder(chosen: Path | None) -> Path:
    """The data folder: what was asked for, else FELLOE_DATA, else the user's own."""
    if chosen is None and (found := os.environ.get("FELLOE_DATA")):
        chosen = Path(found)
    return (chosen or platformdirs.user_data_path("felloe", appauthor=False)).expanduser().absolute()
