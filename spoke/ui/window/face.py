"""The desktop as a face: it shows what skills notify of, and lends them its clipboard where the node lets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from spoke.ui.notifications.notification import Notification
from spoke.ui.notifications.notifications import Notifications

if TYPE_CHECKING:
    from pydantic import JsonValue

    from spoke.faces.bodies import Ability, FaceRequest
    from spoke.faces.serving import Serve
    from spoke.node.client import NodeClient

_SHOWN_MS = {"low": 4_000, "normal": 8_000, "critical": 60_000}


class DesktopFace:
    """`say` shows a line in the window, for where the system shows no notifications."""

    def __init__(self, notifications: Notifications, say: Callable[[str], None]) -> None:
        self._notifications = notifications
        self._say = say

    async def serve(self, client: NodeClient) -> None:
        """Until cancelled. Raises `NodeUnreachable` when the node goes away."""
        from spoke.faces.serving import serve

        abilities: Mapping[Ability, Serve] = {
            "notify": self._notify,
            "clipboard.read": self._read,
            "clipboard.write": self._write,
        }
        await serve(client, abilities)

    async def _notify(self, request: FaceRequest) -> JsonValue:
        title, text = str(request.args.get("title", "")), str(request.args.get("text", ""))
        urgency, head = str(request.args.get("urgency")), f"{request.asker}: {title}"
        shown_ms = _SHOWN_MS.get(urgency, _SHOWN_MS["normal"])
        if not await self._notifications.show(Notification(head, text, urgent=urgency == "critical", ms=shown_ms)):
            self._say(f"{head}{'. ' if text else ''}{text}")
        return None

    async def _read(self, request: FaceRequest) -> JsonValue:
        return QGuiApplication.clipboard().text()

    async def _write(self, request: FaceRequest) -> JsonValue:
        QGuiApplication.clipboard().setText(str(request.args.get("text", "")))
        return None
