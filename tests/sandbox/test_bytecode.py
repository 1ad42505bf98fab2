"""A skill's Python is compiled once, by a guest that runs none of it, and every later run is handed the result."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.bytecode import BytecodeCache
from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest, SkillFiles

pytestmark = pytest.mark.anyio
GATE = Gatekeeper("This code")
ENTRY = "scripts/skill.py"


class Compiler:
    """Stands where a guest compiles, and counts."""

    def __init__(self, fails: bool = False) -> None:
        self.batches: list[list[str]] = []
        self._fails = fails

    async def __call__(self, paths: list[str]) -> Any:
        self.batches.append(paths)
        return None if self._fails else {path: f"code of {path}" for path in paths}


def skill(files: dict[str, str], name: str = "sample") -> SkillFiles:
    return SkillFiles(name, f"digest of {sorted(files.items())}", {path: text.encode() for path, text in files.items()})


async def function(pool: Pool, files: SkillFiles, name: str = "f") -> RunRecord:
    return await pool.run(RunRequest("run", "function", skill=files, function=name), GATE, {})


async def test_a_skill_is_compiled_once_and_found_again_by_the_next_process(tmp_path: Path) -> None:
    compiler, files = Compiler(), skill({ENTRY: "1", "vendor/a.py": "2", "notes.md": "3"})
    kept = BytecodeCache(tmp_path / "skills")
    for cache in (kept, kept, BytecodeCache(tmp_path / "skills")):
        assert await cache.of(files, compiler) == {ENTRY: f"code of {ENTRY}", "vendor/a.py": "code of vendor/a.py"}
    assert compiler.batches == [[ENTRY, "vendor/a.py"]]


async def test_other_files_or_another_name_are_another_skill(tmp_path: Path) -> None:
    compiler, kept = Compiler(), BytecodeCache(tmp_path)
    for files in (skill({ENTRY: "1"}), skill({ENTRY: "2"}), skill({ENTRY: "1"}, "other")):
        await kept.of(files, compiler)
    assert len(compiler.batches) == 3


async def test_no_guest_compiles_more_than_it_can(tmp_path: Path) -> None:
    compiler = Compiler()
    files = {f"{n}.py": "x" * 100_000 for n in range(4)} | {"huge.py": "x" * 1_000_000}
    code = await BytecodeCache(tmp_path).of(skill(files), compiler)
    assert compiler.batches == [["0.py"], ["1.py"], ["2.py"], ["3.py"]]
    assert "huge.py" not in code


@pytest.mark.parametrize(
    "damage", ["", "{", "[1]", '{"a": 1}', "[" * 100_000, '{"sha256": "0", "code": {"scripts/skill.py": "eA=="}}']
)
async def test_what_was_damaged_on_disk_is_compiled_again(tmp_path: Path, damage: str) -> None:
    compiler, files = Compiler(), skill({ENTRY: "1"})
    await BytecodeCache(tmp_path).of(files, compiler)
    (kept,) = tmp_path.iterdir()
    kept.write_text(damage)
    assert await BytecodeCache(tmp_path).of(files, compiler)
    assert len(compiler.batches) == 2
    assert json.loads(kept.read_text())["code"] == {ENTRY: f"code of {ENTRY}"}


async def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    compiler, files = Compiler(), skill({ENTRY: "1"})
    kept = BytecodeCache(tmp_path / "file" / "skills")
    assert await kept.of(files, compiler) == await kept.of(files, compiler) != {}
    assert len(compiler.batches) == 1


async def test_what_a_guest_could_not_compile_is_left_to_the_run(tmp_path: Path) -> None:
    assert await BytecodeCache(tmp_path).of(skill({ENTRY: "1"}), Compiler(fails=True)) == {}


async def test_compiling_that_was_cut_goes_on_where_it_was(tmp_path: Path) -> None:
    """A skill that takes longer than a run may is compiled all the same, over several runs."""
    compiler, kept = Compiler(), BytecodeCache(tmp_path)
    files = skill({f"{n}.py": "x" * 150_000 for n in range(4)})

    async def cut_after_two(paths: list[str]) -> Any:
        if len(compiler.batches) == 2:
            raise TimeoutError
        return await compiler(paths)

    with pytest.raises(TimeoutError):
        await kept.of(files, cut_after_two)
    assert len(await kept.of(files, compiler)) == 4
    assert compiler.batches == [["0.py"], ["1.py"], ["2.py"], ["3.py"]]


async def test_constants_that_fold_to_much_more_than_their_source_are_not_kept(tmp_path: Path) -> None:
    async def folded(paths: list[str]) -> Any:
        return dict.fromkeys(paths, "x" * (5 << 20))

    files = skill({f"{n}.py": "x" * 150_000 for n in range(4)})
    assert len(await BytecodeCache(tmp_path).of(files, folded)) == 1


async def test_no_skill_waits_for_another_to_be_compiled_and_one_is_compiled_once(tmp_path: Path) -> None:
    go, compiler, kept = asyncio.Event(), Compiler(), BytecodeCache(tmp_path)

    async def slowly(paths: list[str]) -> Any:
        await go.wait()
        return await compiler(paths)

    async with asyncio.TaskGroup() as tasks:
        slow = [tasks.create_task(kept.of(skill({ENTRY: "slow"}), slowly)) for _ in range(3)]
        assert await kept.of(skill({ENTRY: "quick"}), Compiler()) != {}
        go.set()
    assert len(compiler.batches) == 1
    assert all(task.result() for task in slow)


async def test_a_compilation_that_is_cancelled_is_done_by_the_next_who_wants_it(tmp_path: Path) -> None:
    kept, files = BytecodeCache(tmp_path), skill({ENTRY: "1"})

    async def for_ever(paths: list[str]) -> Any:
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await kept.of(files, for_ever)
    assert await kept.of(files, Compiler()) != {}


async def test_on_disk_only_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = BytecodeCache(tmp_path)
    await kept.of(skill({ENTRY: "x"}), Compiler())
    monkeypatch.setattr("sandbox.bytecode._ON_DISK", 3 * sum(path.stat().st_size for path in tmp_path.iterdir()))
    for number in range(6):
        await kept.of(skill({ENTRY: f"{number}"}), Compiler())
        for path in tmp_path.iterdir():
            os.utime(path, (number, number) if path.stat().st_mtime > 1_000_000 else None)
    assert len(list(tmp_path.iterdir())) == 3


async def test_compiling_runs_nothing_of_the_skill_and_runs_use_what_it_made(
    image: ImageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    of = BytecodeCache.of

    async def spied(self: BytecodeCache, files: SkillFiles, compile_files: Any) -> Any:
        made.append(await of(self, files, compile_files))
        return made[-1]

    monkeypatch.setattr(BytecodeCache, "of", spied)
    source = f"raise SystemExit('ran')  # {os.urandom(8).hex()}\ndef f() -> int: return 1"
    async with Pool(image) as pool:
        record = await function(pool, skill({ENTRY: source}))
    assert set(made[0]) == {ENTRY}
    assert record.error is not None
    assert record.error.message == "SystemExit: ran"


async def test_code_that_was_compiled_before_is_not_read_as_source(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof that it is used: a skill whose source says 1 and whose code says 2."""
    one, two = skill({ENTRY: "def f() -> int: return 1"}), skill({ENTRY: "def f() -> int: return 2"})
    of = BytecodeCache.of

    async def swapped(self: BytecodeCache, files: SkillFiles, compile_files: Any) -> Any:
        return await of(self, two, compile_files)

    assert (await function(pool, two)).result == 2
    monkeypatch.setattr(BytecodeCache, "of", swapped)
    assert (await function(pool, one)).result == 2


async def test_a_failure_in_compiled_code_still_has_its_line_and_its_text(pool: Pool) -> None:
    files = skill(
        {ENTRY: "from helper import g\ndef f() -> int:\n    return g()", "helper.py": "def g():\n    return 1 / 0"}
    )
    record = await function(pool, files)
    assert record.error is not None
    assert (record.error.details["file"], record.error.details["line"]) == ("helper.py", 2)
    assert "return 1 / 0" in record.error.details["traceback"]
    assert "return g()" in record.error.details["traceback"]


async def test_a_file_that_does_not_compile_says_so_where_it_is_imported(pool: Pool) -> None:
    files = skill({ENTRY: "def f() -> int:\n    import broken", "broken.py": "x = 1\nx = = 2"})
    record = await function(pool, files)
    assert record.error is not None
    assert record.error.message.startswith("SyntaxError: ")
    assert (record.error.details["file"], record.error.details["line"]) == ("broken.py", 2)
