"""The settings: each page does at once what it says, over a real node."""

from __future__ import annotations

import zipfile

import pytest
from PySide6.QtCore import Qt

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def settings(agent, online, qtbot):
    qtbot.keyClick(online, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert online.place == 4
    return online.settings


def test_theme_zoom_and_the_rest_count_at_once_and_are_kept(settings, online, qtbot):
    settings.open("appearance")
    page, preferences = settings.appearance, online.look.preferences
    qtbot.mouseClick(page.theme.buttons[2], Qt.MouseButton.LeftButton)
    assert (preferences.choices.theme, online.look.theme.scheme) == ("dark", "dark")
    qtbot.mouseClick(page.less_motion, Qt.MouseButton.LeftButton)
    assert preferences.choices.less_motion
    page.zoom.setCurrentIndex(page.zoom.findData(125))
    page.zoom.activated.emit(0)
    assert online.look.zoom == 125
    preferences.change(theme="light", zoom=100, less_motion=False)
    assert page.theme.current == 1


def test_a_setting_is_found_by_a_word_of_its_page(settings, qtbot):
    qtbot.keyClicks(settings.column.search, "trash")
    assert [row.key for row in settings.column.rows.rows] == ["privacy"]
    settings.column.search.clear()


def test_who_may_answer_is_what_the_node_holds(settings, loop, ask):
    settings.open("privacy")
    answers = settings.privacy.answers
    loop.until(lambda: answers.currentData() == "once")
    answers.setCurrentIndex(answers.findData("no"))
    answers.activated.emit(0)
    loop.until(lambda: ask(lambda node: node.answers_from_afar()) == "no")
    ask(lambda node: node.set_answers_from_afar("once"))


def test_the_trash_is_emptied_after_a_question(settings, loop, ask, qtbot):
    session = ask(lambda node: node.new_session("Boat"))
    ask(lambda node: node.delete_session(session.id))
    settings.open("privacy")
    loop.until(settings.privacy.empty.isEnabled)
    qtbot.mouseClick(settings.privacy.empty, Qt.MouseButton.LeftButton)
    assert "for good" in settings.question.text.text()
    qtbot.mouseClick(settings.question.no, Qt.MouseButton.LeftButton)
    assert settings.privacy.empty.hasFocus() and settings.privacy.empty.isEnabled()
    qtbot.mouseClick(settings.privacy.empty, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(settings.question.yes, Qt.MouseButton.LeftButton)
    loop.until(lambda: not settings.privacy.empty.isEnabled())


def test_a_backup_is_written_while_the_node_runs(settings, loop, tmp_path):
    settings.open("backup")
    settings.backup.back_up(str(tmp_path / "device.zip"))
    loop.until(lambda: "Backed up" in settings.backup.row.second.text())
    assert "node.db" in zipfile.ZipFile(tmp_path / "device.zip").namelist()
    assert not settings.backup.make.isHidden()


def test_a_pairing_string_that_is_none_is_said_at_its_field(settings, qtbot):
    settings.open("account")
    card = settings.account.pairing
    qtbot.keyClicks(card.string, "hello")
    qtbot.mouseClick(card.pair, Qt.MouseButton.LeftButton)
    assert card.fault and card.string.hasFocus()
