"""Installing a skill: read, described in the sandbox, copied, committed; beside a bare copy of its files.

The bare copies: each file written and flushed to the disk by itself, and all of them as one file. In one run, on the
same disk, with a node's own registry and pool. Each install is of a version that was never seen before.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sandbox.pool import Pool
from sandbox.shelf import Shelf
from shared.system.database import Database
from spoke.runs.runner import Runner
from spoke.skills.installing import Installing
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA

MODULE = "\n".join(f"def part_{number}(x: int) -> int:\n    return x + {number}" for number in range(20))


def write_skill(folder: Path, files: int, version: int) -> None:
    (folder / "scripts").mkdir(parents=True, exist_ok=True)
    (folder / "SKILL.md").write_text(f"---\nname: sample\ndescription: Number {version}.\n---\n")
    (folder / "scripts" / "skill.py").write_text(f"VERSION = {version}\n{MODULE}\n")
    for number in range(files - 2):
        (folder / "scripts" / f"reference_{number}.md").write_text(f"{number} {version}\n" * 200)


def copy_each(folder: Path, target: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            write_durably(copy, path.read_bytes())


def copy_as_one(folder: Path, target: Path) -> None:
    write_durably(target, b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()))


def write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1e3


class Bench:
    def __init__(self, work: Path, database: Database, pool: Pool) -> None:
        self.work = work
        self.runner = Runner(pool)
        self.registry = Registry(database, work / "skills", lambda: None)
        self.installing = Installing(self.registry, self.runner)
        self.version = 0

    async def once(self, files: int) -> dict[str, float]:
        self.version += 1
        folder = self.work / f"sample-{files}"
        write_skill(folder, files, self.version)
        copies = self.work / f"copies-{files}-{self.version}"
        found = {"each": timed(lambda: copy_each(folder, copies))}
        found["one"] = timed(lambda: copy_as_one(folder, copies / "all"))
        found["read"] = timed(lambda: Shelf(folder).one())
        skill = Shelf(folder).one().skill
        begun = time.perf_counter()
        await self.runner.describe(skill)
        found["describe"] = (time.perf_counter() - begun) * 1e3
        self.version += 1
        write_skill(folder, files, self.version)
        begun = time.perf_counter()
        await self.installing.install(str(folder), replace=True)
        found["install"] = (time.perf_counter() - begun) * 1e3
        return found


async def main(repeats: int) -> None:
    table = Table("files", box=None, pad_edge=False)
    for heading in (
        "read, ms",
        "describe, ms",
        "install, ms",
        "copy of each, ms",
        "as one, ms",
        "install : each",
        "less one, ms",
    ):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        database = Database.open(Path(folder) / "node.db", SCHEMA)
        async with Pool() as pool:
            await pool.prepare()
            bench = Bench(Path(folder), database, pool)
            for files in (3, 40, 200, 1_000, 2_000):
                await bench.once(files)
                rows = [await bench.once(files) for _ in range(repeats)]
                median = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
                figures = [median[key] for key in ("read", "describe", "install", "each", "one")]
                ratio = median["install"] / median["each"]
                cells = [f"{figure:.1f}" for figure in figures]
                table.add_row(str(files), *cells, f"{ratio:.2f}", f"{median['install'] - median['one']:.1f}")
        await database.close()
    Console(width=140).print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7)
    asyncio.run(main(parser.parse_args().repeats))
