"""Whole places walked by keys alone, over a real node: what Tab comes to, what Enter does, where Esc leads, and where
the focus is after each."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager

import pytest
from chat_wire import DONE, finish, text, tool_whole
from PySide6.QtWidgets import QApplication
from scripted_upstream import streamed
from test_settings import titles
from test_skills_page import written
from test_with_hub import CLIMATE, world  # noqa: F401 - a fixture
from walking import Walker

from spoke.node.bodies.calls import ExecBody
from spoke.ui.chats.asks.ask_card import AskCard
from spoke.ui.look.look import Look
from spoke.ui.navigation import ACTIVITY, DEVICES, SETTINGS, SKILLS
from spoke.ui.node.connection import NodeConnection
from spoke.ui.preferences import Preferences
from spoke.ui.window.window import Window

pytestmark = [
    pytest.mark.requires("qt"), pytest.mark.timeout(300), pytest.mark.qt_log_ignore("This plugin does not support"),
]  # fmt: skip


@pytest.fixture
def walker(online, loop):
    online.look.preferences.change(less_motion=True)
    return Walker(online, loop)


@pytest.fixture
def paired(world, online, loop, walker):  # noqa: F811 - the fixture
    """By keys, with a string that was cut and one that works; then the other device's page."""
    walker.press("Control+2")
    string, whole = walker.to("Pairing string"), world.pairing_string()
    walker.type(whole[:-3])
    walker.press("Return")
    assert "cut off" in online.places.devices.pairing.card.fault and walker.focus is string
    walker.press("Control+A")
    walker.type(whole)
    walker.press("Return")
    loop.until(lambda: "attic" in names(online) and walker.pane == "list")
    walker.press("Down")
    detail = online.places.devices.detail
    loop.until(lambda: detail.header.title.text() == "attic" and len(detail.exposure.functions) == 3)
    loop.until(lambda: detail.exposure.combo(2))
    return world


def names(window):
    return [row.title for row in window.places.devices.column.rows.rows if row.key]


@pytest.mark.xdist_group("ui_with_hub")
def test_devices_by_keys(paired, online, loop, walker):
    detail = online.places.devices.detail
    for tab in range(detail.tabs.bar.count()):
        walker.press("Control+2")
        walker.to("About this device")
        walker.press("Right " * tab)
        assert detail.tab == tab
        if tab != 4:
            loop.until(lambda: not online.tasks.progress.all)
        assert walker.around() == ["rail", "list", "page", "right"]
        walker.to("About this device")
        walker.press("Left " * tab)
    filtered_and_exposed(detail, walker)
    renamed(detail, online, loop, walker)
    walker.to("Revoke…")
    stood = detail.tabs.geometry()
    walker.press("Return")
    assert walker.name == "Keep" and detail.tabs.geometry() == stood
    walker.press("Escape")
    assert walker.name == "Revoke…" and detail.question.isHidden()
    walker.press("Return Shift+Backtab Return")
    loop.until(lambda: names(online) == ["Laptop"])
    assert walker.pane == "list", "its page is gone, and with it what had the focus"


def renamed(detail, online, loop, walker):
    walker.press("F2")
    walker.type("Loft")
    walker.press("Escape")
    assert walker.name == "Rename" and detail.header.title.text() == "attic"
    walker.press("Return")
    walker.type("Loft")
    walker.press("Return")
    loop.until(lambda: "Loft" in names(online))
    assert walker.focus is detail.rename
    walker.press("Control+Z")
    loop.until(lambda: "attic" in names(online))


def filtered_and_exposed(detail, walker):
    walker.to("Filter functions")
    walker.type("sensors")
    assert len(detail.exposure.functions) == 1
    walker.press("Down")
    assert walker.focus is detail.exposure and detail.exposure.currentIndex().row() == 0
    walker.press("Shift+Backtab Escape")
    assert walker.name == "Filter functions" and len(detail.exposure.functions) == 3
    walker.press("Escape Control+2")
    walker.to("climate.sensors, called by others")
    walker.press("Tab")
    assert walker.name == "climate.summary, called by others"
    walker.press("Down")
    assert "to Ask each time?" in detail.question.text.text() and walker.name == "Leave it"
    walker.press("Escape")
    assert walker.focus is detail.exposure


@pytest.mark.xdist_group("ui_with_hub")
def test_what_this_device_offers_keeps_the_focus_in_its_choice(paired, online, loop, walker, ask):
    ask(lambda node: node.install_skill(str(CLIMATE)))
    walker.press("Control+2 Up")
    exposure = online.places.devices.detail.exposure
    loop.until(lambda: online.places.devices.detail.header.title.text() == "Laptop" and exposure.combo(0))
    for level in ("ask", "never"):
        combo = walker.to("climate.sensors, called by others")
        walker.press("Down")
        loop.until(lambda level=level: exposure.functions[0].exposure == level)
        loop.until(lambda: not online.tasks.progress.all)
        assert walker.focus is combo


def test_skills_by_keys(agent, online, loop, walker, ask, tmp_path):
    ask(lambda node: node.install_skill(str(written(tmp_path / "walked", 1, "secret:lamp notify"))))
    skills, page = online.skills, online.skills.page
    walker.press("Control+3")
    loop.until(lambda: "walked" in [row.key for row in skills.column.rows.rows])
    skills.open("walked")
    loop.until(lambda: page.header.title.text() == "walked")
    assert walker.around() == ["rail", "list", "page", "right"]
    functions = walker.to("Functions")
    walker.press("Tab")
    assert walker.pane == "right"
    walker.press("Escape")
    assert walker.focus is functions and online.place == SKILLS and not skills.panes.right_open
    skills.refresh()
    loop.until(lambda: not skills._all.running)
    assert not skills.panes.right_open, "it was closed by a person"
    walker.press("Return")
    assert skills.panes.right_open and walker.focus is functions
    granted(skills, loop, walker)
    instructions = walker.to("Instructions")
    walker.press("Return")
    loop.until(lambda: walker.focus is page.text)
    walker.press("Escape")
    assert walker.focus is instructions and page.on_skill
    walker.to("Remove…")
    walker.press("Return Shift+Backtab Return")
    loop.until(lambda: "walked" not in [row.key for row in skills.column.rows.rows])
    assert walker.pane == "list", "not at Remove of the next one"


def test_a_skill_is_added_by_keys(agent, online, loop, walker, ask, tmp_path):
    written(tmp_path / "added", 1, "notify")
    skills, install = online.skills, online.skills.page.install
    walker.press("Control+3")
    loop.until(lambda: not skills._all.running)
    skills.look_at(str(tmp_path / "added"))
    loop.until(lambda: install.cards and not install._task)
    assert walker.focus is install.all
    assert walker.around() == ["rail", "list", "page"]
    walker.to("Install")
    walker.press("Escape")
    assert not install.isVisible() and walker.focus
    skills.look_at(str(tmp_path / "added"))
    loop.until(lambda: install.cards and not install._task)
    walker.press("Return")
    loop.until(lambda: skills.page.header.title.text() == "added")
    assert walker.focus
    ask(lambda node: node.remove_skill("added"))


def granted(skills, loop, walker):
    def verdict(capability):
        row = next(row for row in skills.page.wants.rows if row.want.capability == capability)
        return row.want.grant.verdict if row.want.grant else ""

    set_ = walker.to("Set the secret")
    walker.press("Return")
    assert walker.name == "Host that it goes to"
    walker.press("Escape")
    assert walker.focus is set_
    walker.to("Grant… Show notifications")
    walker.press("Return Down Return")
    loop.until(lambda: verdict("notify") == "allow")
    loop.until(lambda: walker.name == "Revoke Show notifications")
    walker.press("Return")
    loop.until(lambda: not verdict("notify"))
    loop.until(lambda: walker.name == "Grant… Show notifications")


def test_activity_by_keys(agent, online, loop, walker, ask):
    for code in ("1 + 1", "print('x' * 2000)", "1 / 0"):
        ask(lambda node, code=code: node.execute(ExecBody(code=code)))
    place = online.places.activity
    walker.press("Control+4")
    loop.until(lambda: len(place.model.entries) >= 3)
    walker.press("Control+4 Home")
    walker.press("Return")
    loop.until(lambda: place.detail.isVisible())
    assert walker.around() == ["rail", "page", "right"]
    walker.to("Copy the run")
    walker.press("Escape")
    assert walker.pane == "page" and not place.panes.right_open and online.place == ACTIVITY
    walker.press("Control+F")
    assert walker.focus is place.filters.search
    walker.type("no such run")
    loop.until(lambda: not place.model.entries)
    walker.to("Clear filters")
    walker.press("Return")
    loop.until(lambda: place.model.entries)
    assert walker.focus is place.filters.search and not place.filters.query.active
    walker.type("x")
    walker.press("Escape")
    assert online.place == ACTIVITY and not place.filters.search.text()
    loop.until(lambda: not online.tasks.progress.all and len(place.model.entries) >= 3)
    walker.press("Return")
    assert walker.focus is place.table
    walker.to("State")
    walker.press("Down Down")
    loop.until(lambda: {entry.state for entry in place.model.entries} == {"Failed"})
    place.filters.reset()


def test_models_by_keys(agent, model, online, loop, walker):
    page = online.settings.models
    online.go(SETTINGS)
    online.settings.open("models")
    loop.until(lambda: page.rows and not online.tasks.progress.all)
    assert walker.around() == ["rail", "list", "page"]
    test = walker.to("Test scripted")
    walker.press("Return")
    loop.until(lambda: "Answered" in page.rows[0].state.text())
    assert walker.focus is test
    for entry, name in (("Down", "Address"), ("Down Down", "Keep")):
        more = walker.to("More about scripted")
        walker.press(f"Return {entry} Return")
        assert walker.name == name
        walker.press("Escape")
        assert walker.focus is more


def test_a_chat_by_keys(chats, model, online, loop, walker):
    """A question, the run that it led to, the inspector, and words that are found."""
    code = json.dumps({"code": "print(open('/etc/hostname').read())"})
    model.script(
        streamed(tool_whole("run_code", code), finish("tool_calls"), DONE), streamed(text("Read."), finish(), DONE)
    )
    page, asks = chats.page, online.services.asks
    composer = page.composer.editor
    chats.focus_composer()
    walker.type("What is this machine called?")
    walker.press("Return")
    loop.until(lambda: asks.all and page.composer.stop.isVisible())
    loop.until(lambda: page.findChild(AskCard))
    assert walker.around() == ["rail", "list", "page"]
    walker.press("Alt+A")
    assert walker.name.startswith("Read ")
    walker.press("Escape")
    assert walker.focus is composer and asks.all, "nothing was answered"
    walker.press("Alt+A Tab")
    assert walker.name.startswith("Allow once")
    walker.press("Alt+A")
    card = walker.focus
    loop.until(lambda: card.ready)
    walker.press("1")
    loop.until(lambda: not asks.all and page.messages.rows[-1].turn.text == "Read.")
    assert walker.focus is composer
    walker.press("Control+I")
    loop.until(lambda: chats.inspector.view and not online.tasks.progress.all)
    assert walker.around() == ["rail", "list", "page", "right"]
    chats.focus_composer()
    walker.press("F6")
    assert walker.pane == "right"
    walker.press("Escape")
    assert walker.focus is composer and not chats.panes.right_open
    walker.press("Control+G")
    walker.type("machine")
    loop.until(lambda: page.find_bar.count == "1 of 1")
    walker.press("Escape")
    assert walker.focus is composer and page.find_bar.isHidden()


def test_a_form_by_keys(chats, online, loop, walker, ask):
    """That of a function, called from the composer."""
    ask(lambda node: node.install_skill(str(CLIMATE)))
    slash, composer = chats.page.slash, chats.page.composer.editor
    chats.focus_composer()
    walker.type("/climate.summary")
    loop.until(lambda: slash.isVisible() and not slash._search.running)
    walker.press("Return")
    loop.until(lambda: slash.isAncestorOf(walker.focus))
    first = walker.focus
    walker.press("Shift+Backtab")
    assert walker.name == "Close the form"
    walker.press("Tab")
    assert walker.focus is first
    walker.press("Control+Return")
    loop.until(slash.pane.result.isVisible)
    slash.pane.result.hide()
    loop.until(lambda: not online.tasks.progress.all)
    slash.pane.form.fields[-1].control.setFocus()
    walker.press("Return")
    loop.until(slash.pane.result.isVisible)
    assert slash.isAncestorOf(walker.focus)
    assert walker.around() == ["rail", "list", "page"]
    walker.to("Close the form")
    walker.press("Escape")
    assert walker.focus is composer and slash.isHidden()


def test_the_palette_keeps_the_focus_until_it_goes(agent, online, loop, walker):
    online.places.go_by_hand(DEVICES)
    rows, palette = walker.focus, online.command_palette
    walker.press("Control+K")
    walker.type("no such thing")
    loop.until(palette.instead.isVisible)
    for _ in range(2):
        walker.press("Tab")
        assert walker.focus is palette.instead
        walker.press("Tab")
        assert walker.focus is palette.field
    walker.press("Shift+Backtab")
    assert walker.focus is palette.instead
    walker.press("Escape")
    assert walker.focus is rows and palette.isHidden()
    walker.press("Control+K Control+3")
    assert online.place == SKILLS and palette.isHidden(), "it does not stay over another place"


def test_a_backup_and_the_way_back_by_keys(agent, online, loop, walker, ask, tmp_path):
    """The focus is where something was asked for, at the word that changes nothing, and beside what is gone."""
    page, card = online.settings.backup, online.settings.backup.card
    ask(lambda node: node.new_session("Boat"))
    walker.press("Control+Comma")
    opened_page(online, loop, "backup")
    assert walker.around() == ["rail", "list", "page"]
    make = walker.to("Back up now")
    file_told(walker, loop, tmp_path)
    loop.until(lambda: "Backed up and read back" in make.accessibleDescription())
    assert walker.focus is make
    ask(lambda node: node.new_session("Train"))
    choose = walker.to("Choose a file")
    file_told(walker, loop, tmp_path)
    loop.until(lambda: walker.focus is card.leave)
    assert (
        "1 chat, " in card.leave.accessibleDescription() and "Here now: 2 chats" in card.leave.accessibleDescription()
    )
    walker.press("Return")
    assert walker.focus is choose and card.isHidden()
    file_told(walker, loop, tmp_path)
    loop.until(lambda: walker.focus is card.leave)
    walker.press("Shift+Backtab Return")
    loop.until(lambda: "Restored" in online.settings.banner.text)
    assert walker.focus is choose and titles(ask) == {"Boat"}
    walker.to("Undo")
    walker.press("Return")
    loop.until(lambda: walker.focus is card.leave)
    walker.press("Shift+Backtab Return")
    loop.until(lambda: len(page.kept_names) == 2)
    assert walker.focus is choose and titles(ask) == {"Boat", "Train"}
    delete = walker.to("Delete what was here")
    walker.press("Return")
    assert walker.name == "Keep"
    walker.press("Escape")
    assert walker.focus is delete
    for left in (1, 0):
        walker.press("Return Shift+Backtab Return")
        loop.until(lambda left=left: len(page.kept_names) == left)
        loop.until(lambda left=left: walker.name.startswith("Delete what was here" if left else "Choose a file"))


def file_told(walker, loop, folder):
    """To the dialog that Enter opens."""
    walker.press("Return")
    loop.until(lambda: QApplication.focusWindow() is not walker.window.windowHandle())
    walker.press("Control+A")
    walker.type(str(folder / "device.zip"))
    walker.press("Return")
    loop.until(lambda: QApplication.focusWindow() is None)
    walker.window.activateWindow()  # as a window manager does
    loop.until(lambda: QApplication.focusWindow() is walker.window.windowHandle())


@contextmanager
def opened(data, loop, qapp):
    """A window with a node of its own, which ends with it."""
    window = Window(Look(qapp, Preferences(data / "desktop" / "preferences.json")), data)
    window.build(NodeConnection(data, "Laptop"))
    window.show()
    window.activateWindow()
    window.start()
    try:
        loop.until(lambda: window.node.state == "online")
        yield window
    finally:
        window.close()
        loop.run(window.aclose())
        window.deleteLater()
        qapp.processEvents()


STEPS = {
    "models": (
        ("Enter an address", "Return", "127.0.0.1:9"), ("Name", "Home", "attic"), ("Add", "Return", ""),
    ),
    "assistant": (("Custom instructions", "Home", "Be short."), ("Steps", "Up", "")),
    "privacy": (("Who may answer", "Down", ""), ("New chats stay", "Return", "")),
    "appearance": (("Theme", "Right", ""), ("Less motion", "Space", "")),
    "sandbox": (("Memory", "Up", ""),),
}  # fmt: skip
"""By page: what Tab leads to, the keys that are pressed there, and what is typed."""


def test_what_is_set_by_keys_is_there_after_a_restart(data, loop, qapp):
    """Something on each page; then window and node end, and start again."""
    with opened(data, loop, qapp) as window:
        walker, before = Walker(window, loop), as_set(window, loop)
        for page, steps in STEPS.items():
            walker.press("Control+Comma")
            opened_page(window, loop, page)
            for name, keys, typed in steps:
                walker.to(name)
                walker.press(keys)
                walker.type(typed)
            loop.until(lambda: not window.tasks.progress.all)
        window.settings.keep_typed()
        loop.run(window.services.operations.settled())
        after = as_set(window, loop)
        assert {name for name, value in after.items() if value == before[name]} == set()
    with opened(data, loop, qapp) as window:
        assert as_set(window, loop) == after


def opened_page(window, loop, page):
    window.settings.open(page)
    loop.run(asyncio.sleep(0))  # what it reads is waited for in sight from its task's first step on
    loop.until(lambda: not window.tasks.progress.all)


def as_set(window, loop):
    settings, choices = window.settings, window.look.preferences.choices
    for page in STEPS:
        opened_page(window, loop, page)
    loop.until(lambda: settings.sandbox._held and settings.privacy.answers.currentData())
    return {
        "servers": [row.upstream.name for row in settings.models.rows if row.upstream.kind == "own"],
        "instructions": settings.assistant.instructions.toPlainText(),
        "steps": settings.assistant.steps.value(),
        "answers": settings.privacy.answers.currentData(),
        "local": choices.local_chats,
        "theme": choices.theme,
        "motion": choices.less_motion,
        "memory": settings.sandbox.fields["memory_mb"].value(),
    }
