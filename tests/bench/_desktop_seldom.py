"""What a person does at the desktop now and then: pictures, runs, forms, searches, an import, another language."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from _desktop_stage import Stage, until
from chat_wire import DONE, finish, text, tool_whole
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QSplitter
from scripted_upstream import streamed

from shared.ids import new_id
from spoke.node.bodies.answers import NewAnswer
from spoke.node.bodies.events import Event
from spoke.node.bodies.sessions import ChangeSession, NewMessage
from spoke.sessions.exchange.exporting import Export
from spoke.ui.event_loop.garbage import Collector
from spoke.ui.i18n.translate import Language
from spoke.ui.main_loop import MainLoop
from spoke.ui.navigation import SETTINGS
from spoke.ui.window.window import Window

SKILL = Path(__file__).resolve().parents[2] / "resources" / "skills" / "text-tools"
FETCHES = 'import urllib.request\nurllib.request.urlopen("https://api.weather.example/today")'
IMPORTED, CHANGED, PICTURES, LINES = 2_000, 200, 6, 5_000


class Seldom:
    def __init__(self, stage: Stage, window: Window, ids: dict[str, str]) -> None:
        self._stage, self.window, self._ids = stage, window, ids
        self._pictures = self._run = ""
        self._file = stage.data.parent / "chats.json"

    @property
    def actions(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "a chat that was seen before": lambda: self._open(self._ids["plain 3"]),
            f"a chat with {PICTURES} photographs": lambda: self._open(self._pictures, 1.5),
            "a run is inspected": self._inspect,
            "a question comes up and is answered": self._answer_question,
            "a form by a slash": self._slash,
            "the chats are searched": self._search,
            "the activity is filtered": self._filter,
            "a splitter is dragged": self._drag,
            f"sync changed {CHANGED} chats": self._sync,
            f"{IMPORTED:,} chats are imported": self._import,
            f"{IMPORTED:,} chats scrolled through": self._scroll,
            "each page of the settings, the first time": self._settings,
            "another language": self._language,
        }

    async def prepare(self) -> None:
        """What the actions need to be there, made before anything is measured."""
        client, folder = self._stage.client, self._stage.data.parent
        await client.install_skill(str(SKILL))
        self._pictures = (await client.new_session("Pictures")).id
        for number in range(PICTURES):
            photograph = QImage(4000, 3000, QImage.Format.Format_RGB32)
            photograph.fill(Qt.GlobalColor(7 + number))
            photograph.save(str(folder / f"{number}.jpg"))
            kept = await client.attach(str(folder / f"{number}.jpg"))
            await client.write(self._pictures, NewMessage(text="Look", attachments=[kept]))
        self._run = (await client.new_session("Run")).id
        code = f"for n in range({LINES}):\n    print(n, 'damp in the attic' * 4)"
        call = streamed(tool_whole("run_code", json.dumps({"code": code})), finish("tool_calls"), DONE)
        self._stage.upstream.script(call, streamed(text("Done."), finish(), DONE))
        await client.ask_for_answer(self._run, NewAnswer(text="Count"))
        while (await client.branch(self._run)).growing:  # noqa: ASYNC110 - before anything is measured
            await asyncio.sleep(0.2)
        one = folder / "one.json"
        await Export(client).to_file([self._ids["plain 20"]], one, "json")
        self._file.write_text(json.dumps(_many(json.loads(one.read_text()))))

    async def _open(self, session: str, seconds: float = 0.5) -> None:
        self.window.chats.open(session)
        await until(lambda: self.window.chats.page.messages.rows)
        await asyncio.sleep(seconds)

    async def _inspect(self) -> None:
        chats = self.window.chats
        await self._open(self._run)
        chats.inspection.toggle()
        await until(lambda: chats.inspector.view is not None)
        await asyncio.sleep(0.5)
        chats.inspection.toggle()
        await asyncio.sleep(0.2)

    async def _answer_question(self) -> None:
        """The first one, and another."""
        chats, client = self.window.chats, self._stage.client
        for _ in range(2):
            call = streamed(tool_whole("run_code", json.dumps({"code": FETCHES})), finish("tool_calls"), DONE)
            self._stage.upstream.script(call, streamed(text("Done."), finish(), DONE))
            session = (await client.new_session("Question")).id
            chats.open(session)
            await asyncio.sleep(0.3)
            await client.ask_for_answer(session, NewAnswer(text="What is the weather?"))
            await until(lambda: any(card.ready for card in chats.asks.cards.values()))
            next(iter(chats.asks.cards.values())).buttons["deny"].click()
            await until(lambda: not chats.asks.cards)
            await asyncio.sleep(0.5)

    async def _slash(self) -> None:
        page = self.window.chats.page
        for typed in ("/", "/te", "/text_tools."):
            page.composer.put(typed)
            await asyncio.sleep(0.3)
        page.slash._choose(page.slash.list.rows[-2].key)
        await asyncio.sleep(0.3)
        page.slash.close_panel()
        page.composer.put("")
        await asyncio.sleep(0.2)

    async def _search(self) -> None:
        for typed in ("c", "ce", "cel", "cell", ""):
            self.window.chats.column.search.setText(typed)
            await asyncio.sleep(0.3)

    async def _filter(self) -> None:
        self.window.places.go_by_hand(3)
        await asyncio.sleep(0.3)
        for words in ("c", "co", "code", ""):
            self.window.places.activity.filters.choose(words=words)
            await asyncio.sleep(0.4)
        self.window.places.go_by_hand(0)
        await asyncio.sleep(0.3)

    async def _drag(self) -> None:
        splitter = self.window.chats.panes.findChild(QSplitter)
        handle = splitter.handle(1)
        left, none, plain = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        for step in range(22):
            kind = QEvent.Type.MouseMove if 0 < step < 21 else QEvent.Type(2 if step == 0 else 3)
            at = QPointF(3 * step, 100)
            glob = QPointF(handle.parentWidget().mapToGlobal(QPoint(264 + 5 * step, 100)))
            QApplication.postEvent(handle, QMouseEvent(kind, at, glob, left, none if step == 21 else left, plain))
            await asyncio.sleep(0.03)

    async def _sync(self) -> None:
        ids = [self._ids[f"plain {number}"] for number in range(CHANGED)]
        for number, session in enumerate(ids):
            await self._stage.client.change_session(session, ChangeSession(title=f"Changed {number}"))
        self.window.node.event_received.emit(Event(kind="sync"))
        await asyncio.sleep(1)

    async def _import(self) -> None:
        self.window.chats.exchange.import_chats(self._file)
        await asyncio.sleep(0)
        await self.window.services.operations.settled()
        await asyncio.sleep(1)

    async def _scroll(self) -> None:
        """To the oldest; then another theme, with all of them there."""
        column = self.window.chats.column
        while len(column.rows.rows) < IMPORTED:
            column.rows.verticalScrollBar().setValue(column.rows.verticalScrollBar().maximum())
            await asyncio.sleep(0.1)
        for theme in ("dark", "light"):
            self.window.look.preferences.change(theme=theme)
            await asyncio.sleep(0.5)
        column.rows.scrollToTop()
        await asyncio.sleep(0.2)

    async def _settings(self) -> None:
        self.window.places.go_by_hand(SETTINGS)
        await asyncio.sleep(0.3)
        for page in self.window.settings.sections:
            self.window.settings.open(page)
            await asyncio.sleep(0.3)
        self.window.places.go_by_hand(0)
        await asyncio.sleep(0.3)

    async def _language(self) -> None:
        """Chosen by a key in the settings; the rest as `MainLoop` does it, which this bench stands in for."""
        before, again = self.window, asyncio.Event()
        before.again.connect(again.set)
        before.places.go_by_hand(SETTINGS)
        await asyncio.sleep(0.3)
        before.settings.open("appearance")
        await asyncio.sleep(0.3)
        choice = before.settings.appearance.language
        choice.setFocus()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.postEvent(choice, QKeyEvent(kind, Qt.Key.Key_D, Qt.KeyboardModifier.NoModifier, "d"))
        await again.wait()
        main_loop = MainLoop(self._stage.app, None, Language(), Collector(), None)  # type: ignore[arg-type]
        self.window = await main_loop.another(before)
        del before, choice
        self.window.start()
        await asyncio.sleep(2)


def _many(document: dict[str, Any]) -> dict[str, Any]:
    """As many chats as are to be imported, all like the first one."""
    first = document["sessions"][0]
    ids = [first["id"], *(message["id"] for message in first["messages"])]
    text = json.dumps(first)
    sessions = []
    for _ in range(IMPORTED):
        one = text
        for each in ids:
            one = one.replace(each, new_id())
        sessions.append(json.loads(one))
    return document | {"sessions": sessions}
