"""One window after another over the same node, on asyncio's loop: a language changes with the window."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from shared.system.waiting import first_of
from spoke.ui.collecting import Collector
from spoke.ui.look import Look
from spoke.ui.node_process import NodeProcess
from spoke.ui.node_session import NodeSession
from spoke.ui.only_window import OnlyWindow
from spoke.ui.window import Window
from spoke.ui.words import Language


class Windows:
    def __init__(
        self, app: QApplication, only: OnlyWindow, language: Language, collector: Collector, name: str | None
    ) -> None:
        self._app, self._only, self._language, self._collector, self._name = app, only, language, collector, name

    def run(self, window: Window) -> None:
        """From this window, which is seen already, until the last one is closed."""
        with QEventLoop(self._app) as loop:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(self._live(window))

    async def _live(self, window: Window) -> None:
        closed, process = asyncio.Event(), None
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows ends a process without asking
                loop.add_signal_handler(number, closed.set)
        while True:
            process = await self._one(window, process, closed)
            if closed.is_set():
                return
            look, data = window.look, window.data
            del window
            window = await self.another(look, data)

    async def another(self, look: Look, data: Path) -> Window:
        """In the place of one that was closed, in the language that is chosen now."""
        await asyncio.sleep(0)  # Qt lets go of that one
        self._collector.all()
        await asyncio.sleep(0)
        self._language.use(look.preferences.choices.language)
        window = Window(look, data)
        window.show()
        await asyncio.sleep(0)
        return window

    async def _one(self, window: Window, process: NodeProcess | None, closed: asyncio.Event) -> NodeProcess:
        """One window, until it is closed or another is wanted; the process of its node."""
        again = asyncio.Event()
        window.closed.connect(closed.set)
        window.again.connect(again.set)
        node = NodeSession(window.data, self._name, process)
        node.hurry()
        window.furnish(node)
        self._only.raised.connect(window.come_up)
        window.start()
        try:
            await first_of(closed, again)
        finally:
            window.hide()
            await window.aclose(keep_node=not closed.is_set())
            window.deleteLater()
        return node.process
