"""Where the program's data files lie."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).parents[2] / "resources"
