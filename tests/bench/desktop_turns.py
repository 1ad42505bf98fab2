"""A person's day in the desktop, and how long each turn of the window's thread holds it: nothing over 8 ms is wanted.

A turn is all that runs between two looks at what came meanwhile, measured in processor time of the thread: the load of
others hardly counts. Beside the worst turn of each action stands where it was, by looks from another thread.
Offscreen, with a node of its own and a scripted model.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "models"), str(ROOT / "tests" / "bench")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_NO_GLIB"] = "1"  # Qt's own loop says before each wait that it waits

from chat_wire import DONE, finish, text  # noqa: E402
from desktop_chat import PIECES, TOKENS_A_SECOND, until  # noqa: E402
from PySide6.QtCore import QAbstractEventDispatcher, QPoint, QPointF, Qt  # noqa: E402
from PySide6.QtGui import QWheelEvent  # noqa: E402
from PySide6.QtWidgets import QAbstractScrollArea, QApplication  # noqa: E402
from qasync import QEventLoop  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from scripted_upstream import Pause, ScriptedUpstream, streamed  # noqa: E402

from shared.ids import new_id  # noqa: E402
from shared.sync.ops import Message  # noqa: E402
from spoke.demo.stage import Stage  # noqa: E402
from spoke.node.bodies.answers import NewAnswer  # noqa: E402
from spoke.node.bodies.exchange import TakenSession  # noqa: E402
from spoke.node.bodies.models import NewUpstream  # noqa: E402
from spoke.node.client import NodeClient  # noqa: E402
from spoke.ui.look import Look  # noqa: E402
from spoke.ui.node_session import NodeSession  # noqa: E402
from spoke.ui.preferences import Preferences  # noqa: E402
from spoke.ui.window import Window  # noqa: E402

MOST_MS = 8.0
CHATS, MESSAGES, SECONDS = 300, 60, 5
PROSE = "It **stayed** above 70 % for five hours, [says](https://example.org) the `attic`.\n\n- attic\n- cellar\n\n"
CODE = "```python\n" + "".join(f"def f{n}(rows: list[int]) -> int:\n    return sum(rows) + {n}\n" for n in range(700))
TABLE = "| hour | attic |\n| --- | --- |\n" + "".join(f"| {n} | {n % 90} % |\n" for n in range(150))


@dataclass
class Turns:
    """`over`: of the turns that took too long, how long and where."""

    count: int = 0
    over: list[tuple[float, str]] = field(default_factory=list)
    most: float = 0.0


class Watchdog:
    def __init__(self) -> None:
        self._thread = threading.main_thread().ident or 0
        self._clock = time.pthread_getcpuclockid(self._thread)
        self._began, self._seen, self._now = time.thread_time(), list[str](), Turns()
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._mark)
        dispatcher.aboutToBlock.connect(self._mark)
        threading.Thread(target=self._look, daemon=True).start()

    @contextmanager
    def during(self) -> Iterator[Turns]:
        self._mark()
        self._now = turns = Turns()
        yield turns
        self._mark()

    def _mark(self) -> None:
        now = time.thread_time()
        took, seen = (now - self._began) * 1e3, self._seen
        self._began, self._seen = now, []
        self._now.count += 1
        self._now.most = max(self._now.most, took)
        if took > MOST_MS:
            self._now.over.append((took, seen[len(seen) // 2] if seen else ""))

    def _look(self) -> None:
        while True:
            time.sleep(0.002)
            if time.clock_gettime(self._clock) - self._began > MOST_MS / 2e3:
                self._seen.append(self._where())

    def _where(self) -> str:
        """The innermost lines of ours, else of whoever runs."""
        lines: list[tuple[CodeType, int]] = []
        interval = sys.getswitchinterval()
        sys.setswitchinterval(60)  # a frame that is held while its function returns keeps its painter, and Qt falls
        frame = sys._current_frames().get(self._thread)
        while frame is not None:
            lines.append((frame.f_code, frame.f_lineno))
            frame = frame.f_back
        sys.setswitchinterval(interval)
        ours = [line for line in lines if "spoke/" in line[0].co_filename] or lines
        return " < ".join(f"{Path(code.co_filename).stem}.{code.co_name}:{number}" for code, number in ours[:3])


async def fill(client: NodeClient) -> dict[str, str]:
    """Ids of chats by what is in them."""
    now = int(time.time() * 1000)
    bodies = {"code": CODE + "```\n", "table": TABLE, "prose": PROSE * 60}
    chats = {f"plain {number}": PROSE for number in range(CHATS)} | bodies
    ids: dict[str, str] = {}
    taken: list[TakenSession] = []
    for number, (name, body) in enumerate(chats.items()):
        messages: list[Message] = []
        for at in range(MESSAGES if number < 12 else 2):
            parent = messages[-1].id if messages else None
            role = "assistant" if at % 2 else "user"
            said = body if at % 2 else "And the attic?"
            messages.append(Message(id=new_id(), parent_id=parent, role=role, text=said, created_ms=now - number))
        ids[name] = new_id()
        taken.append(TakenSession(id=ids[name], title=name, created_ms=now - number * 60_000, messages=messages))
    for begin in range(0, len(taken), 100):
        await client.take_sessions(taken[begin : begin + 100])
    return ids


class Day:
    def __init__(self, window: Window, client: NodeClient, upstream: ScriptedUpstream, ids: dict[str, str]) -> None:
        self._window, self._client, self._upstream, self._ids = window, client, upstream, ids

    @property
    def actions(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "the places come": self._complete,
            "ten chats opened": lambda: self._open(*(f"plain {number}" for number in range(10))),
            "the list scrolled": lambda: self._scroll(self._window.chats.column.rows),
            "a chat scrolled": lambda: self._scroll(self._window.chats.page.messages),
            "1,400 lines of code opened": lambda: self._open("code"),
            "a table of 150 rows opened": lambda: self._open("table"),
            "a page of prose opened": lambda: self._open("prose"),
            f"{TOKENS_A_SECOND} tokens a second": self._stream,
            "each place, the first time": self._places,
            "each place again": self._places,
            "the palette, typed in": self._palette,
            "the window resized": self._resize,
            "light and dark": self._theme,
            "zoomed": self._zoom,
        }

    async def _complete(self) -> None:
        window = self._window
        window.start()
        await until(lambda: window.node.state == "online" and window.chats.list.loaded and len(window.places) == 5)
        await asyncio.sleep(0.5)

    async def _open(self, *names: str) -> None:
        for name in names:
            self._window.chats.open(self._ids[name])
            await until(lambda: self._window.chats.page.messages.rows)
            await asyncio.sleep(0.4)

    async def _scroll(self, area: QAbstractScrollArea) -> None:
        for step in range(60):
            at = QPointF(50, 50)
            down = QPoint(0, -120 if step < 30 else 120)
            none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
            wheel = QWheelEvent(at, QPointF(area.mapToGlobal(at.toPoint())), QPoint(), down, *none, False)
            QApplication.postEvent(area.viewport(), wheel)
            await asyncio.sleep(0.016)

    async def _stream(self) -> None:
        pieces = [PIECES[number % len(PIECES)] for number in range(TOKENS_A_SECOND * SECONDS)]
        steps = [step for piece in pieces for step in (text(piece), Pause(1 / TOKENS_A_SECOND))]
        session = (await self._client.new_session("Stream")).id
        self._window.chats.open(session)
        self._upstream.script(streamed(*steps, finish(), DONE))
        await self._client.ask_for_answer(session, NewAnswer(text="Go"))
        await until(lambda: self._window.chats.flow.growing)
        while self._window.chats.flow.growing:  # noqa: ASYNC110 - seldom enough not to be in the way
            await asyncio.sleep(0.1)

    async def _places(self) -> None:
        for place in (1, 2, 3, 4, 0):
            self._window.go_by_hand(place)
            await asyncio.sleep(0.3)

    async def _palette(self) -> None:
        palette = self._window.palette_of
        palette.open()
        for typed in ("p", "pl", "pla", "plai"):
            palette.field.setText(typed)
            palette.field.textEdited.emit(typed)
            await asyncio.sleep(0.15)
        palette.leave()

    async def _resize(self) -> None:
        for wide in (1280, 1240, 1190, 1000, 890, 700, 630, 900, 1280):
            self._window.resize(wide, 800)
            await asyncio.sleep(0.2)

    async def _theme(self) -> None:
        for theme in ("dark", "light"):
            self._window.look.preferences.change(theme=theme)
            await asyncio.sleep(0.5)

    async def _zoom(self) -> None:
        for step in (1, 0):
            self._window.look.zoom_by(step)
            await asyncio.sleep(0.5)


async def measure(app: QApplication, data: Path) -> int:
    client = NodeClient.of(data)
    assert client is not None
    table = Table(title=f"Turns of the window's thread, ms of processor time; {MOST_MS:g} at most are wanted")
    for column in ("", "turns", "over", "the worst", "where"):
        table.add_column(column, justify="right" if column in ("turns", "over", "the worst") else "left")
    over = 0
    async with client, ScriptedUpstream.serving() as upstream:
        await client.add_upstream("scripted", NewUpstream(url=upstream.url))
        ids = await fill(client)
        window = Window(Look(app, Preferences(data / "bench.json")), data)
        window.furnish(NodeSession(data))
        window.show()
        watchdog = Watchdog()
        for name, act in Day(window, client, upstream, ids).actions.items():
            with watchdog.during() as turns:
                await act()
            over += len(turns.over)
            worst = sorted(turns.over, reverse=True)[:3] or [(turns.most, "")]
            table.add_row(name, str(turns.count), str(len(turns.over)), f"{worst[0][0]:.1f}", worst[0][1])
            for took, where in worst[1:]:
                table.add_row("", "", "", f"{took:.1f}", where)
        window.quit()
        await window.aclose()
    Console(width=200).print(table)
    return over


def main() -> int:
    app = QApplication(["felloe"])
    app.setQuitOnLastWindowClosed(False)
    with Stage() as stage, tempfile.TemporaryDirectory() as folder, QEventLoop(app) as loop:
        data = Path(folder) / "node"
        stage.start("node", "felloe", "agent", "--data", str(data), "--name", "Laptop")
        asyncio.set_event_loop(loop)
        return 1 if loop.run_until_complete(measure(app, data)) else 0


if __name__ == "__main__":
    sys.exit(main())
