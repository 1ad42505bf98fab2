"""What a person does in a day at the desktop, and the chats that it is done in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from _desktop_stage import TOKENS_A_SECOND, Stage, until
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from shared.ids import new_id
from shared.sync.ops import Message
from spoke.node.bodies.exchange import TakenSession
from spoke.node.client import NodeClient
from spoke.ui.window.window import Window

CHATS, MESSAGES, SECONDS = 300, 60, 5
PROSE = "It **stayed** above 70 % for five hours, [says](https://example.org) the `attic`.\n\n- attic\n- cellar\n\n"
CODE = "```python\n" + "".join(f"def f{n}(rows: list[int]) -> int:\n    return sum(rows) + {n}\n" for n in range(700))
TABLE = "| hour | attic |\n| --- | --- |\n" + "".join(f"| {n} | {n % 90} % |\n" for n in range(150))


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


WIDTHS = (1280, 1240, 1190, 1000, 890, 700, 630, 900, 1280)


class Day:
    def __init__(self, stage: Stage, window: Window, ids: dict[str, str]) -> None:
        self._stage, self._window, self._ids = stage, window, ids

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
        await until(
            lambda: window.node.state == "online" and window.chats.list.loaded and len(window.places.built) == 5
        )
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
        self._window.chats.open((await self._stage.client.new_session("Stream")).id)
        await self._stage.answer(self._window, SECONDS)
        while self._window.chats.loader.growing:  # noqa: ASYNC110 - seldom enough not to be in the way
            await asyncio.sleep(0.1)

    async def _places(self) -> None:
        for place in (1, 2, 3, 4, 0):
            self._window.places.go_by_hand(place)
            await asyncio.sleep(0.3)

    async def _palette(self) -> None:
        palette = self._window.command_palette
        palette.open()
        for typed in ("p", "pl", "pla", "plai"):
            palette.field.setText(typed)
            palette.field.textEdited.emit(typed)
            await asyncio.sleep(0.15)
        palette.leave()

    async def _resize(self) -> None:
        for wide in WIDTHS:
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
