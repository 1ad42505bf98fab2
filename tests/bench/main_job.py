"""The figures of `felloe demo`, each beside what it cannot be faster than, measured in the same run; milliseconds.

| figure | floor |
|---|---|
| start of hub and node | a new Python that imports the libraries they are made of, and does nothing |
| sandbox run | a prepared guest, run in this process |
| remote call | a bare relay of two WebSockets, two SQLite commits with synchronous=FULL, the same function run here |
| sync | two commands that only ask a running node how it is |
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from relay import measured, over_the_relay
from rich.console import Console
from rich.table import Table
from sandbox_runs import floor as sandbox_floor

from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRequest
from sandbox.skills import load_skill
from spoke.demo.stage import Stage
from spoke.demo.story import SKILL

BIN = Path(sys.executable).parent
LIBRARIES = "import fastapi, httpx, jwt, sqlmodel, structlog, typer, uvicorn, websockets.asyncio.client"
COMMITS = 200


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        figures = folder / "figures.json"
        subprocess.run([BIN / "felloe", "demo", "--json", figures], check=True, stdout=subprocess.DEVNULL)
        demo = json.loads(figures.read_text())
        imports = median_ms(lambda: run(sys.executable, "-c", LIBRARIES), 5)
        guest = statistics.median(sandbox_floor()["run"]) * 1e3
        commit = commit_ms(folder / "commits.db")
        relay = asyncio.run(relay_ms(folder / "relay"))
        function = asyncio.run(function_ms())
        with Stage() as stage:
            node = str(stage.data("node"))
            stage.start("node", "felloe", "agent", "--data", node)
            status = median_ms(lambda: stage.run("felloe", "status", "--data", node) and None, 5)
    floors = {
        "hub start": imports,
        "node start (laptop)": imports,
        "node start (attic)": imports,
        "sandbox run on laptop (fresh guest)": guest,
        "remote call laptop → hub → attic and back": relay + 2 * commit + function,
        "hub back until the chat is on both": 2 * status,
    }
    table = Table("what", "demo", "floor", "times", box=None)
    for what, ms in demo.items():
        table.add_row(what, f"{ms:.2f}", f"{floors[what]:.2f}", f"{ms / floors[what]:.1f}")
    console = Console()
    console.print(table)
    console.print(
        f"of the remote call's floor: relay {relay:.2f}, a commit {commit:.2f} (twice), the function {function:.2f}"
    )


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def median_ms(work: Callable[[], None], count: int) -> float:
    taken = []
    for _ in range(count):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1e3


def commit_ms(path: Path) -> float:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, text TEXT)")
    found = median_ms(lambda: database.execute("INSERT INTO one (text) VALUES ('x')") and None, COMMITS)
    database.close()
    return found


async def function_ms() -> float:
    """The function that the demo calls, in a fresh guest of a pool in this process."""
    skill = load_skill(SKILL).files
    async with Pool() as pool:
        await pool.prepare()
        runs = []
        for _ in range(25):
            request = RunRequest("bench", "function", skill=skill, function="sensors")
            runs.append((await pool.run(request, Gatekeeper("bench"), {})).elapsed_ms)
    return statistics.median(runs)


async def relay_ms(folder: Path) -> float:
    async with over_the_relay(folder) as (ask, _):
        await measured(ask, 200, 1)
        return (await measured(ask, 1_000, 1))["p50 ms"]


if __name__ == "__main__":
    main()
