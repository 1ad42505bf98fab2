"""The desktop as `felloe desktop` runs it; on its output it says how far it is, with its processor time in ms.

    _desktop_window.py bare | DATA [OPENED] | DATA turns

`shown`: the window is painted. `usable`: the list is there, a click on a row went to that chat, a key stands in the
composer, and what was typed in the search has sifted the list; all of it sent as events, as soon as there is a row.
`read`: the messages of that chat are there. OPENED: how many chats to open instead, one after another, then `opened`.

`bare` is the floor: a window of PySide6 with nothing in it. `turns`: from when it is seen until all is made, how long
each turn took that was too long, and where it was.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spoke.ui.window.window import Window


REST_MS = 1_000


def say(word: str) -> None:
    print(word, round(time.process_time() * 1000), flush=True)


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(["bare"])
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    QTimer.singleShot(0, lambda: (window.grab(), say("shown")))
    app.exec()


def click(port: QWidget, y: int) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    at, left = QPointF(60, y), Qt.MouseButton.LeftButton
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        glob = QPointF(port.mapToGlobal(at.toPoint()))
        event = QMouseEvent(kind, at, glob, left, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.postEvent(port, event)


def press(field: QWidget, text: str) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, ord(text.upper()), Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.postEvent(field, event)


def use(window: Window) -> Iterator[object]:
    """What a person does first; each value says whether the next step can come."""
    column, page = window.chats.column, window.chats.page
    rows = column.rows
    while not any(row.key for row in rows.rows):
        yield None
    number = next(number for number, row in enumerate(rows.rows) if row.key and row.key != window.chats.current)
    chosen = rows.rows[number]
    click(rows.viewport(), rows.visualRect(rows.model().index(number, 0)).center().y())
    while window.chats.current != chosen.key:
        yield None
    kept = page.composer.text  # a draft of the run before
    press(page.composer.editor, "x")
    while len(page.composer.text) == len(kept):
        yield None
    before = len(rows.rows)
    press(column.search, "7")
    while len(rows.rows) == before or not all("7" in row.title for row in rows.rows if row.key):
        yield None
    say("usable")
    while not page.messages.rows:
        yield None
    say("read")


def open_some(window: Window, count: int) -> Iterator[object]:
    rows = window.chats.column.rows
    while not (window.chats.list.loaded and sum(bool(row.key) for row in rows.rows) > count):
        yield None
    for key in [row.key for row in rows.rows if row.key][1 : count + 1]:
        window.chats.open(key)
        due = time.monotonic() + 0.25
        while time.monotonic() < due or not window.chats.page.messages.rows:
            yield None
    say("opened")


def turns(data: Path) -> None:
    from _turns import Watchdog
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QShowEvent

    from spoke.__main__ import main
    from spoke.ui.navigation import PLACES
    from spoke.ui.window.window import Window

    made = QTimer(interval=200)

    def shown(window: Window, event: QShowEvent) -> None:
        super(Window, window).showEvent(event)
        watchdog = Watchdog()
        made.timeout.connect(lambda: look(window, watchdog))
        made.start()

    def look(window: Window, watchdog: Watchdog) -> None:
        if len(window.places.built) == len(PLACES) and window.chats.page.messages.rows:
            made.stop()
            QTimer.singleShot(REST_MS, lambda: print(json.dumps(asdict(watchdog.now)), flush=True))

    Window.showEvent = shown  # type: ignore[method-assign]
    sys.argv = ["felloe", "desktop", "--data", str(data)]
    main()


def desktop(data: Path, opened: int) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QShowEvent

    from spoke.__main__ import main
    from spoke.ui.navigation import CHATS
    from spoke.ui.window.window import Window

    steps: list[Iterator[object]] = []

    def shown(window: Window, event: QShowEvent) -> None:
        super(Window, window).showEvent(event)
        QTimer.singleShot(0, lambda: (window.grab(), say("shown"), look.start()))
        look.timeout.connect(lambda: step(window))

    def step(window: Window) -> None:
        if not steps and hasattr(window, "places") and window.places.has(CHATS):
            steps.append(open_some(window, opened) if opened else use(window))
        if steps and next(steps[0], look) is look:
            look.stop()

    look = QTimer(interval=3)
    Window.showEvent = shown  # type: ignore[method-assign]
    sys.argv = ["felloe", "desktop", "--data", str(data)]
    main()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    elif sys.argv[2:] == ["turns"]:
        turns(Path(sys.argv[1]))
    else:
        desktop(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
