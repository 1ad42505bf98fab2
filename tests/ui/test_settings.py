"""The settings: each page does at once what it says, over a real node."""

from __future__ import annotations

import asyncio
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QSystemTrayIcon

from shared.ids import new_id
from spoke.node.bodies.attachments import RefusedFile
from spoke.node.bodies.models import NewUpstream
from spoke.node.bodies.node import Account
from spoke.node.client import NodeClient
from spoke.ui.navigation import CHATS, SETTINGS
from spoke.ui.widgets.command_line import CommandLine

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


def test_staying_in_the_tray_is_offered_only_where_there_is_one(settings, online, qtbot, monkeypatch):
    there = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: bool(there))
    page, preferences = settings.appearance, online.look.preferences
    settings.open("appearance")
    assert not page.background.isEnabled() and not page.background.isChecked()
    assert "closing the window ends felloe" in page.text
    assert preferences.choices.background, "it counts again where there is a tray"
    there.append(True)
    settings.open("about")
    settings.open("appearance")
    assert page.background.isChecked() and "closing the window leaves felloe running" in page.text
    qtbot.mouseClick(page.background, Qt.MouseButton.LeftButton)
    assert not preferences.choices.background
    preferences.change(background=True)


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


def test_a_backup_is_read_shown_restored_and_taken_back(settings, online, ask, loop, qtbot, tmp_path):
    ask(lambda node: node.new_session("Boat"))
    settings.open("backup")
    page = settings.backup
    page.back_up(str(tmp_path / "device.zip"))
    loop.until(lambda: "Backed up" in page.row.second.text())
    ask(lambda node: node.new_session("Train"))
    (tmp_path / "broken.zip").write_bytes((tmp_path / "device.zip").read_bytes()[:-40])
    page.look_at(str(tmp_path / "broken.zip"))
    loop.until(lambda: "Nothing was changed" in settings.banner.text)
    assert page.card.isHidden()
    page.look_at(str(tmp_path / "device.zip"))
    loop.until(page.card.isVisible)
    assert "1 chat," in page.card.holds.text() and "2 chats" in page.card.here.text()
    assert page.card.leave.hasFocus()
    page.card.hide()
    loop.until(lambda: not online.services.operations.going)
    page.look_at(str(tmp_path / "device.zip"))
    online.go(CHATS)
    online.chats.focus_composer()
    loop.until(lambda: not page.card.isHidden())
    assert online.chats.page.composer.editor.hasFocus(), "what is typed there would go to a page that nobody sees"
    loop.until(lambda: not online.services.operations.going)
    online.go(SETTINGS)
    qtbot.mouseClick(page.card.leave, Qt.MouseButton.LeftButton)
    loop.until(lambda: ask(lambda node: node.restore_state()).state == "none")
    loop.until(lambda: not online.services.operations.going)  # while it goes on a second press does nothing
    page.look_at(str(tmp_path / "device.zip"))
    loop.until(page.card.isVisible)
    qtbot.mouseClick(page.card.restore, Qt.MouseButton.LeftButton)
    loop.until(lambda: "Restored" in settings.banner.text)
    assert titles(ask) == {"Boat"}
    assert page.kept.isVisible()
    qtbot.mouseClick(settings.banner.action, Qt.MouseButton.LeftButton)
    loop.until(page.card.isVisible)
    qtbot.mouseClick(page.card.restore, Qt.MouseButton.LeftButton)
    loop.until(lambda: len(page.kept_names) == 2)
    assert titles(ask) == {"Boat", "Train"}
    for name in page.kept_names:
        ask(lambda node, name=name: node.remove_kept(name))


def titles(ask):
    return {session.title for session in ask(lambda node: node.sessions()).sessions}


def test_what_the_hub_refused_says_why_and_a_file_is_kept_only_here(settings, online, loop, qtbot, monkeypatch):
    file = RefusedFile(
        sha256="a" * 64, name="film.mp4", size=9_000_000, session_id=new_id(), title="Boat", code="quota_exceeded",
        message="Your attachments on the hub may have 10 GiB.", kept=False,
    )  # fmt: skip
    files, asked = [file], []

    async def refused_files(_):
        return list(files)

    async def settle(_, sha256, wanted):
        asked.append((sha256, wanted))
        files[:] = [file.model_copy(update={"kept": True})]

    monkeypatch.setattr(NodeClient, "refused_files", refused_files)
    monkeypatch.setattr(NodeClient, "settle_file", settle)
    settings.open("account")
    group = settings.account.refused
    loop.until(lambda: not group.isHidden())
    words = [each.text() for each in group.findChildren(QLabel)]
    assert any("film.mp4, 9.0 MB, in Boat" in each for each in words), words
    assert file.message in words
    keep = next(each for each in group.findChildren(QPushButton) if each.text() == "Keep only here")
    keep.click()
    loop.until(lambda: any(each.text() == "Only here" for each in group.findChildren(QLabel)))
    assert asked == [(file.sha256, "keep")]


def test_a_limit_of_the_sandbox_counts_is_undone_and_goes_back_to_usual(settings, online, ask, loop, qtbot):
    settings.open("sandbox")
    page = settings.sandbox
    field, usual = page.fields["code_s"], page.usual["code_s"]
    loop.until(lambda: field.value() > 1)
    held = field.value()
    assert usual.isHidden() and "1 to 300, usually 60" in field.accessibleDescription()
    field.setValue(7)
    loop.until(usual.isVisible)
    assert limit(ask, "code_s") == 7
    qtbot.keyClick(online, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    loop.until(usual.isHidden)
    assert (field.value(), limit(ask, "code_s")) == (held, held)
    field.setValue(9)
    loop.until(usual.isVisible)
    qtbot.mouseClick(usual, Qt.MouseButton.LeftButton)
    loop.until(usual.isHidden)
    assert limit(ask, "code_s") == held


def test_a_limit_that_is_typed_as_the_window_closes_is_kept(settings, online, ask, loop):
    settings.open("sandbox")
    field = settings.sandbox.fields["code_s"]
    loop.until(lambda: field.value() > 1)
    field.setValue(8)
    loop.run(online._keep_typed())
    kept = limit(ask, "code_s")
    ask(lambda node: node.set_limits({"code_s": None}))  # the node serves other tests too
    assert kept == 8


def limit(ask, name):
    return next(each.value for each in ask(lambda node: node.limits()) if each.name == name)


def test_a_pairing_string_that_is_none_is_said_at_its_field(settings, qtbot):
    settings.open("account")
    card = settings.account.pairing
    qtbot.keyClicks(card.string, "hello")
    qtbot.mouseClick(card.pair, Qt.MouseButton.LeftButton)
    assert card.fault and card.string.hasFocus()


def test_each_command_on_the_way_to_a_hub_is_copied_by_its_button(settings, qtbot):
    settings.open("account")
    lines, copied = settings.account.pairing.findChildren(CommandLine), []
    for line in lines:
        qtbot.mouseClick(line.findChild(QPushButton), Qt.MouseButton.LeftButton)
        copied.append(QGuiApplication.clipboard().text())
    assert copied == [line.findChild(QLabel).text() for line in lines]
    assert "felloe pairing-code" in copied and len(set(copied)) == 4


class Models(BaseHTTPRequestHandler):
    """A server that lists two models and knows nothing else."""

    def do_GET(self):
        body = json.dumps({"object": "list", "data": [{"id": "small"}, {"id": "large"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with HTTPServer(("127.0.0.1", 0), Models) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}/v1"
        made.shutdown()
        thread.join()


def test_where_no_model_is_it_is_said_what_leads_to_one(settings, ask, loop, monkeypatch):
    settings.open("models")
    page = settings.models
    loop.until(lambda: "switched off" in page._said.text())
    assert "hub" not in page._said.text()
    account = Account(hub_url="https://hub", user="mira", device_id=new_id(), handle="laptop", name="Laptop")
    status = settings._services.node.status.model_copy(update={"account": account})
    monkeypatch.setattr(settings._services.node, "status", status)
    loop.run(page._look_around())
    assert "A model of another device answers only there." in page._said.text()
    assert page._said.text().endswith("felloe-hub model add")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_server_of_models_is_added_ordered_and_removed(settings, ask, loop, qtbot, server):
    settings.open("models")
    page = settings.models
    ask(lambda node: node.add_upstream("attic", NewUpstream(url=server)))
    loop.until(lambda: page._said.text().startswith("Found") or "switched off" in page._said.text())
    qtbot.mouseClick(page.add, Qt.MouseButton.LeftButton)
    assert page.form.url.hasFocus()
    qtbot.keyClicks(page.form.url, "127.0.0.1:9")
    qtbot.keyClick(page.form.url, Qt.Key.Key_Tab)
    assert page.form.name.hasFocus()
    qtbot.keyClicks(page.form.name, "My Studio")
    qtbot.mouseClick(page.form.keep, Qt.MouseButton.LeftButton)
    assert page.form.fault.text and page.form.name.hasFocus()
    assert (page.form.name.property("fault"), page.form.url.property("fault")) == ("true", "false")
    page.form.name.clear()
    page.form.url.clear()
    qtbot.keyClicks(page.form.name, "studio")
    qtbot.keyClicks(page.form.url, "ftp://attic")
    qtbot.keyClicks(page.form.key, "sk-of-ours")
    qtbot.mouseClick(page.form.keep, Qt.MouseButton.LeftButton)
    loop.until(lambda: "address is one like" in page.form.fault.text)
    assert page.form.key.text() == "sk-of-ours", "what was typed stays until it is kept"
    page.form.url.setText(server.removeprefix("http://").removesuffix("/v1"))
    qtbot.mouseClick(page.form.keep, Qt.MouseButton.LeftButton)
    loop.until(lambda: page.form.isHidden())
    assert page.form.key.text() == ""
    loop.until(lambda: "studio" in names(page) and "small, large" in row(page, "studio").second.text())
    assert page._said.text() == "", "what was found before says nothing of the server that was added"
    assert row(page, "studio").state.text() == "2 models"
    while (before := names(page).index("studio")) > 0:
        row(page, "studio").moved.emit(-1)
        loop.until(lambda before=before: names(page).index("studio") == before - 1)
    assert ask(lambda node: node.models()).upstreams[0].name == "studio"
    assert not row(page, "studio").up.isEnabled()
    page.default.setCurrentIndex(page.default.findData("studio/large"))
    page.default.activated.emit(0)
    loop.until(lambda: ask(lambda node: node.models()).default == ["studio/large"])
    ask(lambda node: node.default_models([]))
    qtbot.mouseClick(row(page, "studio").more, Qt.MouseButton.LeftButton)
    menu = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.isVisible())
    menu.actions()[1].trigger()
    menu.close()
    qtbot.mouseClick(settings.question.yes, Qt.MouseButton.LeftButton)
    loop.until(lambda: "studio" not in names(page))
    ask(lambda node: node.remove_upstream("attic"))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_reading_the_servers_can_be_given_up_while_their_rows_are_made(settings, ask, loop, server, monkeypatch):
    from spoke.ui.settings.upstream_row import UpstreamRow

    page, made = settings.models, []
    for name in ("attic", "studio"):
        ask(lambda node, name=name: node.add_upstream(name, NewUpstream(url=server)))
    settings.open("models")
    loop.until(lambda: {"attic", "studio"} <= set(names(page)) and page._said.text().startswith("Found"))
    before, others = page.rows, len(page.findChildren(UpstreamRow))
    ask(lambda node: node.prefer_upstreams(names(page)[::-1]))

    async def held():
        made.append(True)
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr("spoke.ui.settings.models.checkpoint", held)
        task = loop.events.create_task(page.read())
        loop.until(lambda: made)
        task.cancel()
        loop.until(lambda: task.done() and len(page.findChildren(UpstreamRow)) == others)
    assert page.rows is before, "what was given up shows nothing"
    loop.run(page.read())
    assert names(page) == [each.upstream.name for each in before][::-1], "and it is shown when it is read again"
    for name in ("attic", "studio"):
        ask(lambda node, name=name: node.remove_upstream(name))


def names(page):
    return [each.upstream.name for each in page.rows]


def row(page, name):
    return next(each for each in page.rows if each.upstream.name == name)


def test_instructions_are_kept_while_one_types(settings, ask, loop, qtbot):
    settings.open("assistant")
    page = settings.assistant
    loop.until(lambda: page._settings is not None)
    qtbot.keyClicks(page.instructions, "Answer in German.")
    loop.until(lambda: ask(lambda node: node.chat_settings()).instructions == "Answer in German.")
    page.instructions.setPlainText("")
    loop.until(lambda: ask(lambda node: node.chat_settings()).instructions == "")
