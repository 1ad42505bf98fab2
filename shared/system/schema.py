"""What a database holds: its tables, and the revisions that lead there from what earlier versions of Felloe wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData


@dataclass(frozen=True, slots=True)
class Schema:
    tables: MetaData
    """As they are now: a new file gets them at once, and the newest revision ends at them (a test compares)."""

    revisions: Path
    """Folder of the revisions, `v0001.py` and on."""

    released: int
    """The newest revision that lies on people's disks: up to it they never change."""

    version: int
    """The newest revision: what a file of this schema has as its `user_version`."""
