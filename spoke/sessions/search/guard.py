"""A deadline for reading SQLite: what takes longer is ended from within, and the connection is as good as before."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from shared.timeouts import TIMEOUTS

_STEPS = 1_000
"""Instructions of SQLite's machine between two looks at the clock: some 10 µs."""


class Interrupted(Exception):
    """It took too long."""


@contextmanager
def guarded(connection: Connection, limit_s: float = TIMEOUTS.search) -> Iterator[None]:
    """Raise `Interrupted` from statements in the block that are still at work after `limit_s`."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    end = time.monotonic() + limit_s
    raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise Interrupted from error
        raise
    finally:
        raw.set_progress_handler(None, 0)
