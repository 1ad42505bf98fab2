"""A window that is killed: the next one over the same folder stands where it was, with what was typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from spoke.ui.navigation import SETTINGS, SKILLS

CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def next_window(online, data, qapp, loop):
    """Another one, from what is on the disk: nothing told `online` that it ends."""
    from spoke.ui.look.look import Look
    from spoke.ui.node.connection import NodeConnection
    from spoke.ui.preferences import Preferences
    from spoke.ui.window.window import Window

    made = []

    def make():
        window = Window(Look(qapp, Preferences(data / "desktop" / "preferences.json")), data)
        window.build(NodeConnection(data, "Laptop"))
        window.show()
        window.start()
        made.append(window)
        loop.until(lambda: window.node.state == "online")
        return window

    yield make
    for window in made:
        window.close()
        loop.run(window.aclose())
        window.deleteLater()
    qapp.processEvents()


def kept(data):
    try:
        return json.loads((data / "desktop" / "preferences.json").read_text())["kept"]
    except OSError:
        return {}


@pytest.fixture
def climate(agent, ask):
    if "climate" not in {skill.name for skill in ask(lambda node: node.skills()).skills}:
        ask(lambda node: node.install_skill(str(CLIMATE)))


def put(form, hours):
    next(field for field in form.fields if field.name == "hours").control.setValue(hours)


def test_what_was_typed_into_forms_is_there(climate, online, loop, data, next_window):
    online.go(SKILLS)
    online.skills.refresh()
    loop.until(lambda: "climate" in online.skills.reach.find(""))
    online.skills._choose_skill("climate")
    online.skills._choose_function("read")
    online.skills._choose_function("summary")
    slash = online.chats.page.slash
    slash.open_function("climate.summary")
    loop.until(lambda: slash.has_form)
    put(online.skills.pane.form, 7)
    put(slash.pane.form, 8)
    for number, name in (("7", "skills.was at"), ("8", "slash.forms")):
        loop.until(lambda number=number, name=name: number in json.dumps(kept(data).get(name)))

    window = next_window()
    loop.until(lambda: "hours" in window.skills.pane.form.typed())
    assert (window.skills.skill, window.skills.function) == ("climate", "summary")
    assert window.skills.pane.form.typed()["hours"] == 7
    window.chats.page.slash.open_function("climate.summary")
    loop.until(lambda: window.chats.page.slash.has_form)
    assert window.chats.page.slash.pane.form.typed()["hours"] == 8


def test_a_form_that_was_only_looked_at_is_not_kept(climate, online, loop, data):
    slash = online.chats.page.slash
    slash.open_function("climate.summary")
    loop.until(lambda: slash.has_form)
    online.save()
    assert kept(data)["slash.forms"] == {}


@pytest.mark.parametrize("damaged", [{"typed": 3}, [], {"climate.summary:x": {"hours": "text"}}, "text", None])
def test_what_is_damaged_is_as_if_nothing_had_been_typed(agent, online, loop, data, next_window, damaged):
    online.go(SKILLS)
    for name in ("slash.forms", "skills.was at", "settings.page"):
        online.look.preferences.keep(name, damaged)
    online.look.preferences.save()
    window = next_window()
    window.go(SKILLS)
    window.go(SETTINGS)
    window.chats.page.slash.look_for("")
    assert window.settings.current == "account" and not window.chats.page.slash.has_form


def test_its_size_and_the_page_of_the_settings_are_as_they_were(agent, online, loop, data, next_window):
    online.go(SETTINGS)
    online.settings.open("backup")
    online.resize(771, 605)
    loop.until(lambda: kept(data).get("settings.page") == "backup")
    before = online.saveGeometry().toBase64().data().decode()
    loop.until(lambda: kept(data).get("window") == before)
    window = next_window()
    assert window.size() == QSize(771, 605)
    assert window.place == SETTINGS and window.settings.current == "backup"
    assert window.settings.pages.currentWidget() is window.settings.backup
