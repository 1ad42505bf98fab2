"""`make screens`: what the desktop shows, as pictures in build/screens, over real nodes and a real hub.

    make screens [ARGS="chats first-run --theme dark --language en --zoom 100"]

A name chooses the screens that begin with it; without, all. `--docs` also writes those of the README and the guide.
It says which texts a picture cuts, and which pages scroll to the side; a screen that could not be taken is a fault.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), *(str(ROOT / "tests" / inner) for inner in ("", "models", "ui"))]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from screens.fonts import steady_fonts  # noqa: E402

FOLDER = ROOT / "build" / "screens"
IMAGES = ROOT / "docs" / "images"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("screens", nargs="*")
    parser.add_argument("--theme", choices=("light", "dark"))
    parser.add_argument("--language", choices=("en", "de"))
    parser.add_argument("--zoom", type=int, choices=(100, 200))
    parser.add_argument("--docs", action="store_true")
    chosen = parser.parse_args()
    steady_fonts()
    from PySide6.QtWidgets import QApplication
    from screens.camera import Camera, Kind
    from screens.scenes import scenes
    from screens.world import World

    from spoke.ui.event_loop.qt_loop import QtLoop

    kinds = [
        Kind(theme, language, zoom)
        for language, theme, zoom in itertools.product(
            [chosen.language] if chosen.language else ["en", "de"],
            [chosen.theme] if chosen.theme else ["light", "dark"],
            [chosen.zoom] if chosen.zoom else [100, 200],
        )
    ]
    app = QApplication(["felloe"])
    app.setQuitOnLastWindowClosed(False)
    began = time.monotonic()
    with World() as world, QtLoop(app) as loop:
        asyncio.set_event_loop(loop)
        wanted = [one for one in scenes(world) if not chosen.screens or one.name.startswith(tuple(chosen.screens))]
        camera = Camera(app, world, FOLDER, IMAGES if chosen.docs else None)
        loop.run_until_complete(camera.take(wanted, kinds))
    print(f"{camera.taken} pictures in {FOLDER}, {time.monotonic() - began:.0f} s")
    for fault in (*camera.cut, *camera.faults):
        print(fault, file=sys.stderr)
    return 1 if camera.faults else 0


if __name__ == "__main__":
    sys.exit(main())
