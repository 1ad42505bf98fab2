"""Peers of the sandbox, installed on first use into a cache folder, each pinned by version and hash.

Rules of this module:
- nothing goes into the project's environment: each peer has a virtual environment of its own;
- a folder counts only when all that belongs into it is there, so that a broken download is begun anew;
- what cannot be had here (no network, no such Python) is a `Missing` with one sentence.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import platformdirs

from tests.requirements import run_uv

HERE = Path(__file__).resolve().parent
PYODIDE = "314.0.7"  # released 2026-09-14
PYODIDE_URL = f"https://registry.npmjs.org/pyodide/-/pyodide-{PYODIDE}.tgz"
PYODIDE_SHA512 = "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
LITELLM, LITELLM_DATE = "1.106.2", "2026-11-21"
DOWNLOAD_S = 120


class Missing(Exception):
    """A peer that is not here and cannot be brought; one sentence."""


def version(peer: str) -> str:
    """The pinned version: of the first requirement in the peer's file."""
    lines = (HERE / "pins" / f"{peer}.txt").read_text().splitlines()
    return next(line.split()[0].partition("==")[2] for line in lines if "==" in line and line[0] != "#")


def eryx() -> Path:
    """The Python of an environment that has it."""
    return environment("eryx", newer_python)


def monty() -> Path:
    return environment("monty", lambda: sys.executable)


def deno() -> Path:
    return environment("deno", lambda: sys.executable).with_name("deno")


def litellm() -> Path:
    """Its command. Its hundred packages are pinned by a date, not by a list."""

    def install(folder: Path) -> None:
        _uv("venv", "--python", sys.executable, folder)
        wanted = f"litellm[proxy]=={LITELLM}"
        _uv("pip", "install", "--python", folder / "bin" / "python", "--exclude-newer", LITELLM_DATE, wanted)

    return _folder(f"litellm-{LITELLM}", install) / "bin" / "litellm"


def environment(peer: str, python: Callable[[], str]) -> Path:
    """A virtual environment with what the peer's file pins; its Python."""

    def install(folder: Path) -> None:
        _uv("venv", "--python", python(), folder)
        pins = HERE / "pins" / f"{peer}.txt"
        _uv("pip", "install", "--python", folder / "bin" / "python", "--require-hashes", "-r", pins)

    return _folder(f"{peer}-{version(peer)}", install) / "bin" / "python"


def pyodide() -> Path:
    """The folder of the distribution's own files."""

    def install(folder: Path) -> None:
        with tarfile.open(fileobj=io.BytesIO(_pyodide_archive())) as archive:
            for name in PYODIDE_FILES:
                member = archive.extractfile(f"package/{name}")
                assert member is not None
                (folder / name).write_bytes(member.read())

    return _folder(f"pyodide-{PYODIDE}", install)


def made(path: Path, make: Callable[[Path], None]) -> Path:
    """A file that `make` writes where it is told to, unless it is there from before."""
    if not path.exists():
        new = path.with_suffix(".new")
        make(new)
        new.rename(path)
    return path


def ran(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
    """A step of making something; what it says when it fails is the reason why the peer is missing."""
    done = subprocess.run(command, cwd="/", env=environment or {}, capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"it cannot be made ready: {_last_line(done.stderr)}")


def newer_python() -> str:
    """A CPython of at least 3.12: of PATH, of pyenv or of uv."""
    for candidate in _pythons():
        probe = [candidate, "-I", "-c", "import sys; sys.exit(sys.version_info < (3, 12))"]
        if subprocess.run(probe, capture_output=True).returncode == 0:
            return candidate
    raise Missing("it needs Python 3.12 or newer, and there is none here")


def _pythons() -> Iterator[str]:
    names = [f"python3.{minor}" for minor in (13, 12, 14)]
    yield from filter(None, map(shutil.which, names))
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for name in names:
        yield from map(str, sorted(pyenv.glob(f"versions/*/bin/{name}")))
    if found := run_uv("python", "find", "--managed-python", ">=3.12").stdout.strip():
        yield found


def _root() -> Path:
    cache = os.environ.get("FELLOE_CACHE")
    return Path(cache) / "bench" if cache else platformdirs.user_cache_path("felloe-bench", appauthor=False)


def _folder(name: str, install: Callable[[Path], None]) -> Path:
    folder = _root() / name
    complete = folder / ".complete"
    if not complete.exists():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"installing {name} into {folder} …", file=sys.stderr, flush=True)
        folder.mkdir(parents=True)
        install(folder)
        complete.touch()
    return folder


def _uv(*arguments: str | Path) -> None:
    done = run_uv(*arguments)
    if done.returncode:
        raise Missing(f"it cannot be installed: {_last_line(done.stderr)}")


def _last_line(text: str) -> str:
    return (text.strip() or "no word why").splitlines()[-1].strip().removeprefix("cause: ")


def _pyodide_archive() -> bytes:
    try:
        with urllib.request.urlopen(PYODIDE_URL, timeout=DOWNLOAD_S) as answer:
            data: bytes = answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        raise Missing(f"{PYODIDE_URL} cannot be had: {error}") from None
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != PYODIDE_SHA512:
        raise Missing(f"{PYODIDE_URL} is not the file that is pinned")
    return data
