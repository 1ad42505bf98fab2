"""What a banner says, and for how long."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize("kind", ["working", "offline", "warn", "bad"])
def test_what_lasts_is_said_until_it_is_over(banner, kind):
    banner.say("neutral", "Removed notes.")
    banner.say(kind, "No hub since 14:20.")
    assert not banner._over.isActive()
    banner.clear()
    assert not banner.text


def test_what_is_waited_for_says_how_much_of_it_is_done_where_that_is_known(banner, monkeypatch):
    from PySide6.QtWidgets import QWidget

    from spoke.ui.window.progress_strip import ProgressStrip
    from spoke.ui.work import progress as module

    monkeypatch.setattr(module, "COUNT_S", 0.0)
    monkeypatch.setattr(module, "SPIN_S", 0.0)
    home, waits, share = QWidget(), module.ProgressTracker(), None
    strip = ProgressStrip(banner._look, waits, home)
    waits.begin("Importing chats.zip", share=lambda: share)
    strip._show()
    assert strip.words.text() == "Importing chats.zip, 0 s"
    share = 0.428
    strip._show()
    assert strip.words.text() == "Importing chats.zip, 42 %, 0 s"
    share = 1.0
    strip._show()
    assert strip.words.text() == "Importing chats.zip, 99 %, 0 s"
