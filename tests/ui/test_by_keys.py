"""Without a mouse and without a screen: where keys lead, where the focus stays, and what a screen reader is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from chat_wire import DONE, finish, text
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from scripted_upstream import Until, streamed

from spoke.node.bodies.sessions import NewMessage
from spoke.ui.navigation import CHATS, SETTINGS, SKILLS
from spoke.ui.node.asks import OpenAsk
from spoke.ui.notifications.alerts import Alerts
from spoke.ui.notifications.notification import Notification
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.focus_order import focus_kept, put_after, put_last_in
from spoke.ui.widgets.panes import Panes
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.widgets.row_model import Row
from spoke.ui.widgets.rows import RowList
from spoke.ui.widgets.segmented import Segmented
from spoke.ui.window.rail import Rail

CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"

pytestmark = [pytest.mark.requires("qt"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def said(monkeypatch):
    """What a screen reader is told beside the focus, as if there was one."""
    heard = []

    class Reader(QAccessible):
        @staticmethod
        def isActive():  # noqa: N802
            return True

        @staticmethod
        def updateAccessibility(event):  # noqa: N802
            heard.append(event.message() if hasattr(event, "message") else event.child())

    monkeypatch.setattr("spoke.ui.widgets.announce.QAccessible", Reader)
    return heard


@pytest.fixture
def shown(qtbot):
    """Puts widgets under each other in a window that has the focus."""

    held = []

    def show(*widgets):
        window = QWidget()
        held.append(window)
        column = QVBoxLayout(window)
        for widget in widgets:
            column.addWidget(widget)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return show


ROWS = [Row("", "Today"), Row("a", "First"), Row("folder", "Home", opens_list=True), Row("b", "Second")]


@pytest.fixture
def rows(look, shown):
    made, above = RowList(look, "Chats"), QPushButton("above")
    made.show_rows(ROWS, "")
    made.went = []
    made.chosen.connect(made.went.append)
    shown(above, made)
    above.setFocus()
    return made


def here(rows):
    return rows.rows[rows.currentIndex().row()].key if rows.currentIndex().isValid() else ""


def test_a_list_that_gets_the_focus_says_its_row_and_chooses_none(rows, said, qtbot):
    rows.setFocus()
    assert (here(rows), rows.went) == ("a", [])
    qtbot.waitUntil(lambda: said == [1])
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert rows.went == ["a"]


def test_keys_pass_by_a_row_that_leads_elsewhere_and_enter_opens_it(rows, qtbot):
    rows.select("a")
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert (here(rows), rows.went) == ("folder", [])
    rows.show_rows([*ROWS, Row("c", "Third")], "a")  # something new came in
    assert here(rows) == "folder", "who is on the way stays there"
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert rows.went == ["b"]
    qtbot.keyClick(rows, Qt.Key.Key_Up)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert rows.went == ["b", "folder"]
    rows.show_rows([Row("back", "Home", opens_list=True), Row("d", "In it")], "")
    assert (here(rows), rows.went) == ("back", ["b", "folder"])


def test_a_click_opens_what_leads_elsewhere(rows, qtbot):
    at = rows.visualRect(rows.model().index(2, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert rows.went == ["folder"]


def test_a_click_on_the_first_row_chooses_it_though_the_focus_came_to_stand_there_with_the_press(rows, qtbot):
    at = rows.visualRect(rows.model().index(1, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert rows.went == ["a"]


def test_tab_comes_to_what_was_made_later_where_it_stands(shown, qtbot):
    first, holder, last = QPushButton("first"), QWidget(), QPushButton("last")
    column = QVBoxLayout(holder)
    window = shown(first, QLabel("a word"), holder, last)
    later = [QPushButton(str(number)) for number in range(2)]
    for button in later:
        column.addWidget(button)
        put_last_in(holder, button)
    latest = QPushButton("latest")
    column.insertWidget(0, latest)
    put_after(first, latest)
    qtbot.waitUntil(latest.isVisible)
    first.setFocus()
    met = []
    for _ in range(4):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        met.append(window.focusWidget().text())
    assert met == ["latest", "0", "1", "last"]


def test_rows_that_are_made_anew_leave_the_focus_where_it_was(shown, qtbot):
    holder, other = QWidget(), QPushButton("other")
    column = QVBoxLayout(holder)
    shown(holder, other)
    for number in range(3):
        column.addWidget(QPushButton(f"old {number}"))
    qtbot.waitUntil(lambda: column.itemAt(1).widget().isVisible())
    column.itemAt(1).widget().setFocus()
    with focus_kept(holder):
        while item := column.takeAt(0):
            item.widget().hide()
            item.widget().deleteLater()
        for number in range(3):
            column.addWidget(QPushButton(f"new {number}"))
    qtbot.waitUntil(lambda: column.itemAt(1).widget().hasFocus())
    assert column.itemAt(1).widget().text() == "new 1"


def test_what_is_said_in_the_page_is_said_to_a_reader_once(look, shown, said):
    banner = Banner(look)
    shown(banner)
    for _ in range(2):
        banner.say("bad", "The disk is full.")
    assert said == ["The disk is full."]
    question = QuestionBar(look)
    question.ask("Remove it?", "Remove", "Keep", lambda: None)
    assert question.no.accessibleDescription() == "Remove it?"


def test_the_rail_and_segments_are_a_choice_of_one(look, qtbot):
    rail, theme = Rail(look), Segmented(("Light", "Dark"))
    for made in (rail, theme):
        qtbot.addWidget(made)
    for button in (rail.item(CHATS), theme.buttons[0]):
        assert QAccessible.queryAccessibleInterface(button).role() == QAccessible.Role.RadioButton


def test_tab_comes_to_the_place_that_is_chosen_in_the_rail(look, shown, qtbot):
    rail, other = Rail(look), QPushButton("other")
    window = shown(rail, other)
    for place in (CHATS, SETTINGS, CHATS):
        rail.mark(place)
        other.setFocus()
        qtbot.keyClick(other, Qt.Key.Key_Tab)
        assert window.focusWidget() is rail.item(place)
        qtbot.keyClick(rail.item(place), Qt.Key.Key_Tab)
        assert window.focusWidget() is other


def test_escape_leaves_a_form_that_stands_in_the_page(agent, online, loop, qtbot):
    online.go(SETTINGS)
    models = online.settings.models
    online.settings.open("models")
    models.add.click()
    assert models.form.url.hasFocus()
    qtbot.keyClick(models.form.url, Qt.Key.Key_Escape)
    assert models.form.isHidden() and models.add.hasFocus() and online.place == SETTINGS


def test_enter_presses_the_button_that_has_the_focus(shown, qtbot):
    button, pressed = push("Install", "main"), []
    button.clicked.connect(lambda: pressed.append(True))
    shown(button)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(pressed) == 2


def test_a_list_that_a_key_brings_the_focus_to_shows_at_which_row(agent, online):
    keyboard = Qt.WidgetAttribute.WA_KeyboardFocusChange
    online.ring.pressed(key=True)
    online.places.go_by_hand(SETTINGS)
    assert online.settings.column.rows.hasFocus() and online.testAttribute(keyboard)
    online.ring.pressed(key=False)
    online.places.go_by_hand(CHATS)
    assert not online.testAttribute(keyboard)


def test_what_a_key_brings_the_focus_to_is_ringed_and_what_a_click_does_not(agent, online, qtbot):
    ring, chats = online.ring, online.chats
    QTest.keyClick(online.windowHandle(), Qt.Key.Key_Shift)
    chats.page.composer.attach.setFocus()
    assert ring.isVisible()
    QTest.mouseClick(online.windowHandle(), Qt.MouseButton.LeftButton, pos=online.rect().center())
    chats.page.composer.models.setFocus()
    assert not ring.isVisible()


def test_what_is_typed_on_the_list_of_chats_goes_into_the_composer(agent, online, ask, loop, qtbot):
    for title in ("Boat", "Harbour"):
        ask(lambda node, title=title: node.new_session(title))
    chats = online.chats
    loop.until(lambda: len(chats.list.sessions) == 2)
    boat = next(chat.id for chat in chats.list.sessions if chat.title == "Boat")
    chats.open(boat)
    online.places.go_by_hand(CHATS)
    for typed in "How warm":
        qtbot.keyClicks(QApplication.focusWidget(), typed)
    assert chats.page.composer.text == "How warm"
    assert chats.current == boat, "no letter leads to a chat that begins with it"
    chats.page.composer.put("")


def test_where_there_is_no_chat_what_is_typed_goes_into_the_composer(agent, online, loop, qtbot):
    online.places.go_by_hand(CHATS)
    assert online.chats.column.rows.hasFocus() is False
    for typed in "How warm":
        qtbot.keyClicks(QApplication.focusWidget(), typed)
    assert online.chats.page.composer.text == "How warm"
    online.chats.page.composer.put("")


def test_a_search_leads_to_what_it_found_and_escape_ends_it(agent, online, ask, loop, qtbot):
    for title in ("Boat", "Harbour"):
        chat = ask(lambda node, title=title: node.new_session(title)).id
        ask(lambda node, chat=chat: node.write(chat, NewMessage(text="About it.")))
    column = online.chats.column
    loop.until(lambda: len(online.chats.list.sessions) == 2)
    online.services.actions.do("Ctrl+F")
    qtbot.keyClicks(column.search, "harbour")
    loop.until(lambda: [row.title for row in column.rows.rows][:2] == ["By title", "Harbour"])
    qtbot.keyClick(column.search, Qt.Key.Key_Down)
    assert column.rows.hasFocus()
    loop.until(lambda: online.chats.info and online.chats.info.title == "Harbour")
    column.search.setFocus()
    qtbot.keyClick(column.search, Qt.Key.Key_Escape)
    assert column.search.text() == "" and column.search.hasFocus()


def test_the_menu_key_opens_one_menu(agent, online, ask, loop, qtbot):
    chat = ask(lambda node: node.new_session("Boat")).id
    ask(lambda node: node.write(chat, NewMessage(text="About it.")))
    loop.until(lambda: online.chats.list.sessions)
    online.chats.open(chat)
    view = online.chats.page.messages
    loop.until(lambda: online.chats.info and view.rows)
    for widget in (online.chats.column.rows, view):
        widget.setFocus()
        loop.until(lambda widget=widget: widget.currentIndex().isValid())
        qtbot.keyClick(widget, Qt.Key.Key_Menu)
        at = widget.visualRect(widget.currentIndex()).center()  # where a screen's Qt says that the key was pressed
        QApplication.sendEvent(widget, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, widget.mapToGlobal(at)))
        menus = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.isVisible()]
        assert len(menus) == 1
        menus[0].close()


def test_the_right_pane_comes_after_a_page_that_was_built_later(look, shown, qtbot):
    column, page, right = QPushButton("list"), QWidget(), QPushButton("right")
    panes = Panes(look, "try", column, page, right)
    window = shown(panes)
    panes.open_right()
    late = QPushButton("page", page)
    late.show()
    panes.order()
    column.setFocus()
    met = []
    for _ in range(2):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        met.append(window.focusWidget().text())
    assert met == ["page", "right"]


def test_a_window_that_is_only_in_a_tray_comes_back_when_that_goes(agent, online, qapp, monkeypatch):
    there = [True]
    monkeypatch.setattr(type(online.tray), "available", property(lambda _: bool(there)))
    monkeypatch.setattr(online.tray, "show_message", lambda *_, **__: True)
    online.close()
    assert online.isHidden()
    there.clear()
    online.tray._look_after()
    assert online.isHidden(), "a panel may be starting anew"
    online.tray._look_after()
    assert online.isVisible()


def test_who_hid_the_window_is_told_although_no_other_became_active(look, shown, monkeypatch):
    window = shown(QLabel("the last one on the screen"))
    alerts, told = Alerts(window, look.preferences), []
    alerts.raised.connect(lambda notification: told.append(notification.title))
    monkeypatch.setattr(type(window), "isActiveWindow", lambda _: True)
    alerts.tell(Notification("seen", ""))
    window.hide()
    alerts.tell(Notification("hidden", ""))
    assert told == ["hidden"]


def test_the_tray_says_who_asks_before_how_the_sync_is_and_leads_there(agent, online, monkeypatch):
    led = []
    monkeypatch.setattr(online.chats, "focus_ask", lambda: led.append(online.place))
    online.go(SETTINGS)
    online.services.asks.all = {"1": OpenAsk(None)}
    online.node_notice._asks()
    online.node_notice._status(online.node.status)
    assert online.tray._words == "1 asks you"
    online.tray._follow()
    assert led == [CHATS]
    online.services.asks.all = {}
    online.node_notice._asks()
    assert online.tray._words == "Only on this device" and online.tray._leads is None


def test_the_function_that_enter_would_take_is_told_while_the_focus_is_in_the_text(agent, online, loop, qtbot, said):
    composer, slash = online.chats.page.composer, online.chats.page.slash
    qtbot.keyClicks(composer.editor, "/no/such")
    loop.until(lambda: any(each.startswith("Send it as a message, /no/such, 1 of ") for each in said))
    del said[:]
    slash._search.ask()
    loop.until(lambda: not slash._search.running)
    assert not [each for each in said if "no/such" in each], "what was told is not told again"
    slash.close_panel()
    composer.put("")


def test_an_answer_that_goes_on_in_another_chat_is_not_told_as_there(chats, model, loop, qtbot, said):
    rest = asyncio.Event()
    model.script(streamed(text("Hel"), Until(rest), text("lo"), finish(), DONE))
    chats.page.composer.put("What is it called?")
    chats.page.composer.send.click()
    loop.until(lambda: "An answer begins" in said and chats.loader.growing)
    asked = chats.loader.session
    chats.new_chat()
    assert "The answer is there" not in said
    chats.open(asked)
    loop.until(lambda: chats.loader.growing)
    rest.set()
    loop.until(lambda: "The answer is there" in said)


def test_what_is_being_composed_is_not_written_over_the_hint(agent, online, qapp):
    editor = online.chats.page.composer.editor
    hint = editor.placeholderText()
    qapp.sendEvent(editor, QInputMethodEvent("ni hao", []))
    assert hint and not editor.placeholderText()
    qapp.sendEvent(editor, QInputMethodEvent("", []))
    assert editor.placeholderText() == hint


def test_what_is_being_composed_is_kept_apart_until_it_is_taken(agent, online, qapp, qtbot):
    """In a search and in a name: neither is looked for, kept or ended by a key before."""
    search, rows = online.chats.column.search, online.chats.column.rows
    online.services.actions.do("Ctrl+F")
    for field in (search, online.places.devices.detail.name):
        field.setFocus()
        qapp.sendEvent(field, QInputMethodEvent("にほ", []))
        assert field.text() == ""
        taken = QInputMethodEvent("", [])
        taken.setCommitString("日本")
        qapp.sendEvent(field, taken)
        assert field.text() == "日本"
    qtbot.waitUntil(lambda: any("日本" in row.title for row in rows.rows))
    search.setFocus()
    qapp.sendEvent(search, QInputMethodEvent("ご", []))
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == "" and search.hasFocus()
    online.places.devices.detail.name.clear()


@pytest.mark.parametrize(
    ("key", "place", "adds"), [(Qt.Key.Key_1, CHATS, "New chat"), (Qt.Key.Key_3, SKILLS, "Add a skill")]
)
def test_where_a_list_is_empty_the_focus_is_at_what_fills_it_until_that_is_there(
    agent, online, ask, loop, qtbot, key, place, adds
):
    for skill in ask(lambda node: node.skills()).skills:
        ask(lambda node, name=skill.name: node.remove_skill(name))
    ask(lambda node: node.purge_sessions(None))
    column = online.places.at(place).column
    online.here.refresh()
    loop.until(lambda: column.rows.rows and not any(row.key for row in column.rows.rows))
    online.setFocus()
    qtbot.keyClick(online, key, Qt.KeyboardModifier.ControlModifier)
    assert online.focusWidget().accessibleName() == adds and online.focusWidget() is not column.rows
    if place == CHATS:
        ask(lambda node: node.new_session("Boat"))
    else:
        ask(lambda node: node.install_skill(str(CLIMATE)))
    loop.until(lambda: any(row.key for row in column.rows.rows))
    assert online.focusWidget() is column.rows
    qtbot.keyClick(online, key, Qt.KeyboardModifier.ControlModifier)
    assert online.focusWidget() is column.rows
