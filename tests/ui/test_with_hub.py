"""The window beside a real hub and a second device: paired, called, synced, without the hub, and back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from forked import ForkedStage
from free_port import free_port
from PySide6.QtCore import Qt

from spoke.node.bodies.sessions import NewMessage
from spoke.node.client import NodeClient
from spoke.ui.chats.sidebar.session_rows import chat_of
from spoke.ui.navigation import SETTINGS

pytestmark = [pytest.mark.requires("qt"), pytest.mark.xdist_group("ui_with_hub"), pytest.mark.timeout(300)]

CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"


class World:
    """A hub, and a device `attic` that offers the climate skill."""

    def __init__(self, stage, loop):
        self.stage = stage
        self.port = self.start_hub(str(free_port()))
        self.hub("user", "add", "ana")
        stage.start("attic", "felloe", "agent", "--name", "attic", "--data", str(stage.data("attic")))
        loop.run(self._equip())

    async def _equip(self):
        client = NodeClient.of(self.stage.data("attic"))
        assert client is not None
        async with client:
            await client.install_skill(str(CLIMATE))
            await client.pair(self.pairing_string())

    def start_hub(self, port):
        data = str(self.stage.data("hub"))
        line = self.stage.start("hub", "felloe-hub", "serve", "--port", port, "--data", data, "--json")
        return json.loads(line)["url"].rpartition(":")[2]

    def hub(self, *command):
        return self.stage.run("felloe-hub", *command, "--data", str(self.stage.data("hub")))

    def attic(self, *command):
        return self.stage.run("felloe", *command, "--data", str(self.stage.data("attic")))

    def pairing_string(self):
        return self.hub("pairing-code", "ana").splitlines()[0]


@pytest.fixture
def world(loop):
    with ForkedStage() as stage:
        yield World(stage, loop)


def test_the_window_pairs_calls_another_device_and_syncs_around_a_lost_hub(world, online, loop, qtbot):
    chats, foot = online.chats, online.chats.column.foot

    pairing = online.places.devices.pairing.card
    online.go(1)
    qtbot.keyClicks(pairing.string, world.pairing_string())
    qtbot.mouseClick(pairing.pair, Qt.MouseButton.LeftButton)
    loop.until(lambda: [title for title, _ in devices(online)] == ["Laptop", "attic"])
    loop.until(lambda: re.fullmatch(r"Online via hub, \d+ ms", devices(online)[1][1]))
    loop.until(lambda: foot.text == "Everything synced")
    assert online.places.devices.detail.isVisible()

    look_at_the_other_device(online, loop, qtbot)
    card = run(online, loop, qtbot, "summary")
    assert "attic" in card.accessibleName(), card.sentence
    assert json.loads(card.text)["sensor"] == "attic"
    sides = {row.key: row.side for row in online.skills.page.functions.rows}
    assert sides["calibrate"] == "Changes"
    card = run(online, loop, qtbot, "calibrate")
    assert card.accessibleName() == "Waiting"
    loop.until(lambda: "waits for a word of its device's owner" in card.sentence)
    world.attic("asks", "answer", "1", "once")
    loop.until(lambda: "Ran at" in card.accessibleName())
    assert json.loads(card.text)["offset"] == 0
    online.go(3)
    made = [("Ran", "attic:climate.calibrate"), ("Ran", "attic:climate.summary")]
    loop.until(lambda: calls_listed(online) == made)

    online.go(0)
    session = world.attic("sessions", "new", "Was the attic damp?").strip()
    loop.until(lambda: titles(online) == ["Was the attic damp?"])
    world.attic("sessions", "write", session, "It never passed 58 %.")
    chats.column.rows.chosen.emit(session)  # a click: the list has the focus, and stands at that row already
    loop.until(lambda: texts(online) == ["It never passed 58 %."])

    world.stage.stop("hub")
    loop.until(lambda: foot.text.startswith("No hub since "))
    loop.run(online.node.client.write(session, NewMessage(text="And the cellar?")))
    loop.until(lambda: foot.accessibleName().endswith("1 change waits"))
    loop.until(lambda: texts(online) == ["It never passed 58 %.", "And the cellar?"])
    assert "You can go on; 1 change waits." in online.node_notice.notice.text

    world.start_hub(world.port)
    loop.until(lambda: foot.text == "Everything synced")
    assert online.node_notice.notice.text == ""
    world.attic("sync")
    shown = json.loads(world.attic("sessions", "show", session, "--json"))
    assert [each["text"] for each in shown["messages"]] == ["It never passed 58 %.", "And the cellar?"]
    rename_the_other_device(online, loop, qtbot)


def test_the_focus_stays_in_the_page_that_becomes_another_as_the_device_joins_and_leaves(world, online, loop, qtbot):
    page = online.settings.account
    online.settings.open("account")
    online.go(SETTINGS)
    page.pairing.string.setFocus()
    qtbot.keyClicks(page.pairing.string, world.pairing_string())
    qtbot.keyClick(page.pairing.string, Qt.Key.Key_Return)
    loop.until(lambda: page.isAncestorOf(online.focusWidget()) and page.sync.isVisible())
    page.leave.setFocus()
    loop.run(online.node.client.unpair())
    loop.until(lambda: page.pairing.isVisible())
    loop.until(lambda: page.isAncestorOf(online.focusWidget()))


def test_a_device_that_was_revoked_says_so_and_leads_to_its_account(world, online, loop, qtbot):
    loop.run(online.node.client.pair(world.pairing_string()))
    loop.until(lambda: online.chats.column.foot.text == "Everything synced")
    notice = online.node_notice.notice
    world.attic("device", "revoke", "laptop", "--yes")
    loop.until(lambda: "This device was revoked." in notice.text)
    online.chats.notice.action.click()
    assert online.place == SETTINGS and online.settings.current == "account"


def look_at_the_other_device(window, loop, qtbot):
    """Its functions with their exposure, its events as they come, its name; and a string for a third device."""
    place = window.places.devices
    detail, exposure = place.detail, place.detail.exposure
    attic = next(row.key for row in place.column.rows.rows if row.title == "attic")
    place.open(attic)
    loop.until(lambda: [each.info.function for each in exposure.functions] == ["sensors", "summary", "calibrate"])
    combo = exposure.combo(0)
    assert [bool(combo.model().item(number).isEnabled()) for number in range(4)] == [False, True, True, True]
    assert "only at attic itself" in combo.toolTip()
    assert combo.toolTip().startswith("Others call it while it can change and send nothing; else you are asked.")
    assert "do not even see it" in combo.itemData(3, Qt.ItemDataRole.ToolTipRole)
    combo.setCurrentIndex(3)
    combo.activated.emit(3)
    assert exposure.combo(0).currentText() == "Read only", "until it is done"
    assert "you have to be at attic" in detail.question.text.text()
    qtbot.mouseClick(detail.question.yes, Qt.MouseButton.LeftButton)
    loop.until(lambda: exposure.functions[0].exposure == "never")
    loop.until(lambda: place.live._state.text() == "Live")
    look_at_its_events_where_they_do_not_stand_beside_the_page(window, loop, qtbot)
    qtbot.mouseClick(place.column.add, Qt.MouseButton.LeftButton)
    loop.until(lambda: place.new_device.string.text().startswith("felloe://"))
    assert place.new_device.picture._modules
    assert "--host 0.0.0.0" in place.new_device._here.text() and place.new_device._here.isVisible()
    qtbot.mouseClick(place.new_device.done, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(detail.revoke, Qt.MouseButton.LeftButton)
    assert detail.question.text.text().startswith("Revoke attic? It must be paired again.")
    qtbot.mouseClick(detail.question.no, Qt.MouseButton.LeftButton)


def look_at_its_events_where_they_do_not_stand_beside_the_page(window, loop, qtbot):
    place, panes = window.places.devices, window.places.devices.panes
    assert panes.right.isVisible() and place.detail.live.isHidden() and place.live.close_pane.isHidden()
    window.resize(1000, 800)
    loop.until(lambda: panes.width_class == "drawer")
    assert panes.right.isHidden()
    for close in (place.live.close_pane.click, lambda: qtbot.keyClick(window, Qt.Key.Key_Escape)):
        place.detail.live.click()
        assert panes.right.isVisible() and panes.right.isAncestorOf(window.focusWidget())
        close()
        assert panes.right.isHidden() and place.detail.live.isVisible()
    window.resize(1280, 800)
    loop.until(lambda: panes.right.isVisible())


def rename_the_other_device(window, loop, qtbot):
    detail = window.places.devices.detail
    window.go(1)
    loop.until(lambda: detail.header.title.text() == "attic")
    qtbot.mouseClick(detail.rename, Qt.MouseButton.LeftButton)
    assert detail.name.hasFocus()
    detail.name.setText("Attic Pi")
    qtbot.mouseClick(detail.keep_name, Qt.MouseButton.LeftButton)
    loop.until(lambda: "Attic Pi" in [title for title, _ in devices(window)])


def devices(window):
    return [(row.title, row.second) for row in window.places.devices.column.rows.rows if row.key]


def titles(window):
    return [row.title for row in window.chats.column.rows.rows if chat_of(row.key)[0]]


def texts(window):
    return [message.text for message in window.chats.page.messages.messages]


def calls_listed(window):
    entries = window.places.activity.model.entries
    return [(each.state, each.what) for each in entries if each.kind == "call"]


def run(window, loop, qtbot, function):
    """Run a function of the attic by its form, with `attic` for the sensor; the card with what came of it."""
    window.go(2)
    skills, pane = window.skills, window.skills.pane
    loop.until(lambda: skills.skill == "climate")
    loop.until(lambda: skills.page.functions.model().find(function).isValid())
    index = skills.page.functions.model().find(function)
    qtbot.mouseClick(
        skills.page.functions.viewport(),
        Qt.MouseButton.LeftButton,
        pos=skills.page.functions.visualRect(index).center(),
    )
    loop.until(lambda: pane.device.findData("attic") >= 0)
    pane.device.setCurrentIndex(pane.device.findData("attic"))
    sensor = next(field.control for field in pane.form.fields if field.name == "sensor")
    qtbot.mouseClick(next(each for each in sensor.buttons if "attic" in each.text()), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pane.run, Qt.MouseButton.LeftButton)
    loop.until(pane.result.isVisible)
    return pane.result
