"""Another language: a new window is made behind the old one, which goes on until the new one takes its place."""

from __future__ import annotations

import asyncio
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from shiboken6 import delete, isValid

from shared.api import FoundFunction, FunctionInfo
from shared.errors import DiskFull
from spoke.node.client import NodeClient
from spoke.ui.navigation import SETTINGS, SKILLS

CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def windows(data, qapp):
    from spoke.ui.event_loop.garbage import Collector
    from spoke.ui.i18n.translate import Language
    from spoke.ui.main_loop import MainLoop
    from spoke.ui.single_instance import SingleInstance

    language = Language()
    yield MainLoop(qapp, SingleInstance(data), language, Collector(), "Laptop")
    language.use("en")


@pytest.fixture
def first(data, loop, qapp, qtbot):
    """A window that shows the settings."""
    from spoke.ui.look.look import Look
    from spoke.ui.node.connection import NodeConnection
    from spoke.ui.preferences import Preferences
    from spoke.ui.window.window import Window

    made = Window(Look(qapp, Preferences(data / "desktop" / "preferences.json")), data)
    made.build(NodeConnection(data, "Laptop"))
    made.show()
    made.start()
    made.settings.open("appearance")
    made.places.go_by_hand(SETTINGS)
    loop.until(lambda: made.node.state == "online")
    return made


@pytest.fixture
def change(first, windows, loop, qapp, qtbot):
    """Choose another language by a key; `meanwhile` is done with each turn of the loop."""
    shown = first

    def chosen(meanwhile=lambda: None):
        nonlocal shown
        again, choice = [], first.settings.appearance.language
        first.again.connect(lambda: again.append(True))
        choice.setFocus()
        qtbot.keyClick(choice, Qt.Key.Key_D)
        loop.until(lambda: again or meanwhile())
        task = loop.events.create_task(windows.another(first))
        while not task.done():
            meanwhile()
            loop.run(asyncio.sleep(0))
        shown = task.result()
        shown.start()
        return shown

    yield chosen
    shown.close()
    loop.run(shown.aclose())
    shown.deleteLater()
    qapp.processEvents()


def test_what_is_typed_while_the_new_window_is_made_is_there(agent, first, change, monkeypatch):
    monkeypatch.setattr("spoke.ui.event_loop.slice_clock.SLICE_S", 0.0)
    editor, turns = first.chats.page.composer.editor, []
    editor.setPlainText("How damp")

    def meanwhile():
        if first.isVisible():
            editor.appendPlainText(str(len(turns)))
            turns.append(editor.toPlainText())

    german = change(meanwhile)
    assert len(turns) > 1, "it was made in one go"
    assert german.chats.page.composer.text == turns[-1]
    assert german.isVisible() and not isValid(first)
    assert german.windowTitle() == "Einstellungen – Felloe"


@pytest.mark.parametrize("pressed", ["before", "meanwhile"])
def test_a_message_that_waits_for_files_is_sent(agent, model, first, change, loop, ask, tmp_path, attaching, pressed):
    (tmp_path / "plan.txt").write_text("Line one")
    composer, turns = first.chats.page.composer, []
    loop.until(lambda: composer.models.models)
    composer.put("Look at this")
    first.chats.sending.files.attach([tmp_path / "plan.txt"])
    if pressed == "before":
        composer.send.click()

    def meanwhile():
        turns.append(first.isVisible())
        if pressed == "meanwhile" and len(turns) == 1:
            composer.send.click()
        if len(turns) == 200:
            attaching.set()

    german = change(meanwhile)
    assert turns[199], "the window went before the message did"
    loop.until(lambda: german.chats.loader.is_there and len(german.chats.page.messages.messages) == 2)
    (sent,) = (each for each in ask(lambda node: node.session(german.chats.current)).messages if each.role == "user")
    assert (sent.text, [part["name"] for part in sent.parts]) == ("Look at this", ["plan.txt"])
    assert german.chats.page.composer.text == "" and not german.chats.page.composer.chips.chips


def test_what_is_typed_into_forms_is_there(agent, first, change, loop, ask):
    if "climate" not in {skill.name for skill in ask(lambda node: node.skills()).skills}:
        ask(lambda node: node.install_skill(str(CLIMATE)))
    first.go(SKILLS)
    first.skills.open("climate", "summary")
    slash = first.chats.page.slash
    slash.open_function("climate.summary")
    loop.until(lambda: first.skills.pane.form.fields and slash.has_form)
    assert (first.skills.skill, first.skills.function) == ("climate", "summary")
    for form, hours in ((first.skills.pane.form, 7), (slash.pane.form, 8)):
        for field in form.fields:
            if field.name == "hours":
                field.control.setValue(hours)
    first.go(SETTINGS)
    german = change()
    assert [typed["hours"] for typed in german.skills.left.typed.values()] == [7], "whoever goes there finds it there"
    german.go(SKILLS)
    loop.until(lambda: german.skills.pane.form.fields)
    assert german.skills.pane.form.typed()["hours"] == 7
    german.chats.page.slash.open_function("climate.summary")
    loop.until(lambda: german.chats.page.slash.has_form)
    assert german.chats.page.slash.pane.form.typed()["hours"] == 8


def test_why_a_message_was_not_sent_is_still_read(agent, model, first, change, loop, tmp_path, attaching, monkeypatch):
    async def attach(*_):
        await attaching.wait()
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(NodeClient, "attach", attach)
    (tmp_path / "plan.txt").write_text("Line one")
    loop.until(lambda: first.chats.page.composer.models.models)
    first.chats.page.composer.put("Look at this")
    first.chats.sending.files.attach([tmp_path / "plan.txt"])
    first.chats.page.composer.send.click()
    german = change(attaching.set)
    assert "Not sent; your text is kept." in german.chats.banner.text
    assert german.chats.page.composer.text == "Look at this"


def test_the_focus_is_where_it_was(agent, first, change):
    german = change()
    assert german.settings.current == "appearance"
    assert german.focusWidget() is german.settings.appearance.language
    assert german.settings.appearance.language.currentText() == "Deutsch"


@pytest.fixture
def at_last(monkeypatch):
    """What is done when the new window is made, and has not taken the place of the other yet."""
    made, done = [], asyncio.Event()

    async def last_wishes(_):
        made.append(True)
        await done.wait()

    monkeypatch.setattr("spoke.ui.window.succession._last_wishes", last_wishes)

    def doing(act):
        def meanwhile():
            if made and not done.is_set():
                act()
                done.set()

        return meanwhile

    return doing


def test_the_focus_is_in_the_list_where_a_person_went_there_meanwhile(agent, first, change, at_last, qtbot):
    keys = Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier
    german = change(at_last(lambda: qtbot.keyClick(first.windowHandle(), *keys)))
    rows = german.settings.column.rows
    assert german.focusWidget() is rows and rows.isVisible() and german.ring.by_keyboard
    assert german.settings.current == "appearance"


def test_the_place_is_shown_that_a_person_went_to_meanwhile(agent, first, change, at_last):
    german = change(at_last(lambda: first.places.go_by_hand(SKILLS)))
    assert german.place == SKILLS and german.skills.isVisible()


def test_the_skill_that_was_open_outlives_another_change_before_the_skills_are_read(agent, first, change, loop, ask):
    from spoke.ui.skills.reach import Reach

    if "climate" not in {skill.name for skill in ask(lambda node: node.skills()).skills}:
        ask(lambda node: node.install_skill(str(CLIMATE)))
    first.skills.open("climate", "summary")
    loop.until(lambda: (first.skills.skill, first.skills.function) == ("climate", "summary"))
    german = change()
    left = german.skills.left
    assert (left.skill, left.function) == ("climate", "summary")
    german.skills.reach = Reach()  # as before anything was read
    german.skills.take_over(left)
    assert german.skills.skill == "" and german.skills.left == left


def test_the_node_goes_on(first, change, loop):
    process, pid = first.node.process, first.node.child_pid
    german = change()
    loop.until(lambda: german.node.state == "online")
    assert pid and german.node.process is process and german.node.child_pid == pid


def test_nothing_of_the_window_before_follows_a_theme(agent, first, change, loop):
    kept = first.chats, first.settings, first.places.devices
    german = change()
    german.look.preferences.change(theme="dark", zoom=125)
    loop.until(lambda: german.look.settled)
    assert not any(isValid(place) for place in kept)


def test_what_goes_part_by_part_is_not_drawn_anew(agent, first, change, monkeypatch):
    from spoke.ui import main_loop

    drawn, delete = [], main_loop.delete
    first.look.follow(first.chats.page, lambda: drawn.append(True))

    async def while_the_theme_changes(window):
        drawn.clear()
        window.look.preferences.change(theme="dark")
        while not window.look.settled:  # noqa: ASYNC110 - a timer of Qt settles it
            await asyncio.sleep(0.01)
        await delete(window)

    monkeypatch.setattr(main_loop, "delete", while_the_theme_changes)
    change()
    assert drawn == []


@pytest.mark.parametrize("begun", [1, 2, 5])
def test_a_language_that_is_chosen_while_another_comes_is_not_forgotten(agent, first, change, windows, loop, begun):
    turns = []

    def meanwhile():
        if len(turns) == begun:
            first.look.preferences.change(language="en")
        turns.append(first.isVisible())

    german = change(meanwhile)
    assert german.windowTitle() == "Einstellungen – Felloe"
    assert loop.run(asyncio.wait_for(windows._another_is_wanted(german, asyncio.Event()), 30))


def test_a_window_that_went_into_the_tray_before_anybody_listened_goes_on(agent, first, windows, loop):
    first.hide()
    listening = loop.events.create_task(windows._another_is_wanted(first, asyncio.Event()))
    loop.run(asyncio.sleep(0))
    loop.run(asyncio.sleep(0))
    assert not listening.done()
    first.closing.quit()
    loop.until(listening.done)
    first.deleteLater()


def test_a_window_that_goes_into_the_tray_meanwhile_stays_there(agent, first, change, monkeypatch):
    monkeypatch.setattr(type(first.tray), "available", True)
    monkeypatch.setattr(type(first.tray), "_shown", MagicMock())
    german = change(first.close)
    assert german.windowTitle() == "Einstellungen – Felloe"
    assert german.isHidden()
    assert german.tray._look.isActive(), "nobody would see that the tray goes"
    monkeypatch.undo()


def test_the_new_window_is_painted_though_the_theme_changes_meanwhile(agent, first, change, loop):
    themes = iter(("dark", "light") * 20)

    def meanwhile():
        if (theme := next(themes, None)) and isValid(first):
            first.look.preferences.change(theme=theme)

    german = change(meanwhile)
    loop.until(lambda: german.look.settled)
    assert german.updatesEnabled()


def test_a_window_that_was_closed_before_anybody_listened_is_the_end(agent, first, windows, loop):
    first.closing.quit()
    assert not loop.run(windows._another_is_wanted(first, asyncio.Event()))
    first.deleteLater()


def test_what_the_window_before_sends_at_its_end_is_no_draft_of_the_new_one(
    agent, first, change, loop, tmp_path, monkeypatch
):
    from spoke.ui.chats.writing.drafts import Tried

    sending, keep_typed = first.chats.sending, first._keep_typed
    for name in ("sent", "stays"):
        (tmp_path / f"{name}.txt").write_text(name)
    first.chats.page.composer.put("Sent")
    sending.files.attach([tmp_path / "sent.txt", tmp_path / "stays.txt"])
    loop.until(lambda: all(draft.attached for draft in sending.files.of("")))
    first.drafts.put_tried("", Tried("one", "Sent", files=(sending.files.of("")[0].kept,)))

    async def arrived():
        sending.arrived("", ["one"])
        await keep_typed()

    monkeypatch.setattr(first, "_keep_typed", arrived)
    chats = change().chats
    assert chats.page.composer.text == ""
    assert [draft.name for draft in chats.sending.files.of("")] == ["stays.txt"]
    assert [chip.file.name for chip in chats.page.composer.chips.chips] == ["stays.txt"]
    chats.sending.files.put("", [])


def test_what_is_asked_for_in_the_last_turns_of_a_window_is_done(agent, first, change, monkeypatch):
    begun, done = [], []

    async def wished():
        for _ in range(50):
            await asyncio.sleep(0)
        done.append(True)

    async def turn():
        if len(begun) < 3:
            begun.append(True)
            first.services.operations.do("Late", wished)
        await asyncio.sleep(0)

    monkeypatch.setattr("spoke.ui.window.succession.own_turn", turn)
    monkeypatch.setattr("spoke.ui.window.window._LAST_WORDS_S", 0.0)
    change()
    assert begun and len(done) == len(begun)


def test_what_holds_much_is_freed_piece_by_piece_and_hears_nothing_meanwhile(qtbot, qapp, tmp_path):
    """A page that followed a choice asked a switch that was gone."""
    from spoke.ui.look.look import Look
    from spoke.ui.look.style_sheets import size
    from spoke.ui.preferences import Preferences
    from spoke.ui.window.succession import _cut

    class Page(QWidget):
        def hear(self):
            heard.append(True)

    look = Look(qapp, Preferences(tmp_path / "preferences.json"))
    area, page, batches, sizes, heard = QScrollArea(), Page(), [QWidget() for _ in range(5)], [], []
    qtbot.addWidget(area)
    look.changed.connect(page.hear)
    look.preferences.changed.connect(page.hear)
    for batch in batches:
        batch.setParent(page)
        for _ in range(40):
            QLabel(batch)
    area.setWidget(page)
    for part in _cut(area, look):
        look.changed.emit()
        look.preferences.changed.emit()
        sizes.append(size(part))
        if part is not area:
            delete(part)
    assert sizes[:-1] == [41] * 5 + [1], "the batches, then what held them"
    assert not heard


def test_what_was_typed_a_moment_ago_is_not_asked_of_a_form_that_is_half_freed(agent, first, change, monkeypatch):
    from spoke.ui import main_loop

    forms, delete, due = first.skills.pane._forms, main_loop.delete, []
    info = FunctionInfo(skill="many", function="read", parameters={}, digest="d")
    form = forms.of(FoundFunction(info=info, devices=[], device_count=0))

    async def just_after_it_was_typed(window):
        form.changed.emit()
        due.append(forms._later.isActive())
        freeing = asyncio.ensure_future(delete(window))
        await asyncio.sleep(0)
        due.append(forms._later.isActive())
        await freeing

    monkeypatch.setattr(main_loop, "delete", just_after_it_was_typed)
    change()
    assert due == [True, False]
