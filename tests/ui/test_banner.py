"""What a banner says, for how long, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"
pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def banner(qapp, qtbot, tmp_path):
    from PySide6.QtWidgets import QWidget

    from spoke.ui.look.look import Look
    from spoke.ui.preferences import Preferences
    from spoke.ui.widgets.banner import Banner

    held = QWidget()
    qtbot.addWidget(held)
    made = Banner(Look(qapp, Preferences(tmp_path / "preferences.json")))
    made.setParent(held)
    yield made


def test_what_was_done_goes_by_itself_and_stays_longer_where_it_offers_something(banner):
    banner.say("neutral", "Removed notes.")
    short = banner._over.interval()
    assert banner._over.isActive()
    banner.say("neutral", "Deleted a chat.", "Undo")
    assert banner._over.interval() > short
    banner._over.timeout.emit()
    assert not banner.text


def geometries(window):
    """Of all that is in sight, but the banners, and the ring around what has the focus."""
    from PySide6.QtCore import QPoint, QRect
    from PySide6.QtWidgets import QWidget

    from spoke.ui.widgets.banner_layer import BannerLayer
    from spoke.ui.window.focus_ring import FocusRing

    layers = window.findChildren(BannerLayer)
    return {
        each: QRect(each.mapTo(window, QPoint()), each.size())
        for each in window.findChildren(QWidget)
        if each.isVisible()
        and not isinstance(each, FocusRing)
        and not any(layer is each or layer.isAncestorOf(each) for layer in layers)
    }


def stands_still(window, qtbot):
    """What it has read is laid out."""
    before = geometries(window)
    qtbot.wait(200)
    return geometries(window) == before


@pytest.mark.parametrize("place", range(5))
def test_nothing_moves_for_what_is_said_in_a_place_and_a_click_goes_where_it_was_meant(online, loop, qtbot, place):
    from PySide6.QtCore import QPoint

    from spoke.ui.widgets.banner_layer import BannerLayer

    online.go(place)
    here = online.here
    loop.until(lambda: not online.tasks.progress.all and stands_still(online, qtbot))
    before = geometries(online)
    said = [here.banner, here.notice]
    with qtbot.waitSignal(here.banners._aimed.timeout):
        here.banner.say("bad", "The disk is full.", "Show folder")
        here.notice.say("offline", "No hub since 14:20. You can go on.", "Try now")
        qtbot.wait(1)
        assert geometries(online) == before
        middle = [each.action.mapTo(online, each.action.rect().center()) for each in said]
        assert not any(isinstance(online.childAt(at).parentWidget().parentWidget().parentWidget(), BannerLayer)
                       for at in middle), "who pressed meant what was there"  # fmt: skip
    assert [online.childAt(each.action.mapTo(online, each.action.rect().center())) for each in said] == [
        each.action for each in said
    ]
    page, layer = here.panes.page, here.banners
    box = layer.geometry().translated(layer.parentWidget().mapTo(page, QPoint()))
    assert page.rect().contains(box)
    qtbot.mouseClick(here.banner.close_banner, Qt.MouseButton.LeftButton)
    here.notice.clear()
    qtbot.wait(1)
    assert not here.banner.text and geometries(online) == before


def test_what_is_said_makes_room_for_messages_that_come(online, loop, monkeypatch):
    from spoke.ui.chats.conversation.view import ConversationView

    page = online.chats.page
    page.banner.say("offline", "No hub since 14:20.")
    assert page.banners.geometry().center().y() > page.height() / 2
    monkeypatch.setattr(ConversationView, "is_full", property(lambda _: True))
    page.messages.moved.emit()
    assert page.banners.geometry().bottom() < page.height() / 2
    assert page.banners.isAncestorOf(page.banner) and page.banners.y() >= page._body.y()


def test_tab_comes_to_what_is_said_where_it_stands(online, qtbot):
    from spoke.ui.navigation import SETTINGS

    chats = online.chats
    chats.banner.say("bad", "The disk is full.", "Show folder")
    chats.banner.action.setFocus()
    qtbot.keyClick(online.focusWidget(), Qt.Key.Key_Tab)
    assert online.focusWidget() is chats.banner.close_banner
    chats.banner.close_banner.click()
    assert chats.page._body.isAncestorOf(online.focusWidget()), "it goes back to the page"
    online.go(SETTINGS)
    online.settings.banner.say("bad", "The disk is full.", "Show folder")
    online.settings.banner.action.setFocus()
    qtbot.keyClick(online.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert online.settings.pages.currentWidget().isAncestorOf(online.focusWidget())


def test_what_was_closed_is_not_said_again_until_it_was_over(banner):
    from spoke.ui.widgets.banner import Banner, Notice

    other = Banner(banner._look)
    other.setParent(banner.parentWidget())
    notice = Notice(banner)
    notice.say("offline", "No hub since 14:20.")
    notice.also_in(other)
    other.close_banner.click()
    notice.say("offline", "No hub since 14:20. 3 changes wait.")
    assert (banner.text, other.text) == ("", "")
    notice.clear()
    notice.say("offline", "No hub since 16:05.")
    assert banner.text == other.text == "No hub since 16:05."
    notice.say("bad", "Felloe's node does not start.")
    assert banner.close_banner.isHidden(), "nothing else leads on"


def test_what_fails_again_by_itself_is_not_said_again_where_it_was_closed(banner):
    reading = object()
    banner.say("offline", "The disk is full.", "Try again", about=reading)
    banner.close_banner.click()
    banner.say("offline", "The disk is full.", "Try again", about=reading)
    assert not banner.text
    banner.say("bad", "The disk is full.")
    assert banner.text, "it is of something else"
    banner.clear()
    banner.drop(reading)
    banner.say("offline", "The disk is full.", "Try again", about=reading)
    assert banner.text


def test_a_press_on_try_again_is_answered_where_the_same_was_closed_before(banner):
    reading, fails = object(), "The disk is full."

    def read():
        banner.say("offline", fails, "Try again", read, about=reading)

    read()
    banner.close_banner.click()
    fails = "The hub cannot be reached."
    read()
    fails = "The disk is full."
    banner.action.click()
    assert banner.text == "The disk is full."


def test_a_press_on_try_again_is_answered_with_the_same_words_in_sight(banner, monkeypatch):
    from spoke.ui.widgets import banner as module

    said = []
    monkeypatch.setattr(module, "announce", lambda _, text: said.append(text))
    banner.parentWidget().show()
    attempt = object()

    def send():
        banner.say("bad", "Not sent.", "Try again", send, about=attempt)

    send()
    banner.action.click()
    assert said == ["Not sent.", "Not sent."] and banner.isVisible()


def test_what_could_not_be_read_is_said_to_who_tries_again_in_another_place_than_it_was_closed_in(agent, online, loop):
    from shared.errors import DiskFull, HubUnreachable
    from spoke.ui.navigation import ACTIVITY, DEVICES
    from spoke.ui.work.refresh import Refresh

    full, away, fails = DiskFull("The disk is full."), HubUnreachable("The hub is away."), []

    async def work():
        if fails:
            raise fails.pop(0)

    refresh = Refresh(online.tasks, work)

    def read(error, place):
        online.go(place)
        fails.append(error)
        refresh.ask()
        loop.until(lambda: not refresh.running)

    devices, activity = online.places.at(DEVICES), online.places.at(ACTIVITY)
    read(full, DEVICES)
    devices.banner.close_banner.click()
    read(full, DEVICES)
    assert not devices.banner.text, "by itself it says the same thing once"
    read(away, ACTIVITY)
    fails.append(full)
    activity.banner.action.click()
    online.go(DEVICES)
    loop.until(lambda: not refresh.running)
    assert "The disk is full." in devices.banner.text
    refresh.ask()
    loop.until(lambda: not devices.banner.text)


def test_what_a_tab_of_a_device_could_not_read_is_said_until_it_can_be(agent, online, loop, monkeypatch):
    from faults import faulty

    from shared.api import DeviceInfo
    from shared.errors import DiskFull
    from shared.ids import new_id
    from spoke.ui.devices.detail import RUNS
    from spoke.ui.navigation import DEVICES

    named = {"id": new_id(), "handle": "laptop", "name": "laptop", "platform": ""}
    own = DeviceInfo(**named, state="online", last_seen_ms=1, functions=1)
    online.go(DEVICES)
    devices = online.places.devices
    monkeypatch.setattr(type(online.node), "own_id", own.id)
    loop.until(lambda: not online.tasks.progress.all)  # it knows that there is no hub
    online.services.devices.all, devices.current = (own,), own.id
    devices.detail.tabs.bar.setCurrentIndex(RUNS)
    with faulty(online).failing("GET /v1/(runs|calls)", DiskFull("The disk is full.")):
        devices._tab.ask()
        loop.until(lambda: devices.banner.text == "The disk is full.")
    devices.banner.action.click()
    loop.until(lambda: not devices._tab.running)
    assert not devices.banner.text
    with faulty(online).failing("GET /v1/(runs|calls)", DiskFull("The disk is full.")):
        devices._tab.ask()
        loop.until(lambda: devices.banner.text)
    devices._tab.ask()
    loop.until(lambda: not devices.banner.text)


@pytest.mark.parametrize("kind", ["working", "offline", "warn", "bad"])
def test_what_lasts_is_said_until_it_is_over(banner, kind):
    banner.say("neutral", "Removed notes.")
    banner.say(kind, "No hub since 14:20.")
    assert not banner._over.isActive()
    banner.clear()
    assert not banner.text


def test_what_is_waited_for_says_how_much_of_it_is_done_where_that_is_known(banner, qtbot, monkeypatch):
    from PySide6.QtWidgets import QWidget

    from spoke.ui.widgets.banner_layer import BannerLayer
    from spoke.ui.window.progress_strip import ProgressStrip
    from spoke.ui.work import progress as module

    monkeypatch.setattr(module, "COUNT_S", 0.0)
    monkeypatch.setattr(module, "SPIN_S", 0.0)
    home, waits, share = QWidget(), module.ProgressTracker(), None
    qtbot.addWidget(home)
    banners = BannerLayer(banner._look, home, QWidget(home), ())
    strip = ProgressStrip(banner._look, waits, home, lambda: banners)
    waits.begin("Importing chats.zip", share=lambda: share)
    strip._show()
    assert strip.words.text() == "Importing chats.zip, 0 s"
    share = 0.428
    strip._show()
    assert strip.words.text() == "Importing chats.zip, 42 %, 0 s"
    share = 1.0
    strip._show()
    assert strip.words.text() == "Importing chats.zip, 99 %, 0 s"


@pytest.mark.parametrize("asks", ["chats", "skills", "settings"])
def test_nothing_moves_for_a_question_and_a_second_click_does_not_answer_it(online, ask, loop, qtbot, asks):
    from spoke.ui.navigation import CHATS, SETTINGS, SKILLS

    ask(lambda node: node.install_skill(str(CLIMATE)))
    online.go({"chats": CHATS, "skills": SKILLS, "settings": SETTINGS}[asks])
    here = online.here
    question = here.question if asks == "settings" else here.page.question
    loop.until(lambda: asks != "skills" or here.page.on_skill)
    loop.until(lambda: not online.tasks.progress.all and stands_still(online, qtbot))
    before, layer = geometries(online), question.parentWidget()
    with qtbot.waitSignal(layer._aimed.timeout):
        question.ask("Remove it?", "Remove", "Keep", lambda: None)
        qtbot.wait(1)
        assert geometries(online) == before
        assert not layer.isAncestorOf(online.childAt(question.yes.mapTo(online, question.yes.rect().center())))
    assert online.childAt(question.yes.mapTo(online, question.yes.rect().center())) is question.yes
    assert question.no.hasFocus()
    qtbot.mouseClick(question.no, Qt.MouseButton.LeftButton)
    qtbot.wait(1)
    assert question.isHidden() and geometries(online) == before


def test_what_is_said_stands_below_a_question(online, qtbot, monkeypatch):
    from spoke.ui.chats.conversation.view import ConversationView

    page = online.chats.page
    monkeypatch.setattr(ConversationView, "is_full", property(lambda _: True))
    page.banner.say("offline", "No hub since 14:20.")
    page.question.ask("Delete it for good?", "Delete", "Keep", lambda: None)
    qtbot.wait(1)
    asked = page.question.parentWidget()
    assert asked.geometry().bottom() < page.banners.y()
    page.question.close_bar()
    qtbot.wait(1)
    assert page.banners.y() == page._body.y() + 10
