"""The desktop beside a window of PySide6 with nothing in it: seen, usable with 10,000 chats, memory, and rest."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
from rich.console import Console
from rich.table import Table

from shared.ids import new_id
from shared.sync.ops import Message
from spoke.node.bodies.exchange import TakenSession
from spoke.node.client import NodeClient

CHILD = Path(__file__).with_name("_desktop_window.py")
SESSIONS, MESSAGES, RUNS, REST_S = 10_000, 40, 5, 10.0
TEXT = "The attic stayed above 70 % for five hours, and **peaked** at 83 %.\n\n```python\nprint(max(rows))\n```\n" * 3


def clean() -> dict[str, str]:
    """As it is where the desktop was started before: Python keeps what it compiled, else a quarter of a start."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}


@contextmanager
def window(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], float]]:
    began = time.perf_counter()
    command = [sys.executable, str(CHILD), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean()) as child:
        yield child, began
        child.terminate()


def until(child: subprocess.Popen[str], word: str) -> tuple[float, float]:
    """When it said so, and its processor time in milliseconds."""
    assert child.stdout is not None
    for line in child.stdout:
        said, _, cpu = line.strip().partition(" ")
        if said == word:
            return time.perf_counter(), float(cpu)
    raise SystemExit(f"the window ended before it was {word}")


Took = dict[str, tuple[float, float]]
"""Of one start: milliseconds from its begin to each word, and its processor time by then."""


def start(words: Sequence[str], *arguments: str) -> Took:
    with window(*arguments) as (child, began):
        said = {word: until(child, word) for word in words}
    return {word: ((at - began) * 1000, cpu) for word, (at, cpu) in said.items()}


def in_turns(data: Path) -> tuple[list[Took], list[Took]]:
    """The floor and the desktop, again and again, so that both meet the same load."""
    floors, ours = [], []
    for _ in range(RUNS + 1):
        floors.append(start(["shown"], "bare"))
        ours.append(start(["shown", "usable", "read"], str(data)))
    return floors[1:], ours[1:]  # what is read from the disk for the first time counts for neither


async def fill(data: Path) -> None:
    client = NodeClient.of(data)
    assert client is not None
    now = int(time.time() * 1000)
    async with client:
        for batch in range(0, SESSIONS, 500):
            await client.take_sessions([_session(number, now) for number in range(batch, min(batch + 500, SESSIONS))])


def _session(number: int, now: int) -> TakenSession:
    made = now - number * 600_000
    count = MESSAGES if number < 20 else 1
    messages: list[Message] = []
    for at in range(count):
        before = messages[-1].id if messages else None
        role = "assistant" if at % 2 else "user"
        messages.append(Message(id=new_id(), parent_id=before, role=role, text=TEXT, created_ms=made + at))
    return TakenSession(id=new_id(), title=f"Chat number {number}", created_ms=made, messages=messages)


def main() -> int:
    table = Table("", "ms", "floor", "times", "CPU ms", "times", "at most")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "node"
        with agent(data):
            asyncio.run(fill(data))
            missed = rows(table, "a node runs", *in_turns(data))
            memory, cpu = at_rest(data)
        missed += rows(table, "no node runs", *in_turns(data))
    missed += [limit(table, "memory with ten chats opened, MB", memory, 200)]
    missed += [limit(table, "CPU at rest, % of a core", cpu, 0.5)]
    Console().print(table)
    return 1 if any(missed) else 0


@contextmanager
def agent(data: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "spoke", "agent", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None and process.stdout.readline()
        yield
        process.terminate()


def at_rest(data: Path) -> tuple[float, float]:
    """Megabytes that are the window's alone, and percent of a core."""
    with window(str(data), "10") as (child, _):
        until(child, "opened")
        process = psutil.Process(child.pid)
        time.sleep(5)  # what is made after the start stands then
        before, began = sum(process.cpu_times()[:2]), time.perf_counter()
        time.sleep(REST_S)
        used = (sum(process.cpu_times()[:2]) - before) / (time.perf_counter() - began)
        return process.memory_full_info().uss / 1e6, used * 100


def rows(table: Table, when: str, floors: list[Took], ours: list[Took]) -> list[bool]:
    missed = []
    for word, what, most in (
        ("shown", "window seen", 2.0),
        ("usable", "10,000 chats: listed, clicked, typed, sifted", 4.0),
        ("read", "messages of the clicked chat", 0.0),
    ):
        floor = [each["shown"] for each in floors]
        here = [each[word] for each in ours]
        wall, cpu = (median(mine[at] / bare[at] for mine, bare in zip(here, floor, strict=True)) for at in (0, 1))
        table.add_row(
            f"{when}: {what}",
            f"{median(each[0] for each in here):.0f}",
            f"{median(each[0] for each in floor):.0f}",
            f"{wall:.2f}",
            f"{median(each[1] for each in here):.0f}",
            f"{cpu:.2f}",
            f"{most:g}" if most else "",
        )
        missed.append(0 < most < wall)
    return missed


def limit(table: Table, what: str, here: float, most: float) -> bool:
    table.add_row(what, f"{here:.2f}", "", "", "", "", f"{most}")
    return here > most


if __name__ == "__main__":
    sys.exit(main())
