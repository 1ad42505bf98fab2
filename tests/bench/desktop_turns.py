"""A person's day in the desktop, and how long each turn of the window's thread holds it: nothing over 8 ms is wanted.

Before it the floor: what Qt takes with its own widgets. Beside the worst turns of each action stands where they were.
Offscreen, with a node of its own and a scripted model.
What is named on the command line is done alone, after the places came: `desktop_turns.py zoom palette`.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from _desktop_day import Day, fill
from _desktop_large import Large
from _desktop_plain import Plain
from _desktop_seldom import Seldom
from _desktop_stage import Stage, run
from _turns import MOST_MS, Turns, Watchdog
from desktop import clean
from PySide6.QtWidgets import QMainWindow
from rich.console import Console
from rich.table import Table

CHILD = Path(__file__).with_name("_desktop_window.py")


async def of_a_start(data: Path) -> Turns:
    """In a process of its own, where nothing is imported yet."""
    command = [sys.executable, str(CHILD), str(data), "turns"]
    child = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=clean()
    )
    assert child.stdout is not None
    said = json.loads(await child.stdout.readline())
    child.terminate()
    await child.wait()
    return Turns(said["count"], [(took, where) for took, where in said["over"]], said["most"])


async def paint_bare() -> None:
    """The floor of a turn that paints all of the window: what Qt takes for so many pixels, with nothing in them."""
    bare = QMainWindow()
    bare.resize(1280, 800)
    bare.show()
    await asyncio.sleep(0.3)
    for _ in range(20):
        bare.update()
        await asyncio.sleep(0.02)
    bare.close()


def row(table: Table, name: str, turns: Turns) -> int:
    worst = sorted(turns.over, reverse=True)[:3] or [(turns.most, "")]
    table.add_row(name, str(turns.count), str(len(turns.over)), f"{worst[0][0]:.1f}", worst[0][1])
    for took, where in worst[1:]:
        table.add_row("", "", "", f"{took:.1f}", where)
    return len(turns.over)


async def measure(stage: Stage) -> int:
    table = Table(title=f"Turns of the window's thread, ms of processor time; {MOST_MS:g} at most are wanted")
    for column in ("", "turns", "over", "the worst", "where"):
        table.add_column(column, justify="right" if column in ("turns", "over", "the worst") else "left")
    ids = await fill(stage.client)
    over = row(table, "a start, from when it is seen", await of_a_start(stage.data))
    watchdog = Watchdog()
    with watchdog.during() as turns:
        await paint_bare()
    row(table, "a bare window of that size painted whole", turns)
    plain = Plain()
    for name, act in plain.actions.items():
        with watchdog.during() as turns:
            await act()
        row(table, f"Qt's own widgets: {name}", turns)
    plain.window.close()
    window = stage.window()
    day, large, seldom = Day(stage, window, ids), Large(stage, window), Seldom(stage, window, ids)
    await seldom.prepare()
    await large.prepare()
    for number, (name, act) in enumerate((day.actions | large.actions | seldom.actions).items()):
        if number and sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        with watchdog.during() as turns:
            await act()
        over += row(table, name, turns)
    await stage.close(seldom.window)
    Console(width=200).print(table)
    return over


if __name__ == "__main__":
    sys.exit(1 if run(measure) else 0)
