"""Names in a hub's data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from shared.errors import NotFound
from shared.system.replacement import READY

DATABASE: Final = "hub.sqlite"
CERTIFICATE: Final = "hub.crt"
KEY: Final = "hub.key"
FIRST_PASSWORD: Final = "first-admin-password"  # noqa: S105 - a name
ATTACHMENTS: Final = "attachments"
PRICES: Final = "prices.json"
"""The admin's own, of models."""


def must_hold_a_hub(folder: Path) -> None:
    """Raises `NotFound`: a mistyped folder is said, not made."""
    if not ((folder / DATABASE).exists() or (folder / READY).exists()):
        raise NotFound(f"There is no hub in {folder}. Name its folder with --data, or start one: felloe-hub serve.")
