"""`felloe desktop` as a process: it shows, starts its node, and ends cleanly when asked to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from spoke.node.address import NodeAddress

pytestmark = pytest.mark.requires("qt")


def test_the_desktop_ends_with_its_node_when_it_is_asked_to(data):
    command = [sys.executable, "-m", "spoke", "desktop", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        deadline = time.monotonic() + 60
        while NodeAddress.read(data) is None:
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said == b""
    assert NodeAddress.read(data) is None


def test_the_window_is_seen_before_what_reads_a_node_is_imported():
    heavy = {"typer", "rich", "pydantic", "httpx", "anyio", "structlog", "asyncio"}
    code = "import sys, spoke.__main__, spoke.folder, spoke.ui.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not heavy & set(done.stdout.split())


def test_what_the_window_imports_is_not_read_again_as_text():
    code = "import spoke.ui.app, spoke.ui.main_loop, linecache; print(*linecache.cache)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "windows.py" not in done.stdout and "pydantic" not in done.stdout
