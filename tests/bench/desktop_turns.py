"""A person's day in the desktop, and how long each turn of the window's thread holds it: nothing over 8 ms is wanted.

Beside the worst turns of each action stands where they were. Offscreen, with a node of its own and a scripted model.
What is named on the command line is done alone, after the places came: `desktop_turns.py zoom palette`.
"""

from __future__ import annotations

import sys

from _desktop_day import Day, fill
from _desktop_seldom import Seldom
from _desktop_stage import Stage, run
from _turns import MOST_MS, Watchdog
from rich.console import Console
from rich.table import Table


async def measure(stage: Stage) -> int:
    table = Table(title=f"Turns of the window's thread, ms of processor time; {MOST_MS:g} at most are wanted")
    for column in ("", "turns", "over", "the worst", "where"):
        table.add_column(column, justify="right" if column in ("turns", "over", "the worst") else "left")
    over = 0
    ids = await fill(stage.client)
    window = stage.window()
    day, seldom = Day(stage, window, ids), Seldom(stage, window, ids)
    await seldom.prepare()
    watchdog = Watchdog()
    actions = day.actions | seldom.actions
    for number, (name, act) in enumerate(actions.items()):
        if number and sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        with watchdog.during() as turns:
            await act()
        over += len(turns.over)
        worst = sorted(turns.over, reverse=True)[:3] or [(turns.most, "")]
        table.add_row(name, str(turns.count), str(len(turns.over)), f"{worst[0][0]:.1f}", worst[0][1])
        for took, where in worst[1:]:
            table.add_row("", "", "", f"{took:.1f}", where)
    await stage.close(seldom.window)
    Console(width=200).print(table)
    return over


if __name__ == "__main__":
    sys.exit(1 if run(measure) else 0)
