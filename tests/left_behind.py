"""Fails a test that leaves behind a thread, a child process or an asyncio task it started.

What a session or module fixture started was there before the test and is its fixture's to stop. A process whose
parent died is seen too: the test process adopts orphans. On systems without /proc, processes are not watched.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import re
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

GRACE_S = 20.0
"""For what was told to end and is on its way out: only a test that does leave something waits for so long."""

ALLOWED = {
    r"asyncio_\d+": "threads of an event loop's own pool, which the loop joins when it closes",
    r"AnyIO worker thread": "the same, for AnyIO",
    r".*multiprocessing\.resource_tracker.*": "one for each test process, until it ends",
    r".*/forked_server\.py \d+": "the same",
    r"waitpid-\d+": "asyncio's own, ends with the child it waits for",
}
_ALLOWED = re.compile("|".join(ALLOWED))

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Make this process the parent of every grandchild whose own parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@pytest.fixture(autouse=True)
def nothing_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    threads, processes = set(threading.enumerate()), _children()
    if "anyio_backend" in request.fixturenames:
        request.getfixturevalue("no_task_is_left_behind")
    yield
    left = [*_threads_left(threads), *_processes_left(processes)]
    assert not left, f"the test left behind: {', '.join(left)}"


@pytest.fixture
async def no_task_is_left_behind() -> AsyncIterator[None]:
    """Started before and ended after every other fixture of the test that shares its event loop."""
    before = asyncio.all_tasks()
    yield
    left = {task for task in asyncio.all_tasks() - before if not _is_the_runners(task)}
    if left:
        _, left = await asyncio.wait(left, timeout=GRACE_S)
    names = [f"task {task.get_name()} ({task.get_coro()!r})" for task in left]
    assert not names, f"the test left behind: {', '.join(names)}"


def _is_the_runners(task: asyncio.Task[Any]) -> bool:
    """AnyIO's plugin drives fixtures and tests from tasks of its own."""
    return task is asyncio.current_task() or "TestRunner." in repr(task.get_coro())


def _threads_left(before: set[threading.Thread]) -> list[str]:
    deadline = time.monotonic() + GRACE_S
    left = []
    for thread in set(threading.enumerate()) - before:
        if _ALLOWED.fullmatch(thread.name):
            continue
        with contextlib.suppress(RuntimeError):  # one that Python did not start cannot be joined
            thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            left.append(f"thread {thread.name}")
    return left


def _children() -> set[int]:
    """Process ids of the children, zombies too. psutil reads every process of the machine for that: 50 times slower."""
    found: set[int] = set()
    for task in Path("/proc/self/task").glob("*"):
        with contextlib.suppress(OSError):  # a thread that just ended
            found.update(int(pid) for pid in (task / "children").read_text().split())
    return found


def _processes_left(before: set[int]) -> list[str]:
    new = _children() - before
    if not new:
        return []
    running = [process for pid in new if (process := _running(pid)) is not None]
    processes = [process for process in running if not _ALLOWED.fullmatch(_command(process))]
    _, alive = psutil.wait_procs(processes, timeout=GRACE_S)
    for pid in new - {process.pid for process in alive}:
        with contextlib.suppress(ChildProcessError):  # an adopted orphan has nobody else to bury it
            os.waitpid(pid, os.WNOHANG)
    return [f"process {process.pid} ({_command(process)})" for process in alive]


def _running(pid: int) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process
    except psutil.NoSuchProcess:
        return None


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return "ended"
