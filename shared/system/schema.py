"""What a database holds: its tables, and the revisions that lead there from what earlier versions of Felloe wrote."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, create_mock_engine


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

    def make(self, connection: Connection) -> None:
        """All of it, in a file that holds nothing yet."""
        for statement in _making(self.tables):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version={self.version:d}")


@cache
def _making(tables: MetaData) -> list[str]:
    """SQLAlchemy takes several times as long to put these together as SQLite to carry them out."""
    made: list[str] = []

    def note(statement: Any, *_: object) -> None:
        made.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", note)
    tables.create_all(engine, checkfirst=False)
    return made
