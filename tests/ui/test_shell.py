"""The window's habits: what gives way on narrow ones, panes by keys, undo, asks, notifications, one window only."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from spoke.node.bodies.calls import ExecBody
from spoke.node.bodies.models import NewUpstream
from spoke.node.bodies.sessions import NewMessage
from spoke.node.client import NodeClient
from spoke.ui.event_loop import slice_clock
from spoke.ui.navigation import ACTIVITY, CHATS, DEVICES, SETTINGS, SKILLS
from spoke.ui.preferences import Preferences
from spoke.ui.single_instance import SingleInstance
from spoke.ui.skills.want_rows import WantRow
from spoke.ui.widgets.pane_widths import width_class
from spoke.ui.window.remembered import kept_place
from spoke.ui.window.window import Window

CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"
FEEDS = CLIMATE.parent / "feeds"

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def still(agent, online):
    online.look.preferences.change(less_motion=True, notify=True)
    yield online
    online.look.preferences.change(zoom=100)


@pytest.mark.parametrize(
    ("pixels", "name"),
    [(1200, "wide"), (1199, "drawer"), (900, "drawer"), (899, "narrow"), (640, "narrow"), (639, "small")],
)
def test_how_wide_a_window_is_in_a_word(pixels, name):
    assert width_class(pixels) == name


def test_a_narrow_window_leaves_the_room_to_the_page_and_the_list_comes_as_a_drawer(still, loop, qtbot):
    still.go(DEVICES)
    panes, column = still.places.devices.panes, still.places.devices.column
    still.resize(1280, 800)
    loop.until(lambda: column.isVisible() and panes.width_class == "wide")
    page = panes.page.width()
    still.resize(800, 700)
    loop.until(lambda: panes.width_class == "narrow")
    assert column.isHidden()
    qtbot.keyClick(still, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert column.isVisible()
    assert (column.x(), column.height()) == (0, panes.height())
    assert panes.page.width() == panes.width()
    qtbot.keyClick(still, Qt.Key.Key_Escape)
    assert column.isHidden() and still.place == DEVICES
    still.resize(1280, 800)
    loop.until(lambda: column.isVisible() and panes.page.width() == page)


def test_the_settings_begin_with_their_list_also_where_it_is_a_drawer(still, loop, qtbot):
    still.look.preferences.change(less_motion=True)
    still.resize(500, 700)
    loop.until(lambda: still.chats.panes.list_is_drawer)
    still.places.go_by_hand(SETTINGS)
    column, rows = still.settings.column, still.settings.column.rows
    loop.until(column.isVisible)
    assert still.focusWidget() is rows
    place = rows.visualRect(rows.model().index([row.key for row in rows.rows].index("models"), 0))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    loop.until(column.isHidden)
    assert still.settings.current == "models"


def test_an_empty_list_shows_its_focus_only_where_a_key_brought_it(still, qtbot):
    from spoke.ui.widgets.rows import RowList

    rows = RowList(still.look, "Nothing", ground="list")
    rows.setParent(still)
    rows.setGeometry(0, 0, 100, 100)
    rows.show()
    rows.setFocus()
    seen = []
    for by_key in (False, True):
        still.ring.pressed(by_key)
        seen.append(rows.grab().toImage().pixelColor(50, 1).name() == still.look.theme.colour("accent").name())
    assert seen == [False, True]


@pytest.mark.parametrize("width", [1280, 800])
def test_pair_below_the_list_leads_to_where_the_string_is_typed(still, width, loop):
    still.resize(width, 700)
    still.places.go_by_hand(CHATS)
    still.chats.column.foot.more.emit(True)
    assert still.place == DEVICES and still.places.devices.pairing.card.string.hasFocus()
    still.places.go_by_hand(DEVICES)
    still.places.devices.column.foot.more.emit(True)
    assert still.places.devices.pairing.card.string.hasFocus()
    assert still.places.devices.column.isHidden() is (width == 800)


def test_a_right_pane_is_a_drawer_below_1200_and_closes_by_escape(still, loop, qtbot):
    still.go(SKILLS)
    panes = still.skills.panes
    still.resize(1000, 700)
    loop.until(lambda: panes.width_class == "drawer")
    panes.open_right(False)
    panes.open_right()
    assert panes.right.isVisible()
    assert panes.right.geometry().right() == panes.width() - 1
    qtbot.keyClick(still, Qt.Key.Key_Escape)
    assert panes.right.isHidden() and not panes.right_open


def test_who_comes_to_a_place_sees_its_page_and_no_drawer(still, loop, ask, qtbot):
    if "climate" not in {skill.name for skill in ask(lambda node: node.skills()).skills}:
        ask(lambda node: node.install_skill(str(CLIMATE)))
    still.resize(1280, 800)
    still.look.preferences.change(zoom=200)
    loop.until(lambda: still.look.settled and still.chats.panes.width_class != "wide")
    panes = still.skills.panes
    qtbot.keyClick(still, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    loop.until(lambda: still.skills.function)
    assert panes.width_class != "wide" and panes.right.isHidden()
    still.skills._open_form()
    assert panes.right.isVisible()
    still.look.preferences.change(theme="dark")
    loop.until(lambda: still.look.settled)
    assert panes.right.isVisible(), "another theme closes nothing"
    qtbot.keyClick(still, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(still, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert panes.right.isHidden()
    still.look.preferences.change(zoom=100)
    loop.until(lambda: still.look.settled and panes.width_class == "wide")
    still.skills._open_form()
    assert panes.right.isVisible()
    still.look.preferences.change(zoom=200)
    loop.until(lambda: still.look.settled and panes.width_class != "wide")
    assert panes.right.isHidden(), "what stood beside the page does not come to lie over it"


def test_the_smallest_window_keeps_names_and_loses_words(still, loop):
    still.resize(480, 480)
    loop.until(lambda: still.rail.width() < 60)
    assert (still.width(), still.height()) == (480, 480)
    assert [still.rail.item(place).accessibleName() for place in (CHATS, SETTINGS)] == ["Chats", "Settings"]
    still.resize(1280, 800)


def test_zoom_by_keys_and_what_is_at_200_percent_still_fits_480(still, loop, qtbot):
    for _ in range(9):
        qtbot.keyClick(still, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert still.look.zoom == 200
    still.resize(1280, 800)
    loop.until(
        lambda: still.chats.panes.width_class in ("narrow", "small")
    )  # as wide as the system's font makes the rail
    qtbot.keyClick(still, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert still.look.zoom == 100
    loop.until(lambda: still.chats.panes.width_class == "wide")


@pytest.mark.parametrize("place", [CHATS, DEVICES, SKILLS, ACTIVITY, SETTINGS])
def test_f6_goes_around_the_panes_and_shows_the_focus(still, qtbot, place):
    still.places.go_by_hand(place)
    panes = still.here.panes
    seen = [pane for pane in (still.rail, panes.column, panes.page, panes.right) if pane and pane.isVisible()]
    still.ring.focus_in(seen[0])
    reached = []
    for _ in seen:
        focus = still.focusWidget()
        reached.append(next(pane for pane in seen if pane.isAncestorOf(focus) or pane is focus))
        qtbot.keyClick(still, Qt.Key.Key_F6)
    assert reached == seen


def test_what_was_deleted_comes_back_by_ctrl_z(still, loop, qtbot):
    back = []

    async def bring_back():
        back.append("boat")

    still.places.go_by_hand(DEVICES)
    still.services.undo.offer('Deleted "Names for the boat".', bring_back)
    assert still.here.banner.text == 'Deleted "Names for the boat".'
    qtbot.keyClick(still, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    loop.until(lambda: back == ["boat"])
    assert still.here.banner.text == ""
    qtbot.keyClick(still, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert back == ["boat"]


def test_an_ask_is_told_in_the_rail_and_to_who_does_not_look(still, ask, data, loop, monkeypatch):
    told = []
    monkeypatch.setattr(still.tray, "show_message", lambda note: told.append((note.title, note.text)))
    monkeypatch.setattr(still, "isActiveWindow", lambda: False)
    loop.until(lambda: still.events.watch._asking is not None)
    body = ExecBody(code="from felloe import clipboard\nclipboard.read()", asks=True)

    async def started():
        async with NodeClient.of(data) as node:
            return await node.execute(body)

    running = loop.events.create_task(started())
    loop.until(lambda: told)
    loop.until(lambda: still.rail.item(CHATS).accessibleName() == "Chats, 1 asks you")
    number = ask(lambda node: node.asks()).asks[0].id
    ask(lambda node: node.answer(number, "deny"))
    loop.until(running.done)
    assert told[0][0].endswith("asks you")
    loop.until(lambda: still.rail.item(CHATS).accessibleName() == "Chats")


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
def test_f1_lists_every_key_of_the_window(still, qtbot):
    qtbot.keyClick(still, Qt.Key.Key_F1)
    keys = still.own_actions._keys
    assert keys.isVisible()
    words = {key.words for key in still.services.actions.keys}
    assert {"New chat", "Undo", "Next pane", "Quit Felloe", "Deny", "Run the form or the code"} <= words
    own = [action for action in still.actions() if not action.shortcut().isEmpty()]
    assert len(own) > 15 and all(action.text() in words for action in own)
    keys.close()


def test_a_second_start_brings_the_first_window_up(loop, home, qtbot):
    first, second = SingleInstance(home), SingleInstance(home)
    assert first.first()
    loop.run(first.listen())
    with qtbot.waitSignal(first.raised, timeout=5_000):
        assert not second.first()
    first.close()
    assert second.first()
    second.close()


def test_two_data_folders_have_a_window_each(qapp, home):
    one, other = SingleInstance(home / "a"), SingleInstance(home / "b")
    assert one.first() and other.first()
    one.close()
    other.close()


def test_the_window_comes_back_where_it_was(still, data, qtbot):
    still.resize(700, 600)
    still.go(SETTINGS)
    still.save()
    again = Window(still.look, still.data)
    qtbot.addWidget(again)
    assert (again.width(), kept_place(Preferences(still.data / "desktop" / "preferences.json"))) == (700, SETTINGS)


class Shown(QObject):
    """Which widgets came up as windows."""

    def __init__(self):
        super().__init__()
        self.windows = []

    def eventFilter(self, watched, event):  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(watched)
        return False


def test_no_part_of_a_place_comes_up_as_a_window_while_it_is_made(window, qapp):
    shown = Shown()
    qapp.installEventFilter(shown)
    made = [window.places.at(number) for number in (CHATS, DEVICES, SKILLS, ACTIVITY, SETTINGS)]
    assert window.command_palette.isHidden()
    qapp.removeEventFilter(shown)
    assert window.places.built == made and shown.windows == []


def test_a_place_that_is_gone_to_while_it_is_made_is_whole(window):
    steps = window.places.making(SETTINGS)
    next(steps), next(steps), next(steps)
    assert window.places.built == [window.chats]
    settings = window.settings
    pages = [row.key for row in settings.column.rows.rows]
    assert pages == ["account", "models", "assistant", "privacy", "appearance", "sandbox", "backup", "about"]
    assert next(steps, None) is None and window.settings is settings and window.places.built == [window.chats, settings]


def test_a_place_that_nobody_sees_is_arranged_for_another_zoom_when_it_comes_up(online, loop):
    online.resize(1280, 800)
    for place in (DEVICES, CHATS):
        online.go(place)
        loop.until(lambda: online.here.panes.width_class == "wide")
    online.look.preferences.change(zoom=150)
    loop.until(lambda: online.look.settled and online.chats.panes.width_class == "narrow")
    assert online.places.devices.panes.width_class == "wide"
    online.go(DEVICES)
    assert online.places.devices.panes.width_class == "narrow"
    online.look.preferences.change(zoom=100)
    loop.until(lambda: online.look.settled)


def test_a_place_that_nobody_sees_is_measured_in_another_zoom_before_one_goes_there(still, loop):
    """All of it was measured anew as it came up."""

    class Measured(QWidget):
        times = 0

        def sizeHint(self):  # noqa: N802
            self.times += 1
            return QSize(20, still.look.theme.px(20))

    inner, measured = QWidget(), Measured()
    QVBoxLayout(inner).addWidget(measured)
    still.look.follow(measured, measured.updateGeometry)
    still.go(SKILLS)
    still.skills.column.layout().addWidget(inner)
    loop.until(lambda: still.skills.page.on_skill or not still.tasks.progress.all)
    still.go(CHATS)
    still.look.preferences.change(zoom=110)
    loop.until(lambda: still.places._unseen.running)
    loop.until(lambda: not still.places._unseen.running)
    before = measured.times
    still.go(SKILLS)
    assert measured.times == before


def test_a_picture_gives_way_once_to_what_was_done_in_its_turn(still, loop, monkeypatch):
    painted = []

    class Painted(QObject):
        def eventFilter(self, _, event):  # noqa: N802
            painted.extend([slice_clock.ended] * (event.type() == QEvent.Type.Paint))
            return False

    loop.until(lambda: not slice_clock.busy())
    watch = Painted()
    still.rail.installEventFilter(watch)
    monkeypatch.setattr(slice_clock, "_APART_S", 60)  # on a busy machine too
    slice_clock.worked()
    still.rail.update()
    QCoreApplication.sendPostedEvents(still, QEvent.Type.UpdateRequest)
    assert not painted and slice_clock.picture_waits()
    loop.until(lambda: painted)


def test_no_widget_of_a_window_that_goes_looks_for_another_language(window, qapp):
    """Qt tells a thousand of them in one turn."""
    heard = []

    class Told(QLabel):
        def changeEvent(self, event):  # noqa: N802
            heard.append(event.type())

    told = Told(window)
    qapp.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert QEvent.Type.LanguageChange not in heard
    told.deleteLater()


def test_who_goes_on_at_once_takes_the_focus_along(online, loop, qapp):
    """What a place is to show is opened a turn after it came up."""
    online.activateWindow()
    loop.until(online.isActiveWindow)
    opened = []
    online.services.navigation.settings.emit("models")
    online.places.go_by_hand(DEVICES)
    QTimer.singleShot(2, lambda: opened.append(True))  # after what was to be opened
    loop.until(lambda: opened)
    assert online.places.devices.column.rows.hasFocus() and online.settings.current != "models"


def test_on_the_way_to_a_place_the_focus_goes_nowhere_else(still, qapp, loop):
    """Qt went through all widgets of the window for another, which then wore the ring until the list had the focus."""
    still.go(CHATS)
    still.chats.focus_composer()
    loop.until(lambda: qapp.focusWidget() is still.chats.page.composer.editor)
    seen = []
    qapp.focusChanged.connect(lambda _, now: seen.append(now))
    still.places.go_by_hand(DEVICES)
    assert qapp.focusWidget() is still.places.devices.column.rows
    assert [each for each in seen if each is not None] == [qapp.focusWidget()]


def test_where_nobody_takes_the_focus_in_a_place_something_has_it(still, qapp, loop):
    still.go(CHATS)
    still.chats.focus_composer()
    still.go(DEVICES)
    loop.until(lambda: qapp.focusWidget() is not None and qapp.focusWidget().isVisible())


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_every_menu_looks_like_the_others(agent, ask, online, loop):
    """It has its looks from the style sheet of what it belongs to; what goes bare has none."""
    ask(lambda node: node.install_skill(str(FEEDS)))
    ask(lambda node: node.add_upstream("attic", NewUpstream(url="http://127.0.0.1:9/v1")))
    session = ask(lambda node: node.new_session("Boat")).id
    ask(lambda node: node.write(session, NewMessage(text="Names?")))
    skills, models = online.skills, online.settings.models
    online.go(SKILLS)
    loop.until(lambda: "feeds" in [row.key for row in skills.column.rows.rows])
    skills.column.rows.chosen.emit("feeds")
    loop.until(lambda: skills.page.on_skill and skills.page.wants.findChildren(WantRow))
    shown = [opened(skills.add), opened(skills.page.more.click)]
    shown.append(opened(skills.page.wants.findChildren(WantRow)[0].button.click))
    online.go(SETTINGS)
    online.settings.open("models")
    loop.until(lambda: models.rows)
    shown.append(opened(next(row for row in models.rows if row.more.isVisible()).more.click))
    online.go(CHATS)
    loop.until(lambda: session in [row.key for row in online.chats.column.rows.rows])
    online.chats.open(session)
    loop.until(lambda: online.chats.page.messages.rows)
    turn = online.chats.page.messages.messages[0].id
    shown.append(opened(lambda: online.chats.page.messages.menu_wished.emit(turn, QPoint())))
    shown.append(opened(online.chats.page.menu_button.click))
    shown.append(opened(lambda: online.chats.page.composer.models.menu().popup(QPoint())))
    assert [words for words, looks in shown if not looks] == []
    ask(lambda node: node.remove_upstream("attic"))
    ask(lambda node: node.remove_skill("feeds"))


def opened(act):
    """Its first line, and whether it has its looks."""
    act()
    menu = above = QApplication.activePopupWidget()
    while above is not None and not above.styleSheet():
        above = above.parentWidget()
    words = menu.actions()[0].text()
    menu.close()
    return words, above is not None
