"""The watch over what tests leave behind sees what it should, and lets pass what a fixture stops."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent

CASES = """
import asyncio, subprocess, sys, threading
import pytest

stop = threading.Event()
SLEEP = [sys.executable, "-c", "import time; time.sleep(30)"]
ORPHAN = f"import subprocess, sys; print(subprocess.Popen({SLEEP!r}, stdout=-3, stderr=-3).pid)"

@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"

@pytest.fixture(scope="session", autouse=True)
def ended():
    processes = []
    yield processes
    stop.set()
    for process in processes:
        process.kill()
        process.wait()

def test_bad_thread():
    threading.Thread(target=stop.wait).start()

def test_bad_process(ended):
    ended.append(subprocess.Popen(SLEEP))

def test_bad_grandchild(ended):
    pid = int(subprocess.run([sys.executable, "-c", ORPHAN], capture_output=True, check=True).stdout)
    import psutil
    ended.append(psutil.Process(pid))

@pytest.mark.anyio
async def test_bad_task():
    asyncio.get_running_loop().keep = asyncio.create_task(asyncio.sleep(30))

@pytest.fixture
async def server():
    task = asyncio.create_task(asyncio.sleep(30))
    yield
    task.cancel()

@pytest.mark.anyio
async def test_good_task_of_a_fixture(server):
    await asyncio.to_thread(stop.is_set)

def test_good_thread_and_process():
    thread = threading.Thread(target=stop.is_set)
    thread.start()
    thread.join()
    subprocess.run([sys.executable, "-c", ""], check=True)
"""


def test_a_test_that_leaves_a_thread_a_process_or_a_task_behind_fails(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_cases.py").write_text(CASES)
    (tmp_path / "short_grace.py").write_text(
        "import left_behind\nleft_behind.adopt_orphans()\nleft_behind.GRACE_S = 0.2\n"
    )
    options = ["-p", "left_behind", "-p", "short_grace", "-p", "no:pytest-qt", "-p", "no:randomly", "-q", "-rE"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "300", "PYTHONPATH": f"{TESTS}{os.pathsep}{tmp_path}"},
        capture_output=True,
        text=True,
    )
    assert "6 passed, 4 errors" in done.stdout, done.stdout
    for kind, test in (("thread", "thread"), ("process", "process"), ("process", "grandchild"), ("task", "task")):
        assert f"test_bad_{test} - AssertionError: the test left behind: {kind}" in done.stdout
