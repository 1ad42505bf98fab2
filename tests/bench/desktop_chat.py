"""The chat page of the desktop: opening a chat of 10,000 messages, and frames while an answer comes fast; ms.

Offscreen, with rows painted into an image at 1280x800. The floor of opening is reading the page over the node's socket;
that of a frame is painting it while nothing comes. FELLOE_BENCH_SECONDS says how long the stream is.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable

from _desktop_stage import TOKENS_A_SECOND, Stage, run, until
from PySide6.QtCore import Qt, QTimer
from rich.console import Console
from rich.table import Table

from shared.ids import new_id
from shared.sync.ops import Message
from spoke.node.bodies.exchange import TakenSession
from spoke.node.client import NodeClient
from spoke.ui.window.window import Window

MESSAGES = 10_000
RUNS = 7
SECONDS = int(os.environ.get("FELLOE_BENCH_SECONDS", "8"))
FRAME_MS = 16.0
BODY = "It **stayed** above 70 % for five hours.\n\n- attic\n- cellar\n\n```python\nprint(climate.now())\n```\n"


async def fill(client: NodeClient) -> str:
    """A chat of one branch."""
    session, parent = new_id(), None
    messages = []
    for number in range(MESSAGES):
        role = "assistant" if number % 2 else "user"
        message = Message(id=new_id(), parent_id=parent, role=role, text=f"{number}: {BODY}", created_ms=number)
        messages.append(message)
        parent = message.id
    for at in range(0, MESSAGES, 400):
        some = messages[at : at + 400]
        await client.take_sessions([TakenSession(id=session, title="Long", created_ms=1, messages=some)])
    return session


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1e3


async def open_chat(window: Window, session: str) -> None:
    """Until the end of the chat is painted."""
    window.chats.open(session)
    await until(lambda: window.chats.page.messages.rows)
    window.grab()


async def openings(window: Window, client: NodeClient, session: str) -> tuple[list[float], list[float]]:
    opened, floor = [], []
    window.grab()  # the first picture takes 50 ms, whatever it shows, and whoever opens a chat has seen the window
    for _ in range(RUNS):
        window.chats.open("")
        await asyncio.sleep(0.3)
        floor.append(await timed(lambda: client.branch(session, limit=60)))
        opened.append(await timed(lambda: open_chat(window, session)))
        await asyncio.sleep(0.5)
    return opened, floor


class Frames:
    """A frame each 16 ms: how late it comes, for other work was in its way, and how long it takes to paint."""

    def __init__(self, window: Window) -> None:
        self._port = window.chats.page.messages.viewport()
        self._due = time.perf_counter() + FRAME_MS / 1e3
        self.found: list[float] = []
        self._timer = QTimer(window, interval=int(FRAME_MS), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._paint)
        self._timer.start()

    def _paint(self) -> None:
        late = max(0.0, time.perf_counter() - self._due)
        began = time.perf_counter()
        self._port.repaint()
        now = time.perf_counter()
        self.found.append((late + now - began) * 1e3)
        self._due = max(self._due + FRAME_MS / 1e3, now)

    def stop(self) -> list[float]:
        self._timer.stop()
        return self.found


async def streaming(stage: Stage, window: Window) -> tuple[list[float], list[float]]:
    window.chats.open((await stage.client.new_session("Stream")).id)
    quiet = Frames(window)
    await asyncio.sleep(2)
    still = quiet.stop()
    await stage.answer(window, SECONDS)
    busy = Frames(window)
    while window.chats.loader.growing:  # noqa: ASYNC110 - seldom enough not to be in the way
        await asyncio.sleep(0.1)
    return busy.stop(), still


def share(some: list[float]) -> str:
    return f"{100 * sum(each <= FRAME_MS for each in some) / len(some):.1f} %"


def row(table: Table, what: str, some: list[float], floor: list[float]) -> None:
    ordered = sorted(some)
    table.add_row(
        what,
        f"{statistics.median(some):.1f}",
        f"{ordered[int(len(ordered) * 0.95)]:.1f}",
        f"{ordered[-1]:.1f}",
        f"{statistics.median(floor):.1f}",
        share(some) if what.startswith("frame") else "",
    )


async def measure(stage: Stage) -> None:
    session = await fill(stage.client)
    window = stage.window()
    window.start()
    await until(lambda: window.node.state == "online" and window.chats.list.loaded)
    opened, page = await openings(window, stage.client, session)
    grown, still = await streaming(stage, window)
    await stage.close(window)
    table = Table(title=f"Chat page, {MESSAGES:,} messages; {TOKENS_A_SECOND} tokens a second for {SECONDS} s")
    for column in ("", "median", "95 %", "most", "floor", "within 16 ms"):
        table.add_column(column, justify="left" if not column else "right")
    row(table, "open, end painted", opened, page)
    row(table, "frame while it streams", grown, still)
    row(table, "frame while nothing comes", still, still)
    Console().print(table)


if __name__ == "__main__":
    run(measure)
