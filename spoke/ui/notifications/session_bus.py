"""The notification service of Linux desktops: the only way there to hear of a click on one.

Qt shows them without an action, and what it has for D-Bus cannot send the unsigned numbers that the service takes.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, message_bus, new_method_call  # type: ignore[import-untyped]
from jeepney.auth import BEGIN, Authenticator  # type: ignore[import-untyped]
from jeepney.bus import get_bus  # type: ignore[import-untyped]
from jeepney.io.asyncio import DBusConnection, DBusRouter  # type: ignore[import-untyped]
from jeepney.io.common import RouterClosed  # type: ignore[import-untyped]
from jeepney.wrappers import DBusErrorResponse, unwrap_msg  # type: ignore[import-untyped]

from spoke.ui.notifications.notification import Notification

FAULTS = (
    OSError, EOFError, TimeoutError, LookupError, TypeError, RuntimeError, ValueError, RouterClosed, DBusErrorResponse
)  # fmt: skip
"""There is no bus or no service, it cannot be reached any more, or it does not take what it is told."""

_SERVICE = DBusAddress(
    "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
)
_CLICK = "default"
"""The name that the standard has for the action of a click."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of red, green, blue and alpha, a byte each."""

    side: int
    pixels: bytes


class NotificationService:
    """`clicked` is called with the number of the notification that was."""

    def __init__(self, connection: DBusConnection, clicked: Callable[[int], None]) -> None:
        self._connection, self._clicked = connection, clicked
        self._bus = DBusRouter(connection)
        self._listening: asyncio.Task[None] | None = None
        self._abilities: tuple[str, ...] = ()

    @classmethod
    async def open(cls, clicked: Callable[[int], None]) -> NotificationService:
        """Raises one of `FAULTS`."""
        made = cls(await _connected(), clicked)
        try:
            await made._begin()
        except BaseException:
            await made.aclose()
            raise
        return made

    @property
    def leads(self) -> bool:
        """Whether a click on what it shows is heard of."""
        return "actions" in self._abilities

    async def show(self, notification: Notification, word: str, picture: Picture) -> int:
        """Its number. `word` is what a click does, where the service writes that down. Raises one of `FAULTS`."""
        text = notification.text
        if "body-markup" in self._abilities:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        across, side = 4 * picture.side, picture.side
        hints = {
            "urgency": ("y", 2 if notification.urgent else 1),
            "desktop-entry": ("s", "felloe"),
            "image-data": ("(iiibiiay)", (side, side, across, True, 8, 4, picture.pixels)),
        }
        told = ("Felloe", 0, "", notification.title, text, [_CLICK, word], hints, notification.ms)
        number: int = (await self._call("Notify", "susssasa{sv}i", told))[0]
        return number

    async def aclose(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        with contextlib.suppress(*FAULTS):
            await self._bus.__aexit__(None, None, None)
        with contextlib.suppress(OSError):
            await self._connection.close()

    async def _begin(self) -> None:
        unwrap_msg(await self._bus.send_and_get_reply(message_bus.Hello()))
        self._abilities = tuple((await self._call("GetCapabilities"))[0])
        if self.leads:
            rule = MatchRule(type="signal", interface=_SERVICE.interface, path=_SERVICE.object_path)
            unwrap_msg(await self._bus.send_and_get_reply(message_bus.AddMatch(rule)))
            self._listening = asyncio.create_task(self._listen(rule))

    async def _call(self, method: str, form: str | None = None, body: tuple[object, ...] = ()) -> Any:
        return unwrap_msg(await self._bus.send_and_get_reply(new_method_call(_SERVICE, method, form, body)))

    async def _listen(self, rule: MatchRule) -> None:
        heard: asyncio.Queue[Message] = asyncio.Queue()
        with self._bus.filter(rule, queue=heard):
            while True:
                signal = await heard.get()
                match signal.header.fields.get(HeaderFields.member), signal.body:
                    case "ActivationToken", (_, str() as token):
                        os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt needs it to come to the front on Wayland
                    case "ActionInvoked", (int() as number, str() as action) if action == _CLICK:
                        self._clicked(number)


async def _connected() -> DBusConnection:
    """As jeepney's own way, which leaves the line open where it is cut short."""
    reader, writer = await asyncio.open_unix_connection(get_bus("SESSION"))
    try:
        sign_in = Authenticator()
        for line in sign_in:
            writer.write(line)
            answer = await reader.read(1024)
            if not answer:
                raise EOFError
            sign_in.feed(answer)
        writer.write(BEGIN)
    except BaseException:
        writer.close()
        raise
    return DBusConnection(reader, writer)
