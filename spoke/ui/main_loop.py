"""One window after another over the same node, on asyncio's loop: a language changes with the window."""

from __future__ import annotations

import asyncio
import contextlib
import signal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from shared.system.waiting import first_of
from spoke.ui.event_loop.garbage import Collector
from spoke.ui.event_loop.qt_loop import QtLoop
from spoke.ui.event_loop.responsive_imports import responsive_imports
from spoke.ui.event_loop.sliced import Building, own_turn, sliced
from spoke.ui.i18n.translate import Language
from spoke.ui.node.connection import NodeConnection
from spoke.ui.single_instance import SingleInstance
from spoke.ui.window.succession import delete, take_over
from spoke.ui.window.window import Window


class MainLoop:
    def __init__(
        self, app: QApplication, only: SingleInstance, language: Language, collector: Collector, name: str | None
    ) -> None:
        self._app, self._only, self._language, self._collector, self._name = app, only, language, collector, name

    def run(self, window: Window) -> None:
        """From this window, which is seen already, until the last one is closed."""
        with QtLoop(self._app) as loop:
            asyncio.set_event_loop(loop)
            closed = asyncio.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                with contextlib.suppress(NotImplementedError):  # Windows ends a process without asking
                    loop.add_signal_handler(number, closed.set)
            with responsive_imports():  # while there is no task yet that would go on in the middle of an import
                node = NodeConnection(window.data, self._name)
                node.hurry()
                steps = window.building(node)
                next(steps)
            loop.run_until_complete(self._live(window, steps, closed))

    async def _live(self, window: Window, steps: Building, closed: asyncio.Event) -> None:
        await sliced(steps)
        while await self._another_is_wanted(window, closed):
            window = await self.another(window)

    async def another(self, before: Window) -> Window:
        """In the place of this one, in the language that is chosen now. It is made behind that, which goes on."""
        before.save()
        await own_turn()
        language = before.look.preferences.choices.language
        self._language.use(language)
        await own_turn()
        window = Window(before.look, before.data, language)  # another one may be chosen by now
        await own_turn()
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.show()  # to be laid out and painted, but unseen
        node = NodeConnection(before.data, self._name, before.node.process)
        await sliced(window.building(node, before.drafts))
        await take_over(window, before)
        await asyncio.sleep(0)  # the picture comes before what is written out
        await before.aclose(keep_node=True)
        await own_turn()
        window.chats.read_draft_anew()
        before.look.forget(before)
        await own_turn()
        await delete(before)
        self._collector.much_was_left()
        return window

    async def _another_is_wanted(self, window: Window, closed: asyncio.Event) -> bool:
        """When this one is closed, or has to be made anew."""
        again = asyncio.Event()
        window.closed.connect(closed.set)
        window.again.connect(again.set)
        if window.ended:  # before anybody listened
            closed.set()
        if window.outdated:
            again.set()
        self._only.raised.connect(window.come_up)
        window.start()
        window.tasks.start(self._only.listen())
        try:
            await first_of(closed, again)
        finally:
            if not again.is_set() or closed.is_set():
                window.hide()
                await window.aclose()
        return not closed.is_set()
