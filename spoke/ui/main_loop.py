"""One window after another over the same node, on asyncio's loop: a language changes with the window."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from shared.system.waiting import first_of
from spoke.ui.event_loop.garbage import Collector
from spoke.ui.event_loop.qt_loop import QtLoop
from spoke.ui.event_loop.responsive_imports import responsive_imports
from spoke.ui.event_loop.sliced import sliced
from spoke.ui.i18n.translate import Language
from spoke.ui.navigation import SETTINGS, SKILLS
from spoke.ui.node.connection import NodeConnection
from spoke.ui.single_instance import SingleInstance
from spoke.ui.window.succession import take_over
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

    async def _live(self, window: Window, steps: Iterator[None], closed: asyncio.Event) -> None:
        await sliced(steps)
        while await self._another_is_wanted(window, closed):
            window = await self.another(window)

    async def another(self, before: Window) -> Window:
        """In the place of this one, in the language that is chosen now. It is made behind that, which goes on."""
        before.save()
        self._language.use(before.look.preferences.choices.language)
        window = Window(before.look, before.data)
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.show()  # to be laid out and painted, but unseen
        node = NodeConnection(before.data, self._name, before.node.process)
        await sliced(window.building(node, before.drafts))
        if before.chats.page.slash.typed:  # there are forms that are filled in
            await sliced(window.chats.page.slash.making())
        if before.places.has(SKILLS):
            await sliced(window.places.making(SKILLS))
        if window.place == SETTINGS:
            await asyncio.sleep(0)  # what was built is laid out first, and then the page
            window.settings.open(before.settings.current)
            await asyncio.sleep(0)
        await self._last_wishes(before)
        take_over(window, before)
        await asyncio.sleep(0)  # the picture comes before what is written out
        await before.aclose(keep_node=True)
        window.chats.read_draft_anew()
        for part in filter(isValid, list(_parts(before))):
            part.deleteLater()
            await asyncio.sleep(0)
        self._collector.much_was_left()
        return window

    @staticmethod
    async def _last_wishes(window: Window) -> None:
        """What a person asked this window for while the next one was made has ended, unless it is closed."""
        over, operations = asyncio.Event(), window.services.operations
        window.closed.connect(over.set)
        operations.over.connect(over.set)
        while operations.going and not window.ended:
            over.clear()
            await over.wait()

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


def _parts(window: Window) -> Iterator[QWidget]:
    """To be let go of one by one: what a place holds first, and the window last."""
    for place in window.places.built:
        for stack in place.findChildren(QStackedWidget):
            yield from filter(None, map(stack.widget, range(stack.count())))
        yield from filter(None, (place.panes.column, place.panes.page, place.panes.right))
        yield place
    yield window
