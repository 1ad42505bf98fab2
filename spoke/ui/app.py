"""The desktop as a program. The window is seen first; what it shows, and the node behind it, come after that."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from spoke.ui.event_loop import unscanned_imports  # noqa: F401 - before the others
from spoke.ui.event_loop.garbage import Collector
from spoke.ui.event_loop.responsive_imports import responsive_imports
from spoke.ui.i18n.translate import Language
from spoke.ui.look.look import Look
from spoke.ui.preferences import Preferences
from spoke.ui.single_instance import SingleInstance
from spoke.ui.window.window import Window


def run(data: Path, name: str | None) -> int:
    """Runs until the window is closed, or SIGTERM or SIGINT asks for it. `name`: of a device that is new."""
    _check_screen()
    app = QApplication(["felloe"])
    app.setApplicationName("Felloe")
    app.setDesktopFileName("felloe")
    app.setQuitOnLastWindowClosed(False)  # the loop ends when the node has been stopped, not before
    data = data.expanduser().absolute()
    only = SingleInstance(data)
    if not only.first():
        return 0
    preferences = Preferences(data / "desktop" / "preferences.json")
    look, language = Look(app, preferences), Language()
    language.use(preferences.choices.language)
    with Collector() as collector:
        window = Window(look, data)
        window.show()
        app.processEvents()  # seen: now there is time
        with responsive_imports():
            from spoke.ui.main_loop import MainLoop
        MainLoop(app, only, language, collector, name).run(window)
        only.close()
    return 0


def _check_screen() -> None:
    """Qt ends the process where it finds no screen: say it before, in words."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    import ctypes.util  # slow to import, for so little

    from shared.errors import NoScreen

    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoScreen("There is no screen here, so the desktop cannot open. Run the same without one: felloe agent")
    if not os.environ.get("WAYLAND_DISPLAY") and not ctypes.util.find_library("xcb-cursor"):
        raise NoScreen("The desktop needs a library of the system. Install it with: apt-get install libxcb-cursor0")
