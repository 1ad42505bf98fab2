"""kill -9 of the node in the middle of whatever a person does: it is started again, and what they typed is there."""

from __future__ import annotations

import asyncio
import json
import os
import signal

import pytest
from chat_wire import DONE, finish, text
from scripted_model import scripted_model
from scripted_upstream import Until, streamed
from test_skills_page import written

from spoke.node.bodies.calls import ExecBody
from spoke.node.client import NodeClient
from spoke.ui.event_loop.sliced import at_once
from spoke.ui.node.backoff import Backoff

pytestmark = [
    pytest.mark.requires("qt"), pytest.mark.soak, pytest.mark.timeout(600),
    pytest.mark.qt_log_ignore("QSocketNotifier: Invalid socket"),
]  # fmt: skip
INSTRUCTIONS = "Answer in German."


class Killed:
    """A window whose node is killed again and again."""

    def __init__(self, window, loop):
        self.window, self.loop = window, loop

    def kill(self):
        first = self.window.node.child_pid
        os.kill(first, signal.SIGKILL)
        self.loop.until(lambda: self.window.node.state == "online" and self.window.node.child_pid not in (None, first))
        self.loop.until(lambda: not self.window.tasks.progress.all)


def test_at_each_moment(online, loop, ask, monkeypatch, home):
    monkeypatch.setattr(Backoff, "after", lambda *_: 0.0)
    killed, chats = Killed(online, loop), online.chats
    composer = chats.page.composer
    hold = asyncio.Event()
    with scripted_model(loop, ask) as model:
        loop.until(lambda: composer.models.models)
        composer.editor.setPlainText("typing")
        killed.kill()
        assert composer.text == "typing"

        loop.run(chats.model._read_models())
        model.script(*[streamed(text("One"), finish(), DONE)] * 3)
        composer.send.click()
        killed.kill()
        loop.until(lambda: not composer.text or chats.banner.button == "Try again")
        if composer.text:
            chats.banner.action.click()
        loop.until(lambda: not composer.text)
        said = ask(lambda client: client.session(chats.current)).messages
        assert [each.text for each in said if each.role == "user"] == ["typing"]

        loop.until(lambda: [turn.growing for turn in chats.page.messages.messages] == [False, False])
        model._script.clear()
        model.script(streamed(text("Half "), Until(hold), DONE), streamed(text("Whole"), finish(), DONE))
        composer.put("stream")
        loop.run(chats.model._read_models())
        composer.send.click()
        loop.until(lambda: chats.loader.growing and chats.loader.growing[-1].text == "Half ")
        composer.put("meanwhile")
        killed.kill()
        hold.set()
        loop.until(lambda: not chats.loader.growing)
        assert composer.text == "meanwhile"
        assert chats.page.messages.messages[-1].role == "assistant"

    async def wants():
        async with NodeClient.of(online.data) as node:
            await node.execute(ExecBody(code="from felloe import clipboard\nclipboard.read()", asks=True))

    asked = loop.events.create_task(wants())
    loop.until(lambda: chats.asks.cards)
    killed.kill()
    loop.run(asyncio.wait([asked]))
    assert asked.exception() is not None
    loop.run(online.services.asks.read())
    assert len(chats.asks.cards) == len(ask(lambda node: node.asks()).asks), "what is shown can be answered"

    folder = written(home / "sample")
    ask(lambda node: node.install_skill(str(folder)))
    online.go(2)
    online.skills.open("sample", "answer")
    loop.until(lambda: online.skills.pane._function)
    number = online.skills.pane.form.fields[0].control
    field = online.skills.pane.form
    before = at_once(field.arguments())
    number.setFocus()
    killed.kill()
    assert online.skills.pane.form is field and at_once(field.arguments()) == before

    online.go(4)
    online.settings.open("assistant")
    page = online.settings.assistant
    loop.until(page.instructions.isEnabled)
    page.instructions.setPlainText(INSTRUCTIONS)
    page._keep()
    killed.kill()
    loop.until(lambda: ask(lambda node: node.chat_settings()).instructions == INSTRUCTIONS)
    assert page.instructions.toPlainText() == INSTRUCTIONS

    online.go(2)
    skills = online.skills
    skills.look_at(str(written(home / "other")))
    install = skills.page.install
    loop.until(install.all.isVisible)
    install.all.click()
    killed.kill()
    loop.until(lambda: not install.installing)
    if "other" not in [each.name for each in ask(lambda node: node.skills()).skills]:
        assert "other" in install.said.text()
        install.all.click()
        loop.until(lambda: "other" in [each.name for each in ask(lambda node: node.skills()).skills])

    online.go(0)
    export = home / "many.json"
    export.write_text(json.dumps([a_chat(number) for number in range(400)]))
    chats.exchange.import_chats(export)
    loop.until(lambda: online.tasks.progress.all)
    killed.kill()
    loop.until(lambda: chats.banner.button == "Try again" or "Imported" in chats.banner.text)
    if chats.banner.button == "Try again":
        chats.banner.action.click()
        loop.until(lambda: "Imported" in chats.banner.text)
    listed = ask(lambda node: node.sessions(limit=500)).sessions
    assert len([each for each in listed if each.title.startswith("Imported chat")]) == 400


def a_chat(number):
    """As Open WebUI exports one."""
    one = {"id": "m1", "parentId": None, "childrenIds": [], "role": "user", "content": "x" * 2_000, "timestamp": 1}
    history = {"messages": {"m1": one}, "currentId": "m1"}
    return {"id": f"c{number}", "title": f"Imported chat {number}", "chat": {"history": history}, "created_at": 1}
