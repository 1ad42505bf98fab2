"""`felloe demo` itself, as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import psutil
import pytest
from real_processes import BIN

from spoke.demo.stage import Stage


@pytest.mark.timeout(180)
def test_the_demo_tells_the_story_and_says_how_to_go_on_and_how_to_end_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [BIN / "felloe", "demo", "--keep", "--json", figures], capture_output=True, text=True, check=False, timeout=170
    )
    assert (done.returncode, done.stderr) == (0, "")
    told, _, after = done.stdout.partition("Try:")
    assert "mean 22.08 °C" in told
    assert (told.count("Refused"), told.count("Held back")) == (2, 1) and told.count(
        "Not granted, so it did not happen."
    ) == 2
    assert told.count("It never passed 58 %") >= 2, "written on the laptop, read on the attic"
    assert all(ms > 0 for ms in json.loads(figures.read_text()).values())
    figures.unlink()
    *tries, end = [line.strip() for line in after.strip().splitlines()]
    processes = [psutil.Process(int(pid)) for pid in end.partition("kill ")[2].partition(";")[0].split()]
    assert [process.is_running() for process in processes] == [True] * 3
    status, call, loop = tries[:3]
    for command in (status, call, loop):
        subprocess.run(command, shell=True, check=True, capture_output=True, env={"PATH": f"{BIN}:/usr/bin:/bin"})
    subprocess.run(end, shell=True, check=True)
    psutil.wait_procs(processes, timeout=20)
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_is_stopped_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle: a hub and a node run, and the next command is about to."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    with subprocess.Popen([BIN / "felloe", "demo"], stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        for line in demo.stdout:
            if "felloe pair " in line:
                break
        started = psutil.Process(demo.pid).children(recursive=True)
        demo.terminate()
        demo.stdout.read()
    assert demo.returncode == 143
    assert len(started) >= 2
    assert psutil.wait_procs(started, timeout=20)[1] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_the_middle_of_a_start_leaves_no_process_that_nobody_knows(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    begun: list[subprocess.Popen[str]] = []

    class Interrupted(subprocess.Popen[str]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            begun.append(self)
            os.kill(os.getpid(), number)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    before = signal.getsignal(number)
    for begin in (lambda stage: stage.start("sleeps", "felloe", "agent", "--data", str(stage.data("x"))),
                  lambda stage: stage.run("felloe", "agent", "--data", str(stage.data("x")))):  # fmt: skip
        with pytest.raises(SystemExit, match=str(128 + number)), Stage() as stage:
            begin(stage)
        assert begun.pop().poll() is not None
        assert not stage.folder.exists()
    assert signal.getsignal(number) is before
