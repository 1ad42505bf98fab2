"""Processes that are killed with -9 at one of their own steps. Steps are counted while they happen, never picked."""

from __future__ import annotations

import asyncio
import faulthandler
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

HANGS_S = 30
"""A process that takes longer for its job hangs: it says where, and has failed."""


class Steps:
    """Counts the steps of a process, and kills it at one.

    `counted`: a file descriptor that takes the count, so that it outlives the process.
    """

    def __init__(self, kill_at: int | None = None, counted: int | None = None) -> None:
        self._kill_at = kill_at
        self._counted = counted
        self.count = 0

    def arm(self, kill_at: int | None) -> None:
        """Count from here."""
        self.count, self._kill_at = 0, kill_at

    def step(self) -> None:
        self.count += 1
        if self._counted is not None:
            os.pwrite(self._counted, f"{self.count:08d}".encode(), 0)
        if self.count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """A step before what is awaited, and one after."""

        @wraps(function)
        async def stepped(*args: Any, **kwargs: Any) -> Any:
            self.step()
            answer = await function(*args, **kwargs)
            self.step()
            return answer

        return stepped

    def around_sync(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same around what is not awaited."""

        @wraps(function)
        def stepped(*args: Any, **kwargs: Any) -> Any:
            self.step()
            answer = function(*args, **kwargs)
            self.step()
            return answer

        return stepped

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def stepped(*args: Any, **kwargs: Any) -> Any:
            self.step()
            return function(*args, **kwargs)

        return stepped


Job = Callable[[dict[str, Any], Steps], Coroutine[Any, Any, None]]


def take_jobs(job: Job) -> None:
    """Do what each JSON line on stdin orders in a forked child, since importing costs more than the job does, and
    answer with a line: {"steps": how many were reached, "killed": bool, "failed": bool}.

    The child is killed at the step that the order names as `kill_at`; null lets it come to its end.
    """
    for line in sys.stdin:
        print(json.dumps(_forked(job, json.loads(line))), flush=True)


def _forked(job: Job, order: dict[str, Any]) -> dict[str, object]:
    counted = os.memfd_create("steps")
    child = os.fork()
    if child == 0:
        faulthandler.dump_traceback_later(HANGS_S, exit=True)
        asyncio.run(job(order, Steps(order["kill_at"], counted)))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    steps = int(os.pread(counted, 8, 0) or 0)
    os.close(counted)
    return {"steps": steps, "killed": os.WIFSIGNALED(status), "failed": os.WIFEXITED(status) and status != 0}
