"""What a run of the tests does and says where the machine lacks something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent

WINDOW = """
import pytest
import no_such_library_of_qt
pytestmark = [pytest.mark.requires("qt")]
def test_window():
    pass
"""
OTHERS = """
import pytest
@pytest.mark.requires("index")
def test_download():
    raise AssertionError("it was run")
def test_plain():
    pass
"""


def run_without(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run two files of tests, with this project's conftest, where Qt's libraries and the index are missing."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\naddopts = --strict-config --strict-markers\n")
    (tmp_path / "test_window.py").write_text(WINDOW)
    (tmp_path / "test_others.py").write_text(OTHERS)
    missing = {"FELLOE_TESTS_HAVE_QT": "0", "FELLOE_TESTS_HAVE_INDEX": "0", "PYTHONPATH": str(TESTS), "CI": ""}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", *arguments],
        cwd=tmp_path,
        env={**os.environ, **missing, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one_process", "xdist"])
def test_what_cannot_run_is_named_at_the_end_and_all_the_rest_runs(tmp_path: Path, workers: tuple[str, ...]) -> None:
    done = run_without(tmp_path, *workers)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 2 skipped" in done.stdout
    summary = done.stdout[done.stdout.index("Not run here") :]
    assert "test_window.py: needs the system libraries of Qt" in summary
    assert "test_others.py::test_download: needs uv with a package index" in summary
    assert "as root: apt-get update && apt-get install -y --no-install-recommends libglib2.0-0 " in summary
    assert "Run `make setup` with a network." in summary


def test_ci_leaves_nothing_out(tmp_path: Path) -> None:
    done = run_without(tmp_path, "--continue-on-collection-errors", CI="true")
    assert done.returncode == 1
    assert "Left out, and CI=true leaves nothing out" in done.stdout
    assert "no_such_library_of_qt" in done.stdout
