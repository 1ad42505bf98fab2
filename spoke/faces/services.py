"""What a run on this device may have of its person, its store and its model: host services, behind the gatekeeper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sandbox.services.clipboard import ClipboardRead, ClipboardWrite
from sandbox.services.model import Complete, Model
from sandbox.services.notify import Notification, Notify, Pace
from sandbox.services.service import Service
from sandbox.services.shelves import Shelves
from sandbox.services.store import store_services
from shared.errors import FelloeError
from spoke.faces.faces import Faces


class DeviceServices:
    """One for a node: what its runs share. `completing`: how a model is asked for whoever is named, in which chat."""

    def __init__(
        self, faces: Faces, shelves: Shelves, completing: Callable[[str, str], Complete] | None = None
    ) -> None:
        self._faces = faces
        self._shelves = shelves
        self._completing = completing
        self._pace = Pace()

    async def forget(self, skill: str) -> int:
        """Drop what the skill keeps; how many values there were."""
        return await self._shelves.forget(skill)

    async def kept(self, skill: str) -> int:
        """How many values the skill keeps."""
        return await self._shelves.count(skill)

    def of_run(self, asker: str, skill: str | None, chat: str = "") -> dict[str, Service[Any]]:
        """Host services of one run. `asker`: who asks, as a person is told; `skill`: whose store it is, if one's;
        `chat`: id of the one it runs for, if it does."""

        async def show(notification: Notification) -> None:
            args = asdict(notification)
            del args["asker"]
            await self._faces.ask("notify", asker, args)

        async def read() -> str:
            text = await self._faces.ask("clipboard.read", asker, {})
            if not isinstance(text, str):
                raise FelloeError("The clipboard was answered with something that is not text.")
            return text

        async def write(text: str) -> None:
            await self._faces.ask("clipboard.write", asker, {"text": text})

        services: list[Service[Any]] = [
            *store_services(lambda: self._shelves, skill),
            Notify(asker, self._pace, show),
            ClipboardRead(read),
            ClipboardWrite(write),
            Model(self._completing(skill or "code", chat) if self._completing else None),
        ]
        return {service.name: service for service in services}
