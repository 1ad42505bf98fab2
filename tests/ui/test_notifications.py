"""What is told outside of the window: by the service of a Linux desktop, if that hears of clicks, else by the tray."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from spoke.ui.notifications.notification import Notification

pytestmark = pytest.mark.requires("qt")


class Bus:
    """A session bus with a notification service on it, as far as one program sees of them."""

    def __init__(self, abilities: list[str]) -> None:
        self.abilities = abilities
        self.shown: list[tuple[Any, ...]] = []
        self.lines: list[Any] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from jeepney import HeaderFields, Parser, new_method_return

        self.lines.append(writer)
        await reader.readuntil(b"\r\n")
        writer.write(b"OK 0123456789abcdef0123456789abcdef\r\n")
        heard = await reader.readuntil(b"BEGIN\r\n")
        if b"NEGOTIATE_UNIX_FD" in heard:
            pytest.fail("no files are passed")
        parser, serial = Parser(), 0
        while data := await reader.read(65536):
            parser.add_data(data)
            while (call := parser.get_next_message()) is not None:
                form, body = self.answer(call.header.fields[HeaderFields.member], call.body)
                serial += 1
                writer.write(new_method_return(call, form, body).serialise(serial))
        writer.close()

    def answer(self, method: str, body: tuple[Any, ...]) -> tuple[str | None, tuple[Any, ...]]:
        if method == "Hello":
            return "s", (":1.7",)
        if method == "GetCapabilities":
            return "as", (self.abilities,)
        if method == "Notify":
            self.shown.append(body)
            return "u", (len(self.shown),)
        return None, ()

    def click(self, number: int, action: str = "default") -> None:
        from jeepney import DBusAddress, new_signal

        service = DBusAddress("/org/freedesktop/Notifications", interface="org.freedesktop.Notifications")
        self.lines[-1].write(new_signal(service, "ActionInvoked", "us", (number, action)).serialise(900))


class Told:
    """A tray that has messages, without an icon."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def show_message(self, notification: Notification) -> bool:
        self.messages.append(notification.title)
        return True


@pytest.fixture
def tell(loop: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes notifications on a bus of these abilities; none: there is no bus."""
    from spoke.ui.notifications import notifications

    servers: list[Any] = []
    made: list[Any] = []
    monkeypatch.setattr(notifications, "has_service", lambda: True)

    def make(abilities: list[str] | None = None) -> tuple[Any, Bus, Told]:
        bus, tray, path = Bus(abilities or []), Told(), os.path.relpath(tmp_path / "bus")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={path}")
        if abilities is not None:
            servers.append(loop.run(asyncio.start_unix_server(bus.serve, path)))
        made.append(notifications.Notifications(tray))  # type: ignore[arg-type]
        return made[-1], bus, tray

    async def end() -> None:
        for each in made:
            await each.aclose()
        for server in servers:
            server.close()
            await server.wait_closed()

    yield make
    loop.run(end())


def test_a_click_brings_the_window_up_and_leads_to_what_it_is_about(tell: Any, loop: Any) -> None:
    notifications, bus, tray = tell(["actions", "body", "body-markup"])
    led: list[str] = []
    notifications.opened.connect(lambda: led.append("window"))
    assert loop.run(notifications.show(Notification("Rain", "<b>now</b> & here", lambda: led.append("first"))))
    assert loop.run(notifications.show(Notification("Sun", "", lambda: led.append("second"), urgent=True)))
    assert not tray.messages
    _, _, _, title, text, actions, hints, _ = bus.shown[0]
    assert (title, text, actions) == ("Rain", "&lt;b&gt;now&lt;/b&gt; &amp; here", ["default", "Open"])
    assert [shown[6]["urgency"] for shown in bus.shown] == [("y", 1), ("y", 2)]
    assert len(hints["image-data"][1][6]) == 48 * 48 * 4
    bus.click(99)
    bus.click(1, "another")
    bus.click(1)
    loop.until(lambda: led)
    assert led == ["window", "first"]


@pytest.mark.parametrize("abilities", [None, ["body"]], ids=["no bus", "no actions"])
def test_where_no_click_is_heard_of_the_tray_shows_it(tell: Any, loop: Any, abilities: Any) -> None:
    notifications, bus, tray = tell(abilities)
    assert loop.run(notifications.show(Notification("Rain", "now")))
    assert tray.messages == ["Rain"] and not bus.shown


def test_a_bus_that_was_started_anew_is_reached_again(tell: Any, loop: Any) -> None:
    notifications, bus, tray = tell(["actions"])
    assert loop.run(notifications.show(Notification("Rain", "now")))
    bus.lines[0].close()
    loop.run(bus.lines[0].wait_closed())
    assert loop.run(notifications.show(Notification("Sun", "then")))
    assert [shown[3] for shown in bus.shown] == ["Rain", "Sun"] and not tray.messages


def test_a_service_that_says_nothing_is_not_waited_for(tell: Any, loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from spoke.ui.notifications import notifications as module

    monkeypatch.setattr(module, "_ANSWER_S", 0.05)
    monkeypatch.setattr(Bus, "serve", _silent)
    notifications, _, tray = tell(["actions"])
    assert loop.run(notifications.show(Notification("Rain", "now")))
    assert tray.messages == ["Rain"]


async def _silent(bus: Bus, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()
