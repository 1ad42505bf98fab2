"""What some tests need from the machine besides .venv: what it is, how to see whether it is here, what installs it.

`@pytest.mark.requires("qt")`, on a test or a whole file, names an entry of `REQUIREMENTS`. Where one is missing,
those tests do not run, and the end of the run says so; with CI=true they fail.
As a program (`make test` starts it first) it says which one command installs what is missing; as root it runs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI", "").lower() in ("1", "true")
PROBE_S = 60  # an interpreter that starts on a cold, slow disk


@dataclass(frozen=True, slots=True)
class Requirement:
    what: str
    probe: str
    """Python code that ends without an error where the requirement is met."""

    debian: tuple[str, ...] = ()
    remedy: str = ""
    """What to do where no package helps."""


REQUIREMENTS = {
    "qt": Requirement(
        what="the system libraries of Qt",
        probe="from PySide6.QtWidgets import QApplication; QApplication([])",
        # Later Debians provide the same names through their own packages (libglib2.0-0t64).
        debian=("libglib2.0-0", "libgl1", "libegl1", "libfontconfig1", "libxkbcommon0", "libdbus-1-3"),
    ),
    "xvfb": Requirement(
        what="an X server without a screen, and keys for it",
        probe="from shutil import which; from ctypes.util import find_library as f; "
        "assert which('Xvfb') and which('xdotool') and f('xcb-cursor') and f('xcb-icccm') and f('xkbcommon-x11')",
        debian=(
            "xvfb",
            "xdotool",
            "libxcb-cursor0",
            "libxcb-icccm4",
            "libxcb-keysyms1",
            "libxcb-image0",
            "libxcb-render-util0",
            "libxcb-shape0",
            "libxcb-xkb1",
            "libxkbcommon-x11-0",
        ),
    ),
    "mounts": Requirement(
        what="the right to mount a small disk",
        probe="from subprocess import run; run('unshare --mount mount -t tmpfs x /mnt'.split(), check=True)",
        remedy="Run the tests as root.",
    ),
    "nginx": Requirement(
        what="nginx",
        probe="from subprocess import run; run(['nginx', '-v'], check=True)",
        debian=("nginx-light",),
    ),
    "root": Requirement(
        what="the rights of root",
        probe="import os; assert os.geteuid() == 0",
        remedy="Run the tests as root.",
    ),
    "index": Requirement(
        what="uv with a package index, or with its cache of one",
        probe="import requirements; requirements.reach_index()",
        remedy="Run `make setup` with a network.",
    ),
}


def here(name: str) -> bool:
    """Whether a requirement is met. Probed once a run: child processes read the answer from their environment."""
    variable = f"FELLOE_TESTS_HAVE_{name.upper()}"
    if variable not in os.environ:
        os.environ[variable] = str(int(_probe(REQUIREMENTS[name])))
    return os.environ[variable] == "1"


def _probe(requirement: Requirement) -> bool:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT / "tests")}
    argv = [sys.executable, "-c", requirement.probe]
    try:
        return subprocess.run(argv, env=environment, capture_output=True, timeout=PROBE_S).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def install_command(names: Iterable[str]) -> str:
    """The one command that installs what Debian has for these requirements; empty where it has nothing."""
    packages = [package for name in names for package in REQUIREMENTS[name].debian]
    if not packages:
        return ""
    return f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"


def find_uv() -> str:
    """The uv that set this project up, or the one on PATH."""
    ours = ROOT / ".tools" / "uv"
    found = os.environ.get("UV") or (str(ours) if ours.exists() else shutil.which("uv"))
    if not found:
        raise FileNotFoundError("There is no uv here. `make setup` brings one.")
    return found


def run_uv(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run uv from its cache alone, so that no network is needed; where that fails, with the index."""
    fixed = {"UV_PYTHON_DOWNLOADS": "never", "UV_HTTP_RETRIES": "1", "VIRTUAL_ENV": str(ROOT / ".venv"), **environment}
    for online in ({"UV_OFFLINE": "1"}, {}):
        done = subprocess.run(
            [find_uv(), "--quiet", *arguments],
            cwd=ROOT,
            env={**os.environ, **fixed, **online},
            capture_output=True,
            text=True,
        )
        if done.returncode == 0:
            break
    return done


def reach_index() -> None:
    """Raise unless uv finds our build tool, in its cache or in the index."""
    with tempfile.NamedTemporaryFile("w", suffix=".in") as wanted:
        wanted.write("hatchling\n")
        wanted.flush()
        run_uv("pip", "compile", wanted.name).check_returncode()


def main() -> int:
    missing = [name for name in REQUIREMENTS if not here(name)]
    command = install_command(missing)
    if command and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Some tests need what is missing here; installing it:\n  {command}", flush=True)
        install(command)
        for name in missing:
            os.environ.pop(f"FELLOE_TESTS_HAVE_{name.upper()}")
        missing = [name for name in missing if not here(name)]
    for name in missing:
        print(f"Missing here: {REQUIREMENTS[name].what}. {how_to(name)}")
    if missing and not CI:
        print("The tests that need it are left out; all others run.")
    return 1 if missing and CI else 0


def how_to(name: str) -> str:
    """A sentence that says how to meet one requirement."""
    requirement = REQUIREMENTS[name]
    return f"As root: {install_command([name])}" if requirement.debian else requirement.remedy


def install(command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["/bin/sh", "-c", command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        print(done.stdout.decode(errors="replace"))


if __name__ == "__main__":
    sys.exit(main())
