"""The README is typed word by word, in a shell, in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from free_port import free_port
from real_processes import BIN

ROOT = Path(__file__).parents[2]
SECTION = "## The same by hand"
WAIT_FOR_HUB = "until felloe-hub status --data hub --json | grep -q '\"running\": true'; do sleep 0.2; done"


def blocks() -> list[str]:
    text = (ROOT / "README.md").read_text()
    section = text.partition(SECTION)[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


@pytest.mark.timeout(180)
def test_the_steps_by_hand_do_what_the_readme_says(tmp_path: Path) -> None:
    """Only the path, the port and a wait for what starts in the background are not the reader's."""
    _, first, *rest = blocks()
    # Where a step fails, what runs beside it would hold the pipes.
    ended = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"
    script = "\n".join(["set -e", ended, first, WAIT_FOR_HUB, *rest, "kill %2 %3 %4; wait", "exit 0"]).replace(
        "8470", str(free_port())
    )
    environment = {**os.environ, "FELLOE": str(ROOT), "PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["/bin/bash", "-m", "-c", script],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=170,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert '"mean": 22.08' in done.stdout, "the call"
    assert "attic\ncellar" in done.stdout, "the loop"
    assert done.stderr.count("Not granted, so it did not happen.") == 2
    assert "climate.calibrate waits for a word of its device's owner" in done.stderr
    assert "1: Somebody at laptop wants to run climate.calibrate here." in done.stdout
    assert "Allowed: climate.calibrate" in done.stdout
    assert '"offset": 2' in done.stdout, "allowed by its owner"
    assert done.stdout.count("Was the attic damp?") == 2, "the chat, on both devices"
    assert "It never passed 58 %." in done.stdout
    assert "not synced yet" in done.stdout
