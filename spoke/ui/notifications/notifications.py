"""What is told outside of the window: by the service of a Linux desktop, where a click leads to what it is about, else
by the tray's message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from spoke.ui.event_loop.deferred_imports import imported
from spoke.ui.i18n.translate import tr
from spoke.ui.look.icons import application_icon
from spoke.ui.notifications.notification import Notification
from spoke.ui.notifications.tray import Tray

if TYPE_CHECKING:
    from spoke.ui.notifications.session_bus import NotificationService, Picture

_ANSWER_S = 3.0
"""Until the service counts as not there: it may have to be started."""

_KEPT = 50
"""Notifications that still lead somewhere: a desktop may list old ones."""

_SIDE = 48


class Notifications(QObject):
    """`opened`: one was clicked."""

    opened = Signal()

    def __init__(self, tray: Tray) -> None:
        super().__init__()
        self._tray = tray
        self._one = asyncio.Lock()
        self._service: NotificationService | None = None
        self._opens: dict[int, Callable[[], None] | None] = {}

    async def show(self, notification: Notification) -> bool:
        """Whether the system shows it."""
        return await self._by_service(notification) or self._tray.show_message(notification)

    async def aclose(self) -> None:
        service, self._service = self._service, None
        if service is not None:
            await service.aclose()

    async def _by_service(self, notification: Notification) -> bool:
        if not has_service():
            return False
        await imported(["spoke.ui.notifications.session_bus"])
        from spoke.ui.notifications.session_bus import FAULTS

        async with self._one:
            for _ in range(2):  # what was opened long ago may have ended meanwhile
                fresh = self._service is None
                try:
                    return await self._handed_over(notification)
                except FAULTS:
                    await self.aclose()
                    if fresh:
                        return False
        return False

    async def _handed_over(self, notification: Notification) -> bool:
        """Whether the service takes those that lead somewhere. Raises what is wrong with it."""
        async with asyncio.timeout(_ANSWER_S):
            service = await self._opened()
            if not service.leads:
                return False
            number = await service.show(notification, tr("Open"), _picture())
        self._keep(number, notification.opens)
        return True

    async def _opened(self) -> NotificationService:
        from spoke.ui.notifications.session_bus import NotificationService

        if self._service is None:
            self._opens.clear()
            self._service = await NotificationService.open(self._clicked)
        return self._service

    def _keep(self, number: int, opens: Callable[[], None] | None) -> None:
        self._opens[number] = opens
        if len(self._opens) > _KEPT:
            del self._opens[next(iter(self._opens))]

    def _clicked(self, number: int) -> None:
        """Those of other programs are heard of too."""
        if number in self._opens:
            self.opened.emit()
            if opens := self._opens[number]:
                opens()


def has_service() -> bool:
    """Qt has a window on a Linux desktop's screen."""
    return QGuiApplication.platformName().startswith(("xcb", "wayland"))


def _picture() -> Picture:
    from spoke.ui.notifications.session_bus import Picture

    image = application_icon().pixmap(_SIDE, _SIDE).toImage().scaled(_SIDE, _SIDE)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return Picture(_SIDE, bytes(image.constBits()))
