"""The wheel, installed with each extra alone: what comes with it, what does not, and what its commands then say.

The environments hold the versions of uv.lock, out of uv's cache where it has them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from requirements import ROOT, run_uv

pytestmark = [pytest.mark.requires("index"), pytest.mark.xdist_group("extras")]

BROUGHT = {
    "base": set[str](),
    "agent": {"componentize-py", "wasmtime"},
    "hub": {"argon2-cffi", "prometheus-client"},
    "desktop": {"componentize-py", "pyside6-essentials", "qasync", "wasmtime"},
}
"""What each extra is for, as far as no other part may bring it along."""

NEEDS = {
    "agent": ("felloe-skill", "exec", "-"),
    "hub": ("felloe-hub", "serve", "--port", "0", "--data", "hub"),
    "desktop": ("felloe", "desktop"),
}
"""A command for each extra that does not work without it."""

INCLUDED = {"base": {"base"}, "agent": {"agent"}, "hub": {"hub"}, "desktop": {"agent", "desktop"}}


def uv(*arguments: str | Path, **environment: str) -> str:
    done = run_uv(*arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    uv("build", "--wheel", "--out-dir", folder)
    (built,) = folder.glob("*.whl")
    return built


class Installation:
    """The wheel with one extra or none ("base"), in an environment of its own."""

    def __init__(self, path: Path, wheel: Path, extra: str) -> None:
        self.path, self.extra = path, extra
        chosen = () if extra == "base" else ("--extra", extra)
        options = ("--frozen", "--no-default-groups", "--no-install-project")
        uv("sync", *options, *chosen, UV_PROJECT_ENVIRONMENT=str(path))
        uv("pip", "install", "--no-deps", "--python", path, wheel)

    def distributions(self) -> set[str]:
        lines = uv("pip", "list", "--format", "freeze", "--python", self.path).splitlines()
        return {line.partition("==")[0] for line in lines}

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        argv = [str(self.path / "bin" / command), *arguments]
        compiled = {"PYTHONPYCACHEPREFIX": str(self.path.parent / "compiled")}
        return subprocess.run(
            argv, cwd=self.path, env=os.environ | compiled, input="1", capture_output=True, text=True, timeout=60
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installed")


@pytest.fixture(scope="module", params=BROUGHT)
def installed(request: pytest.FixtureRequest, folder: Path, wheel: Path) -> Iterator[Installation]:
    """All in the same place, one after another: what they have in common is compiled once."""
    path = folder / "venv"
    yield Installation(path, wheel, request.param)
    shutil.rmtree(path)


def test_an_extra_brings_what_it_is_for_and_nothing_that_only_another_needs(installed: Installation) -> None:
    others = set().union(*BROUGHT.values())
    assert installed.distributions() & others == BROUGHT[installed.extra]
    uv("pip", "check", "--python", installed.path)


@pytest.mark.parametrize("command", ["felloe", "felloe-hub", "felloe-skill"])
def test_help_answers_whatever_is_installed(installed: Installation, command: str) -> None:
    done = installed.run(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage" in done.stdout


@pytest.mark.parametrize("extra", NEEDS)
def test_a_command_whose_extra_is_missing_names_it_in_one_sentence(installed: Installation, extra: str) -> None:
    if extra in INCLUDED[installed.extra]:
        return
    done = installed.run(*NEEDS[extra])
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert f"felloe[{extra}]" in done.stderr


def test_the_wheel_holds_the_packages_and_every_resource_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"hub", "spoke", "sandbox", "shared", "resources"}
    kept = [path for path in (ROOT / "resources").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {str(path.relative_to(ROOT)) for path in kept} <= names
