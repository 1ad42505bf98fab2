"""The desktop as a face: it shows what skills notify of, and lends them its clipboard where the node lets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import JsonValue
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from spoke.faces.bodies import Ability, FaceRequest
from spoke.faces.serving import Serve, serve
from spoke.node.client import NodeClient
from spoke.ui.icons import application_icon

_ICON = QSystemTrayIcon.MessageIcon
_SHOWN_MS = {"low": 4_000, "normal": 8_000, "critical": 60_000}


class DesktopFace:
    """`say` shows a line in the window, for where the system shows no notifications; `open` brings the window up."""

    def __init__(self, say: Callable[[str], None], open_window: Callable[[], None]) -> None:
        self._say = say
        self._open_window = open_window
        self._tray: QSystemTrayIcon | None = None

    async def serve(self, client: NodeClient) -> None:
        """Until cancelled. Raises `NodeUnreachable` when the node goes away."""
        abilities: Mapping[Ability, Serve] = {
            "notify": self._notify,
            "clipboard.read": self._read,
            "clipboard.write": self._write,
        }
        await serve(client, abilities)

    def close(self) -> None:
        if self._tray:
            self._tray.hide()

    async def _notify(self, request: FaceRequest) -> JsonValue:
        title, text = str(request.args.get("title", "")), str(request.args.get("text", ""))
        if QSystemTrayIcon.isSystemTrayAvailable():
            urgency = str(request.args.get("urgency"))
            icon = _ICON.Critical if urgency == "critical" else _ICON.Information
            self._shown_tray().showMessage(
                _no_markup(f"{request.asker}: {title}"), _no_markup(text), icon, _SHOWN_MS.get(urgency, 8_000)
            )
        else:
            self._say(f"{request.asker}: {title}{'. ' if text else ''}{text}")
        return None

    async def _read(self, request: FaceRequest) -> JsonValue:
        return QGuiApplication.clipboard().text()

    async def _write(self, request: FaceRequest) -> JsonValue:
        QGuiApplication.clipboard().setText(str(request.args.get("text", "")))
        return None

    def _shown_tray(self) -> Any:
        """The icon that notifications come from: there from the first one on."""
        if self._tray is None:
            self._tray = QSystemTrayIcon(application_icon())
            self._tray.setToolTip("Felloe")
            self._tray.activated.connect(lambda _: self._open_window())
            self._tray.messageClicked.connect(self._open_window)
            self._tray.show()
        return self._tray


def _no_markup(text: str) -> str:
    """Some systems read a notification as markup, links and all."""
    return text.replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")
