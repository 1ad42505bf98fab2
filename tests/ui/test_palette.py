"""The palette: one field that leads to functions, chats, devices and actions, by keys alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from shared.errors import DiskFull
from spoke.node.bodies.sessions import NewMessage
from spoke.ui.navigation import CHATS, DEVICES, SETTINGS, SKILLS
from spoke.ui.palette.hits import marks_of, split

pytestmark = pytest.mark.requires("qt")
TABLES = Path(__file__).parents[2] / "resources" / "skills" / "text-tools"


@pytest.fixture
def palette(agent, online, qtbot):
    online.look.preferences.change(less_motion=True)
    online.command_palette.open()
    return online.command_palette


def shown(palette, group):
    return [hit.title for hit in palette.list.hits if hit.group == group]


def test_an_action_is_found_by_its_words_and_done_by_enter(palette, online, qtbot):
    qtbot.keyClicks(palette.field, "sett")
    assert shown(palette, "actions")[0] == "Settings"
    assert palette.list.hits[0].marks == ((0, 4),)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert online.place == SETTINGS
    assert palette.isHidden()


def test_it_keeps_its_height_while_one_types_and_begins_anew(palette, qtbot):
    qtbot.keyClicks(palette.field, "s")
    high = palette.height()
    qtbot.keyClicks(palette.field, "ettings")
    assert len(palette.list.hits) < 5 and palette.height() == high
    palette.leave()
    palette.open("settings")
    few = palette.height()
    assert few < high
    palette.leave()
    palette.open()
    palette.leave()
    palette.open("settings")
    assert palette.height() == few, "what was found before is forgotten"


def test_a_sigil_shows_one_group_alone(palette, online, qtbot):
    qtbot.keyClicks(palette.field, ">")
    assert {hit.group for hit in palette.list.hits} == {"actions"}
    assert len(palette.list.hits) > 10


def test_only_what_can_be_done_is_offered(palette, online, ask, loop):
    of_chats = {"Find in this chat", "Inspector", "Export this chat", "Undo"}
    palette.leave()
    online.chats.open("")
    palette.open(">")
    assert not of_chats & set(shown(palette, "actions"))
    palette.leave()
    online.go(SETTINGS)
    online.services.actions.do("Ctrl+G")
    assert online.place == SETTINGS
    chat = ask(lambda node: node.new_session("One"))
    online.chats.open(chat.id)

    async def back():
        pass

    online.services.undo.offer("Gone.", back)
    palette.open(">")
    assert of_chats <= set(shown(palette, "actions"))
    palette.leave()
    online.go(SETTINGS)
    palette.open(">Find in this")
    palette.list.hits[0].act()
    assert online.place == CHATS and online.chats.page.find_bar.isVisible()


def test_what_belongs_to_the_place_that_is_shown_is_offered_first_and_to_another_last(palette, online, ask):
    online.chats.open(ask(lambda node: node.new_session("One")).id)
    for place, first, last in ((CHATS, "Find in this chat", "Add a skill"), (SETTINGS, "Chats", "Export this chat")):
        palette.leave()
        online.go(place)
        palette.open(">")
        offered = shown(palette, "actions")
        assert offered[0] == first and last in offered[-6:]


def test_enter_on_a_function_opens_its_form_with_the_focus_in_it(palette, online, ask, loop, qtbot):
    installed = [skill.name for skill in ask(lambda node: node.skills()).skills]
    if "text-tools" not in installed:
        ask(lambda node: node.install_skill(str(TABLES)))
    palette.leave()
    palette.open("/")
    loop.until(lambda: shown(palette, "functions"))
    first = palette.list.hits[0].path
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    loop.until(lambda: f"{online.skills.skill}.{online.skills.function}" == first)
    assert online.place == SKILLS
    assert online.skills.pane.isAncestorOf(online.focusWidget())


def test_a_chat_is_found_by_what_was_written_in_it(agent, online, ask, loop, qtbot):
    async def a_chat(node):
        session = await node.new_session("Names for the boat")
        await node.write(session.id, NewMessage(text="Fandango, Étoile"))
        return session.id

    chat = ask(a_chat)
    online.command_palette.open()
    palette = online.command_palette
    qtbot.keyClicks(palette.field, "fandango")
    loop.until(lambda: shown(palette, "chats") == ["Names for the boat"])
    hit = palette.list.hits[0]
    assert [hit.second[begin:end] for begin, end in hit.second_marks] == ["Fandango"]
    online.go(DEVICES)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert (online.place, online.chats.current) == (CHATS, chat)


def test_where_nothing_is_found_it_says_so_and_offers_a_new_chat(palette, online, loop, qtbot):
    qtbot.keyClicks(palette.field, "no such thing")
    loop.until(lambda: palette.card.nothing.text() == "Nothing is called “no such thing” here.")
    assert palette.instead.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert online.place == CHATS
    assert online.chats.page.composer.text == "no such thing"


def test_where_no_skill_is_here_it_leads_to_one_and_begins_no_chat(palette, online, ask, loop, qtbot, monkeypatch):
    added = []
    monkeypatch.setattr(online.skills, "add", lambda: added.append(True))
    for skill in ask(lambda node: node.skills()).skills:
        ask(lambda node, name=skill.name: node.remove_skill(name))
    palette.leave()
    palette.open("/")
    loop.until(lambda: palette.card.nothing.text().startswith("No functions yet"))
    assert palette.instead.isVisible() and palette.instead.text() == "Add a skill"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert added and not online.chats.page.composer.text


def test_enter_begins_no_chat_before_it_is_known_what_there_is(agent, online, loop, qtbot, monkeypatch):
    functions, free = online.node.client.functions, asyncio.Event()

    async def slow():
        await free.wait()
        return await functions()

    monkeypatch.setattr(online.node.client, "functions", slow)
    palette = online.command_palette
    palette.open()
    qtbot.keyClicks(palette.field, "no such thing")
    loop.until(lambda: not palette._search._searching)
    assert palette.card.nothing.text() == "Searching…"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    free.set()
    loop.until(lambda: palette.card.nothing.text().startswith("Nothing is called"))
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isHidden()


def test_what_could_not_be_looked_through_is_not_said_to_hold_nothing(palette, online, loop, qtbot, monkeypatch):
    async def refused(*_, **__):
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(online.node.client, "search", refused)
    qtbot.keyClicks(palette.field, "no such thing")
    loop.until(lambda: "disk" in palette.card.nothing.text().lower())
    palette.field.clear()
    qtbot.keyClicks(palette.field, "sett")
    loop.until(lambda: palette.card.count.text() == "Not everything was searched")


def test_nothing_is_said_not_to_be_there_before_it_was_searched_for(palette, online, loop, qtbot, monkeypatch):
    search, asked, free = online.node.client.search, [], asyncio.Event()
    said = []
    palette.card.nothing.setText = lambda words: said.append(words)

    async def slow(words, **options):
        asked.append(words)
        await free.wait()
        return await search(words, **options)

    monkeypatch.setattr(online.node.client, "search", slow)
    qtbot.keyClicks(palette.field, "no such")
    loop.until(lambda: asked)
    qtbot.keyClicks(palette.field, " thing")
    free.set()
    loop.until(lambda: "Nothing is called" in said[-1])
    assert [words for words in said if "Nothing" in words] == ["Nothing is called “no such thing” here."]
    assert len(asked) == 2


def test_where_there_are_no_functions_yet_it_says_where_they_come_from(agent, online, ask, loop):
    installed = [skill.name for skill in ask(lambda node: node.skills()).skills]
    for name in installed:
        ask(lambda node, name=name: node.remove_skill(name))
    online.command_palette.open("/")
    loop.until(lambda: online.command_palette.card.nothing.text().startswith("No functions yet."))


def test_escape_gives_the_focus_back(agent, online, qtbot):
    online.places.go_by_hand(DEVICES)
    before = online.focusWidget()
    online.command_palette.open()
    qtbot.keyClick(online.command_palette.field, Qt.Key.Key_Escape)
    assert online.command_palette.isHidden()
    assert online.focusWidget() is before
    assert online.place == DEVICES


def test_the_chosen_row_goes_around_with_the_arrows_and_is_said(palette, qtbot):
    qtbot.keyClicks(palette.field, ">")
    hits = palette.list.hits
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.chosen is hits[-1]
    assert palette.field.accessibleDescription() == hits[-1].spoken
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.chosen is hits[0]


def test_it_is_painted_with_its_marks(palette, qtbot):
    def shown_with(hits):
        palette.card.show_hits(hits)
        return palette.list.viewport().grab().toImage()

    qtbot.keyClicks(palette.field, "> new")
    marked = list(palette.list.hits)
    assert any(hit.marks for hit in marked)
    bare = [replace(hit, marks=(), second_marks=()) for hit in marked]
    assert shown_with(marked) == shown_with(marked) != shown_with(bare)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("fan", (None, "fan")), ("> fan ", ("actions", "fan")), ("@", ("devices", "")), ("/a.b", ("functions", "a.b"))],
)
def test_the_first_sign_says_which_group_is_meant(typed, meant):
    assert split(typed) == meant


def test_marks_stand_where_the_words_are_whatever_their_case():
    assert marks_of("Names for the Boat", ["boat", "name"]) == ((0, 4), (14, 18))
    assert marks_of("Names", ["boat"]) is None


def test_a_click_beside_it_closes_it_and_one_on_a_chat_opens_that_too(agent, online, ask, loop, qtbot):
    kept = ask(lambda node: node.new_session("Kept"))
    loop.until(lambda: online.chats.list.loaded and any(row.key == kept.id for row in online.chats.column.rows.rows))
    palette, rows = online.command_palette, online.chats.column.rows
    palette.open()
    qtbot.mouseClick(online.rail, Qt.MouseButton.LeftButton, pos=online.rail.rect().center())
    assert palette.isHidden()
    palette.open()
    number = next(number for number, row in enumerate(rows.rows) if row.key == kept.id)
    at = rows.visualRect(rows.model().index(number)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    loop.until(lambda: online.chats.current == kept.id)
    assert palette.isHidden()


def test_escape_where_what_had_the_focus_is_gone(palette, online, loop, qtbot):
    palette.leave()
    online.go(SETTINGS)
    online.settings.open("models")
    loop.until(lambda: online.settings.models.default.isVisible())
    had = online.settings.models.default
    had.setFocus()
    palette.open()
    had.setParent(None)
    had.deleteLater()
    qtbot.waitUntil(lambda: not isValid(had))
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()
