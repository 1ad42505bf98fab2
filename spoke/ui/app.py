"""The desktop as a program: the window shows at once, the node is found or started behind it."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes.util
import gc
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from shared.errors import NoScreen
from spoke.ui.look import Look
from spoke.ui.node_process import NodeProcess
from spoke.ui.node_session import NodeSession
from spoke.ui.only_window import OnlyWindow
from spoke.ui.preferences import Preferences
from spoke.ui.window import Window
from spoke.ui.words import Language

COLLECT_MS = 5_000


def run(data: Path, name: str | None) -> int:
    """Runs until the window is closed, or SIGTERM or SIGINT asks for it. `name`: of a device that is new."""
    _check_screen()
    app = QApplication(["felloe"])
    app.setApplicationName("Felloe")
    app.setDesktopFileName("felloe")
    app.setQuitOnLastWindowClosed(False)  # the loop ends when the node has been stopped, not before
    data = data.expanduser().absolute()
    only = OnlyWindow(data)
    if not only.first():
        return 0
    collector = _collect_here()
    with QEventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(_live(app, data, name, only))
    only.close()
    collector.stop()
    gc.enable()
    return 0


def _collect_here() -> QTimer:
    """Collect garbage on this thread alone: a QObject with a timer that another one frees ends the process in Qt."""
    gc.disable()
    timer = QTimer()
    timer.setInterval(COLLECT_MS)
    timer.timeout.connect(gc.collect)
    timer.start()
    return timer


def _check_screen() -> None:
    """Qt ends the process where it finds no screen: say it before, in words."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoScreen("There is no screen here, so the desktop cannot open. Run the same without one: felloe agent")
    if not os.environ.get("WAYLAND_DISPLAY") and not ctypes.util.find_library("xcb-cursor"):
        raise NoScreen("The desktop needs a library of the system. Install it with: apt-get install libxcb-cursor0")


async def _live(app: QApplication, data: Path, name: str | None, only: OnlyWindow) -> None:
    """One window after another over the same node: a language changes with the window."""
    closed = asyncio.Event()
    preferences = Preferences(data / "desktop" / "preferences.json")
    look, language = Look(app, preferences), Language()
    process: NodeProcess | None = None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows ends a process without asking
            loop.add_signal_handler(number, closed.set)
    while not closed.is_set():
        language.use(preferences.choices.language)
        node = NodeSession(data, name, process)
        process = node.process
        window, left = Window(look, node, data), asyncio.Event()
        for ended, event in ((window.closed, closed), (window.closed, left), (window.again, left)):
            ended.connect(event.set)
        only.raised.connect(window.come_up)
        window.show()
        window.start()
        try:
            await _first(closed, left)
        finally:
            window.hide()
            await window.aclose(keep_node=not closed.is_set())
            window.deleteLater()


async def _first(*events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
