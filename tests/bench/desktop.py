"""The desktop beside a window of PySide6 with nothing in it: seen, usable with 10,000 chats, memory, and rest."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    return os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}


@contextmanager
def window(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], float]]:
    began = time.perf_counter()
    command = [sys.executable, str(CHILD), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean()) as child:
        yield child, began
        child.terminate()


def until(child: subprocess.Popen[str], word: str) -> float:
    assert child.stdout is not None
    for line in child.stdout:
        if line.strip() == word:
            return time.perf_counter()
    raise SystemExit(f"the window ended before it was {word}")


def seen(word: str, *arguments: str) -> float:
    """Milliseconds from the start of the process."""

    def once() -> float:
        with window(*arguments) as (child, began):
            return (until(child, word) - began) * 1000

    once()  # what is read from the disk for the first time counts for neither
    return statistics.median(once() for _ in range(RUNS))


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
    table = Table("", "here", "floor", "ratio", "at most")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "node"
        command = [sys.executable, "-m", "spoke", "agent", "--data", str(data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as agent:
            assert agent.stdout is not None and agent.stdout.readline()
            asyncio.run(fill(data))
            floor = seen("shown", "bare")
            missed = [
                row(table, "window seen, ms", seen("shown", str(data)), floor, 2),
                row(table, "10,000 chats listed, ms", seen("listed", str(data)), floor, 4),
            ]
            memory, cpu = at_rest(data)
            missed += [limit(table, "memory with ten chats opened, MB", memory, 200)]
            missed += [limit(table, "CPU at rest, % of a core", cpu, 0.5)]
            agent.terminate()
    Console().print(table)
    return 1 if any(missed) else 0


def at_rest(data: Path) -> tuple[float, float]:
    """Megabytes that are the window's alone, and percent of a core."""
    with window(str(data), "10") as (child, _):
        until(child, "opened")
        process = psutil.Process(child.pid)
        time.sleep(2)
        before, began = sum(process.cpu_times()[:2]), time.perf_counter()
        time.sleep(REST_S)
        used = (sum(process.cpu_times()[:2]) - before) / (time.perf_counter() - began)
        return process.memory_full_info().uss / 1e6, used * 100


def row(table: Table, what: str, here: float, floor: float, most: float) -> bool:
    ratio = here / floor
    table.add_row(what, f"{here:.0f}", f"{floor:.0f}", f"{ratio:.2f}", f"{most}")
    return ratio > most


def limit(table: Table, what: str, here: float, most: float) -> bool:
    table.add_row(what, f"{here:.2f}", "", "", f"{most}")
    return here > most


if __name__ == "__main__":
    sys.exit(main())
