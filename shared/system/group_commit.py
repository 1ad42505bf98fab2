"""One writer thread, whose works share a commit where several wait.

A durable commit is a wait for the disk, 0.2 to 4 ms, whatever it holds. Each work runs in a savepoint, so that one that
fails takes back its own rows and no others; a work's future is done only when the commit is. Where SQLite takes back
the whole transaction (a full disk), each work runs once more by itself: a work changes nothing but the database. One
that comes alone waits for nobody; a slow one ends its group, so that those before it are not told late.
"""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from shared.system.plain import plain
from shared.system.sqlite_errors import mapped

T = TypeVar("T")

_MOST = 64
_LONG_S = 0.005


@dataclass(slots=True)
class _Waiting:
    work: Callable[[Connection], Any]
    future: Future[Any] = field(default_factory=Future)
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class GroupCommit:
    """Runs works on an engine, in the order in which they were submitted. Thread-safe."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="db-writer")
        self._waiting: deque[_Waiting] = deque()
        self._held: Connection | None = None

    def submit(self, work: Callable[[Connection], T]) -> Future[T]:
        """Its result, or its error, once that is durable. One that is cancelled before its turn never runs."""
        one = _Waiting(work)
        self._waiting.append(one)
        try:
            self._thread.submit(self._run_group)
        except RuntimeError:  # closed
            self._waiting.remove(one)
            raise
        return one.future

    def close(self) -> None:
        """Blocks until all that was submitted is done."""
        self._thread.submit(self._let_go)
        self._thread.shutdown()

    def _run_group(self) -> None:
        """A group for each submit: one that finds nobody left has nothing to do."""
        if not self._waiting:
            return
        group: list[_Waiting] = []
        if lost := self._in_transaction(lambda connection: self._fill(group, connection)):
            if len(group) > 1:
                self._one_by_one(group)
            else:
                group = group or list(self._take_all())
                _fail(group, lost)
        for one in group:
            one.settle()

    def _one_by_one(self, group: list[_Waiting]) -> None:
        """SQLite took back the whole transaction, for a full disk for example: each has its own chance again."""
        for one in group:
            one.error = None
            if lost := self._in_transaction(partial(self._run, one)):
                _fail([one], lost)

    def _take_all(self) -> Iterator[_Waiting]:
        """Not even begun, for a lock that others hold: nobody who waits now waits for it once more."""
        while self._waiting:
            one = self._waiting.popleft()
            if one.future.set_running_or_notify_cancel():
                yield one

    def _in_transaction(self, run: Callable[[Connection], None]) -> BaseException | None:
        """What went wrong, if the transaction did not end in a commit."""
        try:
            connection = self._connection()
            with connection.begin():
                run(connection)
        except BaseException as error:
            return self._ours(error)
        return None

    def _connection(self) -> Connection:
        """One for as long as the database is open: one writer, and no work of the pool for each commit."""
        if self._held is None:
            self._held = self._engine.connect().execution_options(felloe_write=True)
        return self._held

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.close()

    def _fill(self, group: list[_Waiting], connection: Connection) -> None:
        until = time.monotonic() + _LONG_S
        while self._waiting and len(group) < _MOST:
            one = self._waiting.popleft()
            if not one.future.set_running_or_notify_cancel():
                continue
            group.append(one)
            self._run(one, connection)
            if time.monotonic() >= until:
                break

    def _run(self, one: _Waiting, connection: Connection) -> None:
        sql = plain(connection)
        sql.execute("SAVEPOINT work")
        try:
            one.result = one.work(connection)
        except BaseException as error:
            one.error = self._ours(error)
            sql.execute("ROLLBACK TO work")  # raises where SQLite took back the whole transaction
        sql.execute("RELEASE work")

    def _ours(self, error: BaseException) -> BaseException:
        if not isinstance(error, (DatabaseError, sqlite3.Error)):
            return error
        try:
            return mapped(self._path, error)
        except (DatabaseError, sqlite3.Error) as unexpected:
            return unexpected


def _fail(lost: Iterable[_Waiting], error: BaseException) -> None:
    for one in lost:
        one.error = one.error or error
