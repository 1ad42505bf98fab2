"""Takes each scene in each kind: one window for each language and device, retinted and zoomed between the pictures."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cuts import cuts
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from screens.light import save_light

from spoke.ui.i18n.translate import Language
from spoke.ui.look.look import Look
from spoke.ui.node.connection import NodeConnection
from spoke.ui.preferences import Preferences
from spoke.ui.window.window import Window

if TYPE_CHECKING:
    from screens.scenes import Scene
    from screens.world import World

_PATIENCE_S = 20
_FAR = (-1_000, -1_000)
_SETTLE_S = 0.3
"""For layouts that come in steps, and those that Qt does when it comes to it; nothing says when they have."""


@dataclass(frozen=True, slots=True)
class Kind:
    theme: str
    language: str
    zoom: int


class Camera:
    def __init__(self, app: QApplication, world: World, folder: Path, images: Path | None) -> None:
        self._app, self._world, self._folder, self._images = app, world, folder, images
        self.taken = 0
        self.faults: list[str] = []
        self.cut: list[str] = []

    async def take(self, scenes: Sequence[Scene], kinds: Sequence[Kind]) -> None:
        try:
            await self._take(scenes, kinds)
        finally:
            await self._world.close()

    async def _take(self, scenes: Sequence[Scene], kinds: Sequence[Kind]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        language = Language()
        for device, group in itertools.groupby(sorted(scenes, key=lambda scene: scene.device), lambda one: one.device):
            looked_at = list(group)
            await self._world.make(device)
            for name in dict.fromkeys(kind.language for kind in kinds):
                language.use(name)
                data = self._world.stage.data(device)
                preferences = Preferences(data / "desktop" / f"{name}.json")
                window = Window(Look(self._app, preferences), data)
                window.build(NodeConnection(data))
                QCursor.setPos(*_FAR)  # it would light up what it stands over
                window.show()
                window.start()
                await until(lambda window=window: window.node.state == "online")
                for scene in looked_at:
                    await self._scene(window, scene, [kind for kind in kinds if kind.language == name])
                window.closing.quit()
                await window.aclose()
                window.deleteLater()

    async def _scene(self, window: Window, scene: Scene, kinds: Sequence[Kind]) -> None:
        window.look.preferences.change(zoom=100)
        window.resize(*scene.size)
        try:
            undo = await scene.act(window)
        except Exception as error:  # one scene that fails leaves the others
            self.faults.append(f"{scene.name}: {type(error).__name__}: {error}")
            return
        for kind in kinds:
            window.look.preferences.change(theme=kind.theme, zoom=kind.zoom)
            window.resize(*scene.size)
            await until(lambda: window.look.settled)
            await asyncio.sleep(_SETTLE_S)
            picture = window.grab()
            name = f"{scene.name}-{kind.theme}-{kind.language}-{kind.zoom}.png"
            self.cut += [f"{name}: {cut}" for cut in cuts(window)]
            picture.save(str(self._folder / name))
            self.taken += 1
            if self._images and scene.docs and kind == Kind("light", "en", 100):
                save_light(picture.toImage(), self._images / f"{scene.name}.png")
        window.look.preferences.change(zoom=100)
        if undo:
            undo()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # what it looks at has no event of its own
