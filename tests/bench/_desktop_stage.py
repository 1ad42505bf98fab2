"""What the desktop's benches stand on: a node of their own, a scripted model, and the window's loop; offscreen."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "models")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_NO_GLIB"] = "1"  # Qt's own loop says before each wait that it waits

from spoke.ui.event_loop import unscanned_imports  # noqa: E402, F401, I001 - before the others, as in the desktop
from chat_wire import DONE, finish, text  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from scripted_upstream import Pause, ScriptedUpstream, streamed  # noqa: E402

from spoke.demo.stage import Stage as Processes  # noqa: E402
from spoke.node.bodies.answers import NewAnswer  # noqa: E402
from spoke.node.bodies.models import NewUpstream  # noqa: E402
from spoke.node.client import NodeClient  # noqa: E402
from spoke.ui.event_loop.garbage import Collector  # noqa: E402
from spoke.ui.event_loop.qt_loop import QtLoop  # noqa: E402
from spoke.ui.look.look import Look  # noqa: E402
from spoke.ui.node.connection import NodeConnection  # noqa: E402
from spoke.ui.preferences import Preferences  # noqa: E402
from spoke.ui.window.window import Window  # noqa: E402

TOKENS_A_SECOND = 200
PIECES = ["The ", "attic ", "was ", "**damp** ", "at ", "`04:10`", ", ", "and ", "the ", "cellar ", "was ", "not.\n\n"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    app: QApplication
    data: Path
    client: NodeClient
    upstream: ScriptedUpstream

    def window(self) -> Window:
        """A window, seen and built; to be closed by `close`."""
        window = Window(Look(self.app, Preferences(self.data / "bench.json")), self.data)
        window.build(NodeConnection(self.data))
        window.show()
        return window

    async def close(self, window: Window) -> None:
        window.closing.quit()
        await window.aclose()

    async def answer(self, window: Window, seconds: float) -> None:
        """Ask in a new chat, which is open then, until the answer grows: this long, `TOKENS_A_SECOND`."""
        await asyncio.to_thread(self._script, round(TOKENS_A_SECOND * seconds))  # this thread is what is measured
        await self.client.ask_for_answer(window.chats.current, NewAnswer(text="Go"))
        await until(lambda: window.chats.loader.growing)

    def _script(self, tokens: int) -> None:
        pieces = [PIECES[number % len(PIECES)] for number in range(tokens)]
        steps = [step for piece in pieces for step in (text(piece), Pause(1 / TOKENS_A_SECOND))]
        self.upstream.script(streamed(*steps, finish(), DONE))


def run(measure: Callable[[Stage], Awaitable[T]]) -> T:
    """With the collector of the desktop, and a node that knows the scripted model."""
    app = QApplication(["felloe"])
    app.setQuitOnLastWindowClosed(False)
    with Processes() as processes, tempfile.TemporaryDirectory() as folder, QtLoop(app) as loop:
        data = Path(folder) / "node"
        processes.start("node", "felloe", "agent", "--data", str(data), "--name", "Laptop")
        asyncio.set_event_loop(loop)
        with Collector():
            found: T = loop.run_until_complete(_measured(app, data, measure))
        return found


async def _measured(app: QApplication, data: Path, measure: Callable[[Stage], Awaitable[T]]) -> T:
    client = NodeClient.of(data)
    assert client is not None
    async with client, ScriptedUpstream.serving() as upstream:
        await client.add_upstream("scripted", NewUpstream(url=upstream.url))
        return await measure(Stage(app, data, client, upstream))


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - as soon as it can be seen, with no event that says so
        await asyncio.sleep(0)
