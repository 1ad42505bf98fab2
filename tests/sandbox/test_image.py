from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pytest

from sandbox import build
from sandbox import image as image_module
from sandbox.image import ImageCache
from sandbox.run_record import SkillFiles
from shared.errors import DiskFull, FolderUnusable, SandboxUnavailable

COMMAND = Path(sys.executable).with_name("felloe-skill")


@pytest.fixture
def quick_build(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand-ins for the two build programs, so that the cache around them can be tried."""
    built: list[str] = []

    def snapshot(work: Path, skill: SkillFiles | None) -> None:
        (work / "new").mkdir()

    def compile_it(work: Path) -> None:
        built.append(work.name)
        (work / "new" / "guest.cwasm").write_bytes(b"machine code")

    monkeypatch.setattr(build, "snapshot", snapshot)
    monkeypatch.setattr(build, "compile_snapshot", compile_it)
    return built


def test_the_image_is_built_once_and_found_again(tmp_path: Path, quick_build: list[str]) -> None:
    stages: list[Any] = []
    cache = ImageCache(tmp_path)
    assert not cache.info().built
    assert cache.ensure(lambda *stage: stages.append(stage)).read_bytes() == b"machine code"
    assert cache.ensure() == ImageCache(tmp_path).ensure()
    assert len(quick_build) == 1
    assert [seconds is None for _, seconds in stages] == [True, False, True, False]
    assert [path.name for path in cache.folder.parent.glob("build-*")] == []


def test_two_that_build_at_once_build_one(tmp_path: Path, quick_build: list[str]) -> None:
    threads = [threading.Thread(target=ImageCache(tmp_path).ensure) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(quick_build) == 1


@pytest.mark.parametrize("file", ["guest.cwasm", "image.json"])
def test_a_damaged_image_is_not_used_and_can_be_built_again(tmp_path: Path, quick_build: list[str], file: str) -> None:
    cache = ImageCache(tmp_path)
    cache.ensure()
    (cache.folder / file).write_bytes(b"evil machine code")
    with pytest.raises(SandboxUnavailable, match="damaged"):
        cache.ensure()
    cache.build(force=True)
    assert cache.ensure().read_bytes() == b"machine code"


def test_the_recorded_sum_is_that_of_the_file(tmp_path: Path, quick_build: list[str]) -> None:
    cache = ImageCache(tmp_path)
    cache.ensure()
    sums = json.loads((cache.folder / "image.json").read_text())
    assert cache.info().sha256 == sums["sha256"]
    assert len(sums["sha256"]) == 64


def test_the_key_follows_sources_tools_and_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = ImageCache(tmp_path).key
    assert ImageCache(tmp_path).key == plain
    with monkeypatch.context() as patch:
        patch.setattr(image_module, "_tool_version", lambda tool: "999")
        assert ImageCache(tmp_path).key != plain
    with monkeypatch.context() as patch:
        patch.setattr("platform.machine", lambda: "other")
        assert ImageCache(tmp_path).key != plain
    source = tmp_path / "compiler.py"
    source.write_text("other")
    monkeypatch.setattr(image_module, "_COMPILER", source)
    assert ImageCache(tmp_path).key != plain


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnusable, match=r"not a folder.*Set FELLOE_CACHE"):
        ImageCache(tmp_path / "file").ensure()


def test_a_full_disk_says_so(tmp_path: Path, quick_build: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(work: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "compile_snapshot", full)
    with pytest.raises(DiskFull, match="needs 100 MB"):
        ImageCache(tmp_path).ensure()
    assert not ImageCache(tmp_path).info().built


def test_missing_tools_are_named_with_what_installs_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_module, "_TOOLS", ("no-such-tool",))
    with pytest.raises(SandboxUnavailable, match=r"needs no-such-tool.*felloe\[agent\]"):
        ImageCache(tmp_path).ensure()


def test_remove_frees_everything(tmp_path: Path, quick_build: list[str]) -> None:
    cache = ImageCache(tmp_path)
    cache.ensure()
    assert cache.remove() > 0
    assert not cache.info().built
    assert cache.remove() == 0


def test_the_cache_lies_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FELLOE_CACHE", str(tmp_path))
    assert ImageCache().folder.parent == tmp_path / "image"


def test_a_build_sweeps_images_that_nothing_used_for_long_and_leftovers(tmp_path: Path, quick_build: list[str]) -> None:
    images = tmp_path / "image"
    for name, used in (("used", 0), ("forgotten", 1), ("build-killed", 1)):
        folder = images / name
        folder.mkdir(parents=True)
        (folder / "image.json").write_text("{}")
        if used:
            os.utime(folder / "image.json", (used, used))
    cache = ImageCache(tmp_path)
    cache.ensure()
    assert {path.name for path in images.iterdir() if path.is_dir()} == {"used", cache.folder.name}


def test_only_the_images_of_a_few_skills_are_kept(tmp_path: Path, quick_build: list[str]) -> None:
    """The least used go first, and never the one without a skill."""
    plain = ImageCache(tmp_path)
    plain.ensure()
    os.utime(plain.folder / "image.json", (time.time() - 1_000,) * 2)
    caches = [ImageCache(tmp_path, SkillFiles("sample", f"{number}", {})) for number in range(12)]
    for age, cache in enumerate(reversed(caches)):
        cache.ensure()
        os.utime(cache.folder / "image.json", (time.time() - 100 + age,) * 2)
    kept = [cache.info().built for cache in caches]
    assert kept == [True] * 9 + [False] * 3
    assert plain.info().built


@pytest.mark.parametrize("damage", ["", "{", "[]", "null"])
def test_what_lies_damaged_beside_an_image_does_not_fail_its_build(
    tmp_path: Path, quick_build: list[str], damage: str
) -> None:
    other = tmp_path / "image" / "other"
    other.mkdir(parents=True)
    (other / "image.json").write_text(damage)
    assert ImageCache(tmp_path).ensure().read_bytes() == b"machine code"


def test_an_image_that_is_used_stays(tmp_path: Path, quick_build: list[str]) -> None:
    cache = ImageCache(tmp_path)
    cache.ensure()
    os.utime(cache.folder / "image.json", (1, 1))
    cache.ensure()
    assert (cache.folder / "image.json").stat().st_mtime > 1


BUILDER = """
import shutil, sys
from pathlib import Path
from sandbox import __main__, build
ready, go_on = map(Path, sys.argv[1:3])
del sys.argv[1:3]
def compile_it(work):
    go_on.read_text()
    (work / "new").mkdir()
    shutil.copy(ready, work / build.COMPILED)
build.snapshot, build.compile_snapshot = lambda work, skill: None, compile_it
__main__.main()
"""
"""Has an image that is there already built, as soon as something is written into a pipe."""


@pytest.mark.skipif(sys.platform == "win32", reason="a named pipe")
def test_two_processes_that_build_at_once_build_one_and_both_run(image: ImageCache, tmp_path: Path) -> None:
    """The build itself is that of an image that is there (test_skill_images.py has a real one)."""
    (tmp_path / "code.py").write_text("6 * 7")
    go_on = tmp_path / "go on"
    os.mkfifo(go_on)
    command = [sys.executable, "-c", BUILDER, image.ensure(), go_on, "exec", tmp_path / "code.py"]
    environment = os.environ | {"FELLOE_CACHE": str(tmp_path / "cache")}
    with ExitStack() as stack:
        errs = []
        for _ in range(2):
            process = subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            errs.append((process, process.stderr))
        said = {process: _stage_begun(err) for process, err in errs if err}
        go_on.write_text("go on")
        (builds,) = [process for process, stage in said.items() if "snapshot CPython" in stage]
        (waits,) = [process for process, stage in said.items() if "waiting for another process" in stage]
        rest = {process: err.read() for process, err in errs if err}
        assert [process.stdout.read() for process in rest if process.stdout] == ["42\n", "42\n"]
    assert "compile for this machine" in rest[builds]
    assert "compile for this machine" not in rest[waits], "it found what the other one had built"


def _stage_begun(err: IO[str]) -> str:
    return "".join(iter(lambda: err.read(1) or "…", "…"))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_cache_folder_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    command = [*bound, COMMAND, "exec", "-"]
    done = subprocess.run(
        command, env=os.environ | {"FELLOE_CACHE": str(tmp_path)}, input="1", capture_output=True, text=True
    )
    tmp_path.chmod(0o700)
    assert done.returncode == 1
    assert "you may not write there. Set FELLOE_CACHE" in done.stderr
    assert "Traceback" not in done.stderr
