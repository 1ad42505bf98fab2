"""The first minute, with no account, no model and no network: a real run, ways on, what was looked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from spoke.node.bodies.models import NewUpstream, UpstreamInfo
from spoke.node.bodies.node import Account, Status
from spoke.ui.navigation import DEVICES, SETTINGS, SKILLS

FOUND = (
    {"name": "ollama", "kind": "found", "url": "http://127.0.0.1:11434/v1", "place": "here", "models": [],
     "problem": {"code": "no_model", "message": "It does not answer."}},
    {"name": "lmstudio", "kind": "found", "url": "http://127.0.0.1:1234/v1", "place": "here",
     "models": [{"name": "qwen3-14b"}, {"name": "llama3.1-8b"}]},
)  # fmt: skip
SKILL = Path(__file__).parents[2] / "resources" / "skills" / "feeds"
pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def page(agent, online, loop):
    found = online.chats.page.first_run
    loop.until(found.isVisible)
    online.look.preferences.change(less_motion=True)
    return found


def test_the_example_runs_in_the_sandbox_and_may_not_read_files(page, loop, qtbot):
    qtbot.mouseClick(page.sandbox.run, Qt.MouseButton.LeftButton)
    loop.until(lambda: page.sandbox.output.text())
    first, second = page.sandbox.output.text().splitlines()
    assert first.endswith("days left this year") and int(first.split()[0]) <= 366
    assert second == "No files in here"
    assert page.sandbox.verdict.text() == "Ran"
    assert page.sandbox.figures.text().endswith(" · 1 call to the outside refused")


def test_the_mark_of_a_run_follows_the_theme(page, online, loop, qtbot):
    look = online.look
    look.preferences.change(theme="light")
    qtbot.mouseClick(page.sandbox.run, Qt.MouseButton.LeftButton)
    loop.until(page.sandbox.output.text)
    look.preferences.change(theme="dark")
    loop.until(lambda: look.settled)
    assert page.sandbox.verdict_icon.pixmap().toImage() == look.picture("check", "ok").toImage()


def test_what_is_typed_after_a_run_is_in_the_composer(page, online, loop, qtbot):
    composer = online.chats.page.composer
    qtbot.mouseClick(page.sandbox.run, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is page.sandbox.run
    for letter in "Why?":
        qtbot.keyClicks(QApplication.focusWidget(), letter)
    assert composer.text == "Why?" and composer.editor.hasFocus()
    loop.until(lambda: page.sandbox.output.text())
    assert composer.text == "Why?"


def test_code_that_fails_says_so_and_stays_to_be_mended(page, loop, qtbot):
    page.sandbox.code.setPlainText("1 / 0")
    qtbot.mouseClick(page.sandbox.run, Qt.MouseButton.LeftButton)
    loop.until(lambda: page.sandbox.verdict.text() == "Failed")
    assert "division by zero" in page.sandbox.output.text()
    assert page.sandbox.code.toPlainText() == "1 / 0"


def test_a_skill_that_is_dropped_on_it_is_looked_at_as_it_says(page, online, loop, qtbot):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(SKILL))])
    chats, at, copy = online.chats.page, QPoint(20, 20), Qt.DropAction.CopyAction
    how = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(at, copy, *how)
    QApplication.sendEvent(chats, enter)
    assert enter.isAccepted() and chats.drop_hint.isVisible() and chats.drop_hint.words == "Drop to look at the skill"
    onto = chats.composer.editor.viewport()
    QApplication.sendEvent(onto, QDragEnterEvent(at, copy, *how))
    assert chats.drop_hint.words == "Drop to attach"
    QApplication.sendEvent(onto, QDragLeaveEvent())
    assert not chats.drop_hint.isVisible()
    QApplication.sendEvent(chats, QDragEnterEvent(at, copy, *how))
    QApplication.sendEvent(chats, QDropEvent(QPointF(at), copy, *how))
    assert not chats.drop_hint.isVisible()
    loop.until(online.skills.page.install.all.isVisible)
    assert online.places.current == SKILLS


def test_it_says_where_it_looked_for_a_model(page, loop):
    loop.until(lambda: page.model.chip.text() == "Looking is off")
    assert "FELLOE_LOOK_FOR_MODELS=0" in page.model._second.text().replace("\u200b", "")
    page.model._show([UpstreamInfo.model_validate(FOUND[0] | {"looked": True})])
    assert page.model.chip.text() == "None found"
    page.model._show([UpstreamInfo.model_validate(found | {"looked": True}) for found in FOUND])
    said = [each.text() for each in page.model.findChildren(QLabel)]
    assert {"Ollama", "no answer on 11434", "LM Studio", "2 models"} <= set(said)
    assert page.model.chip.text() == "2 models"


def test_a_form_an_address_and_pairing_are_one_press_away(page, online, qtbot):
    names = {button.accessibleName(): button for button in page.findChildren(QPushButton)}
    names["Choose: Call a function through a form"].click()
    assert online.command_palette.isVisible() and online.command_palette.field.text() == "/"
    online.command_palette.leave()
    names["Enter an address"].click()
    assert online.place == SETTINGS
    page.pairing.string.setText("nonsense")
    qtbot.keyClick(page.pairing.string, Qt.Key.Key_Return)
    assert page.pairing._fault.text()
    assert online.place == SETTINGS
    page.pairing.string.setText("felloe://127.0.0.1:9/K7QM-2XRT-9FWD/" + "A" * 43)
    page.pairing.pair.click()
    assert online.place == DEVICES
    assert online.places.devices.pairing.card.string.hasFocus(), "to be mended where it is refused"


def test_a_server_that_was_added_is_asked_before_it_is_said_to_give_no_answer(page, model, loop):
    loop.until(lambda: page.model.chip.text() == "1 model")
    assert page.model._second.text() == "Chats can be answered now."


def test_it_hears_of_a_model_that_was_added_elsewhere(page, ask, loop):
    loop.until(lambda: page.model.chip.text() == "Looking is off")
    ask(lambda node: node.add_upstream("attic", NewUpstream(url="http://127.0.0.1:9/v1")))
    loop.until(lambda: "attic" in {each.text() for each in page.model.findChildren(QLabel)})
    ask(lambda node: node.remove_upstream("attic"))
    loop.until(lambda: "attic" not in {each.text() for each in page.model.findChildren(QLabel)})


def test_who_is_paired_is_not_asked_for_a_hub(page):
    account = Account.model_construct(hub_url="https://home.example:8443", user="mira")
    page.pairing._show(Status.model_construct(account=account))
    assert page.pairing.chip.text() == "Paired"
    assert not page.pairing.string.isVisible() and page.pairing.add.isVisible()
    page.pairing._show(None)
    assert page.pairing.string.isVisible() and not page.pairing.add.isVisible()


def test_an_empty_list_says_what_will_be_in_it(page, online, loop):
    note = online.chats.column.note
    loop.until(note.isVisible)
    assert "stays on this device" in note._text.text()
    assert [row.title for row in online.chats.column.rows.rows][:1] == ["No chats yet"]


def test_it_stands_within_the_smallest_window_at_the_largest_zoom(page, online, loop):
    online.resize(480, 480)
    online.look.preferences.change(zoom=200)
    loop.until(lambda: online.look.settled)
    QApplication.processEvents()
    assert page.horizontalScrollBar().maximum() == 0
    online.look.preferences.change(zoom=100)


def test_who_has_no_hub_reads_where_one_comes_from(page, online):
    first = [each.text() for each in page.pairing.findChildren(QLabel)]
    assert "felloe-hub serve --host 0.0.0.0" in first, "without it no other device reaches the hub"
    online.go(DEVICES)
    card = online.places.devices.pairing.card
    said = [each.text() for each in card.findChildren(QLabel)]
    assert {"felloe-hub serve --host 0.0.0.0", "felloe-hub user add USER", "felloe-hub pairing-code USER"} <= set(said)
