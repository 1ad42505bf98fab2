"""Whatever the window asks of its node can fail: it is said with a way on, nothing typed is lost, nothing hangs."""

from __future__ import annotations

import ast
import inspect
from functools import partial
from pathlib import Path

import pytest
from failing import ANSWERED, BUSY, FAULTS, FULL, TYPED, UNDONE, Stage, Wish
from PySide6.QtWidgets import QApplication
from test_skills_page import written

from shared.api import DeviceInfo
from shared.ids import new_id
from shared.system.clock import now_ms
from spoke.node.bodies.answers import NewAnswer
from spoke.node.bodies.approvals import AskInfo, Grant
from spoke.node.bodies.calls import ExecBody
from spoke.node.bodies.models import NewUpstream
from spoke.node.bodies.node import Account
from spoke.node.bodies.sessions import NewMessage
from spoke.node.client import NodeClient
from spoke.ui.node.asks import OpenAsk

pytestmark = [pytest.mark.requires("qt"), pytest.mark.timeout(120)]

UI = Path(__file__).parents[2] / "spoke" / "ui"


@pytest.fixture
def stage(agent, ask, online, loop, home, monkeypatch):
    """A window in German that counts its patience in hundredths."""
    from spoke.ui.i18n.translate import Language
    from spoke.ui.window import read_errors
    from spoke.ui.work import progress

    home.mkdir(parents=True, exist_ok=True)
    for name, value in (("SPIN_S", 0.01), ("COUNT_S", 0.02)):
        monkeypatch.setattr(progress, name, value)
    monkeypatch.setattr(read_errors, "_GONE_MS", 1)
    language = Language()
    language.use("de")
    yield Stage(online, ask, loop, home)
    language.use("en")


async def a_chat(client, title="Boat"):
    session = await client.new_session(title)
    for text in ("names", "short ones"):
        await client.write(session.id, NewMessage(text=text))
    return session


def test_in_the_chats(stage):
    chats = stage.window.chats
    session = stage.ask(a_chat)
    stage.until(lambda: chats.list.find(session.id))
    chats.open(session.id)
    stage.until(lambda: len(chats.page.messages.messages) == 2)
    info, acts, composer = chats.info, chats.chat_actions, chats.page.composer
    exchange = chats.exchange
    export = stage.home / "boat.json"
    exchange.export(info, export)
    stage.until(export.exists)
    picture = stage.home / "boat.png"
    picture.write_bytes(b"x")
    composer.put(TYPED)

    def purge():
        acts.purge(info)
        chats.page.question.yes.click()

    def find(words):
        chats.column.search.setText("")
        chats.column.search.setText(words)

    one = r"/v1/sessions/[^/]+"
    stage.walk([
        Wish("rename", lambda: acts.set_title(info, "Ship"), f"PATCH {one}"),
        Wish("pin", lambda: acts.pin(info), f"PATCH {one}"),
        Wish("file", lambda: acts.file(info, "Sea"), f"PATCH {one}"),
        Wish("restore", lambda: acts.restore(info), f"POST {one}/restore"),
        Wish("purge", purge, "POST /v1/trash/purge"),
        Wish("offer", lambda: acts.let_sync(info), "POST /v1/offer"),
        Wish("copy", lambda: exchange.copy(info), f"GET {one}"),
        Wish("export", lambda: exchange.export(info, stage.home / "to.json"), f"GET {one}"),
        Wish("import", lambda: exchange.import_chats(export), "POST /v1/sessions/import"),
        Wish("answer again", lambda: chats.sending.answer(info.id, NewAnswer()), f"POST {one}/answers",
             faults=UNDONE),
        Wish("find", lambda: chats.finder._search("names"), "GET /v1/search", faults=FAULTS[:5]),
        Wish("search", partial(find, "nam"), "GET /v1/search", read=True, leave=partial(find, ""), faults=FAULTS[:5]),
        Wish("list", lambda: chats.list.refresh(), "GET /v1/sessions", read=True),
        Wish("open", lambda: chats.loader.refresh(), f"GET {one}/branch", read=True),
        Wish("model", lambda: chats.model._choose("studio/large"), f"PUT {one}/assistant"),
        Wish("asks", lambda: stage.window.services.asks.refresh(), "GET /v1/asks/everywhere", read=True,
             faults=ANSWERED),
        Wish("earlier", lambda: chats.services.operations.do("Mehr", chats.loader._read_earlier, looks=True),
             f"GET {one}/branch"),
        Wish("slash", lambda: chats.page.slash.look_for("cli"), "GET /v1/functions", read=True, faults=ANSWERED,
             leave=chats.page.slash.hide),
    ])  # fmt: skip
    ask_card = chats.asks._card("7", OpenAsk(AskInfo(
        id=7, work_id=new_id(), number=1, asker="code", title="notify", label="code", asked="notify", offered="notify",
        args_json="{}", read=[], holder="code", created_ms=now_ms(), expires_ms=now_ms() + 60_000, state="pending",
    )))  # fmt: skip
    chats.asks.cards["7"] = ask_card
    said = lambda: chats.banner.text  # noqa: E731
    answer = partial(ask_card.answered.emit, "once")
    stage.walk([
        Wish("ask", answer, "POST /v1/asks/7", said=lambda: ask_card.problem, free=ask_card.buttons["once"].isEnabled,
             faults=("slow", "gone", FULL)),
        Wish("attach", lambda: chats.sending.files.attach([picture]), "POST /v1/attachments", said=said,
             kept=lambda: composer.text, leave=lambda: chats.sending.files.put(chats.current, []), faults=ANSWERED),
        Wish("send", lambda: chats.sending.send(composer.text), f"POST {one}/answers", kept=lambda: composer.text,
             said=said,
             faults=("slow", "gone", BUSY)),
        Wish("delete", lambda: acts.delete(info), f"DELETE {one}"),
    ])  # fmt: skip
    chats.asks.cards.pop("7").deleteLater()


def test_in_the_skills(stage):
    from spoke.ui.skills.secret_form import SecretForm

    window, skills = stage.window, stage.window.skills
    folder = written(stage.home / "sample")
    stage.ask(lambda node: node.install_skill(str(folder)))
    window.go(2)
    skills.open("sample")
    stage.until(lambda: skills.skill == "sample" and skills.page.wants.rows)
    want = skills.page.wants.rows[0].want
    page, pane, install = skills.page, skills.pane, skills.page.install
    form = SecretForm(window.look, None)
    for part, text in ((form.host, "lamp.example"), (form.value, TYPED)):
        part.setText(text)

    acts, here = skills.skill_actions, skills.reach.skill_here("sample")

    def remove(asks, *arguments):
        asks(*arguments)
        page.question.yes.click()

    def looked():
        return install.said.text() if install.again.isVisible() else ""

    def called():
        return pane.result.sentence if pane.result.isVisible() else ""

    def look():
        skills.look_at(str(folder))

    stage.walk([
        Wish("read", skills.refresh, "GET /v1/functions", read=True),
        Wish("grant", lambda: acts.decide("sample", want, "allow"), "POST /v1/grants"),
        Wish("secret", lambda: acts.keep_secret("lamp", form), "PUT /v1/secrets/lamp",
             said=lambda: form.fault.text, kept=form.value.text, faults=UNDONE,
             leave=lambda: form.fault.say("")),
        Wish("instructions", lambda: acts.show_instructions("sample"), "GET /v1/skills/sample"),
        Wish("use", lambda: acts.use_version(here, "a" * 64), "PUT /v1/skills/sample/version"),
        Wish("remove", lambda: remove(acts.remove, here), "DELETE /v1/skills/sample",
             faults=UNDONE),
        Wish("remove one", lambda: remove(acts.remove_version, "sample", "a" * 64), "DELETE /v1/skills/sample"),
        Wish("look", look, "POST /v1/skills/look", said=looked,
             free=lambda: install.again.isVisible(), faults=ANSWERED, leave=skills._leave_install),
    ])  # fmt: skip
    form.deleteLater()
    skills.open("sample", "answer")
    stage.until(lambda: pane.isVisible() and pane._function)
    stage.walk([
        Wish("call", pane.run.click, "POST /v1/calls", said=called,
             free=pane.run.isEnabled, leave=pane.result.hide),
    ])  # fmt: skip


def test_in_the_devices_and_what_ran(stage, monkeypatch):
    window, devices = stage.window, stage.window.places.devices
    window.go(1)
    status = window.node.status
    other, own = (
        DeviceInfo(id=new_id(), handle=name, name=name, platform="linux", state="online", last_seen_ms=1, functions=1)
        for name in ("attic", "laptop")
    )
    account = Account(hub_url="https://hub.lan", user="ana", device_id=own.id, handle="laptop", name="Laptop")
    pairing = devices.pairing.card
    string = "felloe://hub.lan:8470/ABCD-EFGH-JKMN/" + "A" * 43
    pairing.string.setText(string)
    stage.walk([
        Wish("pair", pairing.pair.click, "POST /v1/pair", said=lambda: pairing.fault,
             free=lambda: pairing.string.text() == string),
    ])  # fmt: skip
    monkeypatch.setattr(window.node, "_tell", lambda _: None)  # it would say that there is no hub
    window.node.status = status.model_copy(update={"account": account})
    window.services.devices.all, devices.current = (other, own), other.id
    devices._show()
    detail = devices.detail
    grant = Grant(id=1, holder="skill:x", label="x", capability="notify", verdict="allow", created_ms=1)

    def asked(act, *arguments):
        act(other, *arguments)
        detail.question.yes.click()

    acts = devices.device_actions
    stage.walk([
        Wish("rename", lambda: acts.rename(other, "Attic Pi"), "PUT /v1/devices/[^/]+"),
        Wish("revoke", lambda: asked(acts.revoke), "DELETE /v1/devices/[^/]+"),
        Wish("expose", lambda: acts.expose(own, "climate.summary", "never"), "PUT /v1/exposure"),
        Wish("lower", lambda: asked(acts.expose, "climate.summary", "never"),
             "POST /v1/devices/attic/node/v1/exposure/lower", faults=("slow", *FAULTS[3:])),
        Wish("revoke grant", lambda: acts.revoke_grant(grant), "DELETE /v1/grants/1"),
        Wish("code", lambda: devices.pair_new(), "POST /v1/pairing-codes",
             said=devices.new_device._said.text, free=devices.new_device.again.isEnabled),
    ])  # fmt: skip
    window.node.status = status
    window.go(3)
    activity = window.places.activity
    run = stage.ask(lambda node: node.execute(ExecBody(code="1", asks=False)))
    activity.refresh()
    stage.until(lambda: any(each.run == run.id for each in activity.model.entries))
    entry = next(each for each in activity.model.entries if each.run == run.id)
    stage.walk([
        Wish("read", activity.refresh, "GET /v1/runs", read=True, faults=ANSWERED),
        Wish("run", lambda: activity._open(entry), "GET /v1/runs/[^/]+"),
    ])  # fmt: skip


def test_in_the_settings(stage):
    window = stage.window
    window.go(4)
    settings = window.settings
    stage.ask(lambda node: node.add_upstream("attic", NewUpstream(url="http://127.0.0.1:9")))

    def opened(name):
        settings.open(name)
        QApplication.processEvents()
        stage.until(lambda: not window.tasks.progress.all)
        settings.banner.clear()

    opened("account")
    account = settings.account
    stage.walk([
        Wish("read", account.shown, "GET /v1/quarantine", read=True),
        Wish("sync", account.sync.click, "POST /v1/sync", free=account.sync.isEnabled),
        Wish("offer", account.offer.click, "POST /v1/offer"),
        Wish("leave", lambda: window.services.operations.do("Verlassen", account._leave), "POST /v1/unpair"),
    ])  # fmt: skip
    opened("models")
    models = settings.models
    stage.until(lambda: models.rows and not window.tasks.progress.all)
    row = next(each for each in models.rows if each.upstream.name == "attic")
    models.form.begin(row.upstream)
    models.form.key.setText(TYPED)
    before = models.default.currentIndex()

    def choose():
        models.default.setCurrentIndex((before + 1) % max(2, models.default.count()))
        models.default.activated.emit(0)

    def remove():
        models._ask_to_remove(row)
        settings.question.yes.click()

    stage.walk([
        Wish("look", models.again.click, "GET /v1/models"),
        Wish("order", lambda: models._move(row.upstream, -1), "PUT /v1/models/order"),
        Wish("keep", models.form.keep.click, "PUT /v1/models/upstreams/attic", said=lambda: models.form.fault.text,
             kept=models.form.key.text, free=models.form.keep.isEnabled, faults=UNDONE,
             leave=lambda: models.form.say("")),
        Wish("default", choose, "PUT /v1/models/default", free=lambda: models.default.currentIndex() == before,
             faults=("gone", *FAULTS[3:])),
        Wish("test", lambda: models._test(row), "POST /v1/models/upstreams/attic/test", said=row.second.text,
             free=lambda: not row.asking, faults=FAULTS[3:]),
        Wish("remove", remove, "DELETE /v1/models/upstreams/attic"),
    ])  # fmt: skip
    opened("privacy")
    privacy = settings.privacy

    def answer():
        privacy.answers.setCurrentIndex(privacy.answers.findData("no"))
        privacy.answers.activated.emit(0)

    stage.walk([
        Wish("answers", answer, "PUT /v1/answers-from-afar", free=lambda: privacy.answers.currentData() == "once",
             faults=UNDONE),
        Wish("trash", lambda: window.services.operations.do("Leeren", privacy._purge), "POST /v1/trash/purge"),
    ])  # fmt: skip
    opened("assistant")
    assistant = settings.assistant
    stage.until(assistant.instructions.isEnabled)
    held = assistant.instructions.toPlainText()

    def write():
        assistant.instructions.setPlainText(TYPED)
        assistant._keep()

    stage.walk([
        Wish("instructions", write, "PUT /v1/assistant", kept=assistant.instructions.toPlainText,
             faults=UNDONE),
    ])  # fmt: skip
    assistant.shown()
    stage.until(lambda: stage.ask(lambda node: node.chat_settings()).instructions == TYPED)
    window.services.undo.last()
    stage.until(lambda: assistant.instructions.toPlainText() == held)
    opened("sandbox")
    sandbox = settings.sandbox
    stage.until(lambda: sandbox._held)
    value = sandbox.fields["code_s"].value()

    def limit():
        sandbox.fields["code_s"].setValue(7)
        sandbox._touched("code_s", 7)
        sandbox._keep()

    stage.walk([
        Wish("limit", limit, "PATCH /v1/limits", kept=lambda: TYPED if sandbox.fields["code_s"].value() == 7 else "",
             faults=UNDONE),
    ])  # fmt: skip
    sandbox._unkept = False
    sandbox.shown()
    stage.until(lambda: sandbox.fields["code_s"].value() == value)
    opened("backup")
    backup, file, do = settings.backup, str(stage.home / "to.zip"), window.services.operations.do
    stage.walk([
        Wish("backup", lambda: backup.back_up(file), "POST /v1/backup"),
        Wish("look", lambda: backup.look_at(file), "POST /v1/restore", faults=("slow", *FAULTS[3:])),
        Wish("drop", backup.card.leave.click, "DELETE /v1/restore"),
        Wish("delete", lambda: do("Weg", partial(backup._remove, "x")), "DELETE /v1/restore/kept/x"),
    ])  # fmt: skip


NOT_WALKED = {
    "events": "the node's own stream: it is the state of the node",
    "restore_backup": "the node ends with it: the backup page's own tests",
    "status": "read with others, or of the node's state",
    "answer_events": "followed again by itself", "on": "no request", "call_state": "as `call`",
    "attachment": "as `skill`: read and saved, or left out of a message", "stop_answer": "as `delete_session`",
    "devices": "the place says it in words of its own", "commands": "as `runs`", "logs": "in words of its own",
    "decisions": "with `runs`", "asks": "with `runs`", "answers": "with `sessions`", "run_figures": "with `functions`",
    "grants": "with `functions`", "secrets": "with `functions`", "skills": "with `functions`",
    "limits": "with its page",
    "answers_from_afar": "with its page", "restore_state": "with its page", "refused_files": "with `quarantined`",
    "chat_settings": "with `set_chat_settings`", "session": "as `copy`", "new_session": "as `send`",
    "retry": "as `offer`", "discard": "as `offer`", "settle_file": "as `offer`", "install_skill": "as `look`",
    "execute": "as `call`", "change_session": "as `rename`",
}  # fmt: skip
"""Requests of the window that no wish above makes, each with why that is enough."""


def test_each_request_of_the_window_is_walked_or_said_why_not():
    public = {name for name, made in inspect.getmembers(NodeClient) if inspect.isfunction(made) and name[0] != "_"}
    made = {
        node.attr
        for file in UI.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in public and "client" in ast.unparse(node.value)
    }
    walked = {
        "grant", "set_secret", "skill", "use_skill", "remove_skill", "look_at_skills", "call", "functions", "pair",
        "rename_device", "revoke_device", "expose", "lower_exposure", "revoke", "pairing_code", "runs", "run",
        "quarantined", "sync", "offer", "unpair", "models", "prefer_upstreams", "add_upstream", "default_models",
        "test_upstream", "remove_upstream", "set_answers_from_afar", "purge_sessions", "set_chat_settings",
        "set_limits",
        "backup", "read_backup", "drop_backup", "remove_kept", "ask_for_answer", "attach", "delete_session",
        "restore_session", "search", "sessions", "branch", "asks_everywhere", "answer",
    }  # fmt: skip
    assert made - walked - set(NOT_WALKED) == set()
    assert (walked | set(NOT_WALKED)) - made - {"revoke"} == set()
