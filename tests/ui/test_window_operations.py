"""What a person asked for last is what they can give up, and a Cancel says what it left where that is known."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel

from spoke.ui.navigation import DEVICES, SETTINGS

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def quick(monkeypatch):
    from spoke.ui.work import progress

    monkeypatch.setattr(progress, "SPIN_S", 0.0)
    monkeypatch.setattr(progress, "COUNT_S", 0.0)


def test_the_cancel_in_sight_is_of_what_was_asked_for_last(quick, agent, online, loop):
    def operations():
        return [wait for wait in online.tasks.progress.all if wait.cancel]

    banner, hold = online.here.banner, asyncio.Event()
    online.services.operations.do("Making the backup", hold.wait, given_up="There is no file.")
    online.services.operations.do("Renaming the chat", hold.wait)
    loop.until(lambda: len(operations()) == 2)
    assert online.progress_strip.shown.words == "Renaming the chat"
    online.progress_strip.shown.cancel()
    loop.until(lambda: banner.text == "Renaming the chat: cancelled. It may have been done.")
    assert online.progress_strip.shown.words == "Making the backup"
    online.progress_strip.shown.cancel()
    loop.until(lambda: banner.text == "Making the backup: cancelled. There is no file.")
    assert not operations()


def test_what_is_given_up_before_it_has_begun_is_not_done(agent, online, loop):
    operations, banner, pressed, done = online.services.operations, online.here.banner, object(), []

    async def work():
        done.append(True)

    operations.do("Installing", work, by=pressed)
    operations.cancel(pressed)
    loop.until(lambda: banner.text == "Installing: cancelled.")
    loop.until(lambda: not operations.going)
    assert not done
    operations.do("Installing", work, by=pressed)
    loop.until(lambda: done)


def seen(widget):
    return QRect(widget.mapToGlobal(QPoint()), widget.size())


@pytest.mark.parametrize("place", [DEVICES, SETTINGS])
def test_what_goes_on_lies_over_no_head_in_the_smallest_window_at_the_largest_zoom(quick, agent, online, loop, place):
    online.look.preferences.change(zoom=200)
    online.resize(480, 480)
    online.go(place)
    strip, hold = online.progress_strip, asyncio.Event()
    online.services.operations.do("Making the backup of all that there is on this device", hold.wait)
    loop.until(lambda: strip.isVisible() and strip.shown.cancel)  # not what is being read
    page = online.here.panes.page
    heads = [each for each in page.findChildren(QLabel) if each.isVisible() and each.property("type") == "title"]
    assert heads and not any(seen(each).intersects(seen(strip)) for each in heads)
    assert seen(page).contains(seen(strip))
    strip.shown.cancel()


@pytest.mark.parametrize("place", range(5))
def test_what_goes_on_lies_over_no_banner(quick, agent, online, loop, place):
    strip, hold = online.progress_strip, asyncio.Event()
    online.go(place)
    here = online.here
    online.services.operations.do("Making the backup of all that there is on this device", hold.wait)
    loop.until(lambda: strip.isVisible() and strip.shown.cancel)  # not what is being read
    at_first = strip.y()
    for banner in (here.notice, here.banner):
        banner.say("bad", "Saving the limit did not work. " + "The disk that holds /data is full. " * 5, "Try again")
    below = [here.notice, here.banner]

    def lies_on():
        strip._place()
        return [each for each in below if seen(each).intersects(seen(strip))]

    loop.until(lambda: all(each.isVisible() and each.height() > 20 for each in below))
    assert lies_on() == []
    here.notice.clear()
    here.banner.clear()
    loop.until(lambda: strip._place() or strip.y() == at_first)
    strip.shown.cancel()
