"""The desktop, as `felloe desktop` runs it, saying on its output when it is seen, when it lists, and when it opened.

    _desktop_window.py bare | DATA [OPENED]

`bare` is the floor: a window of PySide6 with nothing in it. OPENED: how many sessions to open, one after another.
"""

from __future__ import annotations

import sys
from pathlib import Path


def say(word: str) -> None:
    print(word, flush=True)


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(["bare"])
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    QTimer.singleShot(0, lambda: (window.grab(), say("shown")))
    app.exec()


def desktop(data: Path, opened: int) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QShowEvent

    from spoke.__main__ import main
    from spoke.ui.window import Window

    def shown(window: Window, event: QShowEvent) -> None:
        super(Window, window).showEvent(event)
        QTimer.singleShot(0, lambda: (window.grab(), say("shown"), look.start()))
        look.timeout.connect(lambda: look_again(window))

    def look_again(window: Window) -> None:
        if not window.places:
            return
        keys = [row.key for row in window.chats.column.rows.rows if row.key]
        if not keys:
            return
        if not told:
            told.append("listed")
            say("listed")
        if len(told) <= opened:
            told.append(keys[len(told)])
            window.chats.open(told[-1])
        elif opened:
            look.stop()
            say("opened")
        else:
            look.stop()

    told: list[str] = []
    look = QTimer(interval=20 if not opened else 250)
    Window.showEvent = shown  # type: ignore[method-assign]
    sys.argv = ["felloe", "desktop", "--data", str(data)]
    main()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        desktop(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
