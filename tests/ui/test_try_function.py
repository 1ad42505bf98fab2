"""A function of a real skill, called through its form and run in the sandbox."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from shared.errors import ApprovalPending, FelloeError
from shared.ids import new_id
from spoke.node.bodies.calls import CallProgress, CallReply
from spoke.node.bodies.events import Event
from spoke.node.bodies.runs import Figures
from spoke.node.client import NodeClient
from spoke.ui.event_loop.sliced import at_once

pytestmark = pytest.mark.requires("qt")

CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"


@pytest.fixture
def skills(agent, ask, online, loop, qtbot):
    if "climate" not in {skill.name for skill in ask(lambda client: client.skills()).skills}:
        ask(lambda client: client.install_skill(str(CLIMATE)))
    qtbot.keyClick(online, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    online.skills.open("climate")
    loop.until(lambda: online.skills.skill == "climate" and online.skills.function)
    online.skills.page.functions.select("summary")
    online.skills.page.functions.chosen.emit("summary")
    return online.skills


def field(skills, name):
    at_once(skills.pane.form.whole())
    return next(field for field in skills.pane.form.fields if field.name == name)


def test_the_form_runs_the_function_and_shows_its_result(skills, loop, qtbot):
    qtbot.mouseClick(skills.pane.run, Qt.MouseButton.LeftButton)
    loop.until(skills.pane.result.isVisible)
    assert "Ran at" in skills.pane.result.accessibleName(), skills.pane.result.sentence
    assert json.loads(skills.pane.result.text)


def test_the_buttons_stay_where_they_are_while_fields_come(skills, online, loop, qtbot, monkeypatch):
    pane, held = skills.pane, skills.reach.functions_of("climate", "")[0]
    names = {f"field {number}": {"type": "string"} for number in range(9)}
    info = held.info.model_copy(update={"function": "many", "parameters": {"type": "object", "properties": names}})
    show, at_first, seen = pane._show_form, [], []

    def shown(*given):
        show(*given)
        pane._column.activate()
        at_first.append((pane.run.y(), pane.updatesEnabled()))

    monkeypatch.setattr(pane, "_show_form", shown)
    loop.until(pane.updatesEnabled)
    pane.show_function(held.model_copy(update={"info": info}), [("", "Here")])
    loop.until(lambda: at_first)
    assert not at_first[0][1], "nobody saw it without a form"
    pane._forms.grew.connect(lambda: pane._column.activate() and seen.append(pane.run.y()))
    loop.until(lambda: not pane.form.to_come and pane.form.fields[-1].isVisible())
    qtbot.wait(10)
    assert {pane.run.y(), *seen} == {at_first[0][0]} and pane._rest.sizeHint().height() == 0
    assert pane.run.y() > pane.form.geometry().bottom()


def test_the_usual_time_is_spoken_of_where_there_is_one(skills):
    page, functions = skills.page, skills.reach.functions_of("climate", "")
    ran = Figures(title="climate.summary", runs=1, failed=0, median_ms=20)
    page.show_skill(replace(skills.reach, figures={ran.title: ran}), "climate", functions, "summary")
    assert page._median.isVisible()
    page.show_skill(replace(skills.reach, figures={}), "climate", functions, "summary")
    assert not page._median.isVisible()


def test_the_run_stands_in_the_activity(skills, ask, online, loop, qtbot):
    before = {run.id for run in ask(lambda client: client.runs()).runs}
    qtbot.keyClick(skills.pane.run, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    loop.until(lambda: {each.run for each in online.places.activity.model.entries} - before - {""})
    online.go(3)
    assert any("climate.summary" in each.what for each in online.places.activity.model.entries[:2])


def test_the_call_can_be_copied_as_a_command(skills, loop, qtbot):
    qtbot.mouseClick(skills.pane.copy, Qt.MouseButton.LeftButton)
    loop.until(lambda: shlex.split(QGuiApplication.clipboard().text())[:3] == ["felloe", "call", "climate.summary"])


def test_what_is_copied_is_what_the_card_says_now(skills):
    """Not the result before it, which a failure has taken out of sight."""
    card = skills.pane.result
    copy = next(each for each in card.findChildren(QAbstractButton) if each.accessibleName() == "Copy the result")
    card.show_reply(CallReply(id=new_id(), device="laptop", result=7, elapsed_ms=3))
    copy.click()
    assert QGuiApplication.clipboard().text() == "7"
    card.show_error(FelloeError("There is no quantity."))
    copy.click()
    assert QGuiApplication.clipboard().text() == "There is no quantity."


def test_a_call_that_somebody_is_asked_about_is_followed_where_its_form_is(skills, online, loop, qtbot, monkeypatch):
    pane, call_id, answered = skills.pane, new_id(), []

    def answer():
        answered.append("once")
        online.node.event_received.emit(Event(kind="asks"))

    async def call(_node, _path, _arguments, patience_s):
        assert patience_s == 0, "that it waits is not said before"
        raise ApprovalPending("asked", call=call_id)

    async def call_state(_node, call):
        return CallProgress(id=call, state="done" if answered else "waiting", result=7)

    monkeypatch.setattr(NodeClient, "call", call)
    monkeypatch.setattr(NodeClient, "call_state", call_state)
    qtbot.mouseClick(pane.run, Qt.MouseButton.LeftButton)
    loop.until(lambda: pane.result.isVisible() and pane.result.accessibleName() == "Waiting")
    led = []
    monkeypatch.setattr(online.services.actions, "do", led.append)
    qtbot.mouseClick(pane.result.answer, Qt.MouseButton.LeftButton)
    assert led == ["Alt+A"], "a button leads to the question"
    answer()
    loop.until(lambda: pane.result.text == "7")
    assert not pane.result.answer.isVisible()
    answered.clear()
    qtbot.mouseClick(pane.run, Qt.MouseButton.LeftButton)
    loop.until(lambda: pane.result.accessibleName() == "Waiting")
    pane.clear.click()
    answer()
    loop.until(pane.calls.following.done)
    assert not pane.result.isVisible()


def test_an_error_of_the_node_is_a_sentence_on_the_card(skills, ask, loop, qtbot):
    pane = skills.pane
    function = pane._function or skills.reach.functions[0]
    ask(lambda client: client.remove_skill("climate"))
    loop.until(lambda: pane._function is not function)  # the news would take the form away from under the call
    pane.show_function(function, [("", "This device")])
    qtbot.mouseClick(pane.run, Qt.MouseButton.LeftButton)
    loop.until(lambda: pane.result.accessibleName() == "Failed")
    assert pane.result.sentence.endswith(".")
