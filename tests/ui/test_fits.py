"""What stands differently where there is less room: it finds its place at every width and zoom, and stays there."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from cuts import cuts
from pytestqt.exceptions import TimeoutError

from shared.api import DeviceInfo, FunctionInfo
from shared.ids import new_id
from spoke.node.bodies.calls import CallReply
from spoke.node.bodies.models import NewUpstream
from spoke.node.bodies.node import Status
from spoke.node.bodies.sessions import NewMessage
from spoke.node.bodies.skills import Function, Skill
from spoke.ui.i18n.figures import present
from spoke.ui.navigation import ACTIVITY, CHATS, DEVICES, SETTINGS, SKILLS

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def look(look):
    yield look
    look.preferences.change(zoom=100)


@pytest.fixture
def header(look, qtbot):
    from spoke.ui.widgets.buttons import push
    from spoke.ui.widgets.page_header import PageHeader

    made = PageHeader(look, "laptop", push("Rename"))
    qtbot.addWidget(made)
    look.style(made)
    made.resize(900, 200)
    return made


def test_a_head_asks_for_the_same_width_whichever_way_its_parts_stand(header, look):
    """Else a scroll bar beside it and the way they stand answer each other until the stack is at its end."""
    look.preferences.change(zoom=200)
    header.say("laptop", "Laptop", "This device", "ok", "Linux x86_64 · called as laptop")
    least = set()
    for width in (1600, 900, 470, 460, 444, 300):
        header.resize(width, 400)
        header.layout().activate()
        least.add(header.minimumSizeHint().width())
    assert len(least) == 1 and max(least) < 344, "as much as a window of 480 has for it, at 200 %"


def test_a_name_of_one_long_word_breaks_in_a_head(header):
    header.resize(420, 400)
    header.say("laptop", "Donaudampfschifffahrtsgesellschaftskapitänskajütenschreibtischpc", "", "", "")
    header.layout().activate()
    assert header.minimumSizeHint().width() < 420
    assert header.title.heightForWidth(header.title.width()) > header.title.fontMetrics().height() * 1.5


def test_a_button_that_is_wider_than_its_line_ends_with_an_ellipsis(look, qtbot):
    from PySide6.QtWidgets import QWidget

    from spoke.ui.widgets.buttons import push
    from spoke.ui.widgets.flow_layout import FlowLayout

    held, button = QWidget(), push("Leave the hub for good and for all")
    qtbot.addWidget(held)
    FlowLayout(held).addWidget(button)
    look.style(held)
    held.resize(120, 60)
    image = held.grab().toImage()
    assert button.width() == 120 < button.sizeHint().width()
    middle = range(8, button.height() - 8)
    padding = {image.pixel(x, y) for x in (*range(3, 10), *range(110, 117)) for y in middle}
    assert len(padding) == 1, "no letter is cut at the edges"


def test_a_segment_has_room_for_its_words_in_bold_while_it_is_chosen(look, qtbot):
    from spoke.ui.widgets.segmented import Segmented

    made = Segmented(("As the system", "Light"))
    qtbot.addWidget(made)
    look.style(made)
    made.resize(made.sizeHint())
    image = made.grab().toImage()
    middle = range(8, made.height() - 8)
    edges = (*range(3, 10), *range(made.width() // 2 - 9, made.width() // 2 - 2))
    padding = {image.pixel(x, y) for x in edges for y in middle}
    assert len(padding) == 1, "no letter is cut at the edges"


def test_segments_stand_in_a_column_where_a_line_has_no_room_for_their_words(look, qtbot):
    from spoke.ui.widgets.segmented import Segmented

    made = Segmented(("As the system", "Light", "Dark"))
    qtbot.addWidget(made)
    look.style(made)
    needed = made.sizeHint().width()
    for width, lines in ((needed, 1), (needed - 1, 3), (needed, 1)):
        made.resize(width, 200)
        made.grab()
        assert len({button.y() for button in made.buttons}) == lines
        assert all(button.width() >= button.sizeHint().width() for button in made.buttons)
        assert made.sizeHint().width() == needed, "a line and a column would ask for each other"


def test_words_beside_others_are_in_one_line_where_there_is_room(look, qtbot):
    from PySide6.QtWidgets import QHBoxLayout, QWidget

    from spoke.ui.widgets.labels import Breaking, label

    held, said = QWidget(), Breaking("no answer on 11434", "second")
    qtbot.addWidget(held)
    row = QHBoxLayout(held)
    row.addWidget(label("Ollama", "second", wrap=True), 1)
    row.addWidget(said)
    look.style(held)
    for width, in_one in ((400, True), (120, False)):
        held.resize(width, 80)
        row.activate()
        assert (said.heightForWidth(said.width()) < 1.5 * said.fontMetrics().height()) == in_one


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_list_of_choices_shows_all_of_them(agent, online, loop):
    online.settings.open("appearance")
    online.places.go_by_hand(SETTINGS)
    choice = online.settings.appearance.language
    loop.until(choice.isVisible)
    choice.showPopup()
    view = choice.view()
    rows = [view.visualRect(view.model().index(row, 0)) for row in range(choice.count())]
    assert len(rows) == 3 and all(view.viewport().rect().contains(row) for row in rows)
    choice.hidePopup()


def test_a_hairline_stands_only_between_rows_that_are_shown(look, qtbot):
    from spoke.ui.settings.blocks import Group

    group = Group()
    qtbot.addWidget(group)
    rows = [group.row("Version"), group.row("Data"), group.row("Damaged")]
    look.style(group)
    group.resize(400, 300)

    def lines():
        image, line = group.grab().toImage(), look.theme.colour("line").rgb()
        seen = [y for y in range(image.height()) if image.pixel(40, y) == line]
        return len(seen)

    assert lines() == 4, "two edges, and two between three rows"
    rows[2].hide()
    group.layout().activate()
    assert lines() == 3


def test_a_state_stands_under_a_title_that_breaks_and_its_buttons_apart(header):
    header.resize(700, 400)
    header.say(
        "laptop", "The laptop that mostly stands in the kitchen beside the radiator", "This device", "ok", "Linux"
    )
    header.layout().activate()
    assert header.chip.geometry().top() >= header.title.geometry().bottom()
    header.say("laptop", "Laptop", "This device", "ok", "Linux")
    header.layout().activate()
    assert abs(header.chip.geometry().center().y() - header.title.geometry().center().y()) <= 1


def test_what_was_polished_at_another_zoom_before_it_is_styled_has_the_one_of_now(look, qtbot):
    from PySide6.QtWidgets import QHBoxLayout, QWidget

    held = QWidget()
    qtbot.addWidget(held)
    QHBoxLayout(held).setContentsMargins(10, 10, 10, 10)
    look.preferences.change(zoom=200)
    held.ensurePolished()
    assert held.layout().contentsMargins().left() == 20
    look.preferences.change(zoom=100)
    for _ in look.styling(held, bare=True):
        pass
    assert held.layout().contentsMargins().left() == 10


@pytest.mark.parametrize("zoom", [100, 200])
def test_a_drawer_is_no_wider_than_what_it_lies_over(look, qtbot, zoom):
    from spoke.ui.widgets.labels import label
    from spoke.ui.widgets.pane_widths import RIGHT
    from spoke.ui.widgets.panes import Panes
    from spoke.ui.widgets.surfaces import ground

    look.preferences.change(zoom=zoom)
    right = ground("list")
    right.setMinimumWidth(RIGHT[0])
    panes = Panes(look, "drawn", None, label("page"), right)
    qtbot.addWidget(panes)
    for _ in panes.styling():
        pass
    panes.resize(472, 600)
    panes.grab()  # as it is when it is first seen
    panes.open_right()
    assert right.parent() is panes and right.geometry().left() >= 0 and right.width() <= 472
    panes.resize(3000, 600)
    panes.grab()
    panes.open_right(False)
    panes.open_right()
    assert right.parent() is not panes and right.minimumWidth() == RIGHT[0] * zoom // 100


@pytest.fixture(params=["en", "de"])
def spoken(request):
    from spoke.ui.i18n.translate import Language

    language = Language()
    language.use(request.param)
    yield
    language.use("en")


@pytest.fixture
def served(agent, ask):
    """A server of one's own, with a long name and all that its row can have."""
    name = "the-machine-with-the-large-card"
    ask(lambda node: node.add_upstream(name, NewUpstream(url="http://127.0.0.1:9/v1", models=["qwen3-14b"])))
    yield
    ask(lambda node: node.remove_upstream(name))


@pytest.mark.parametrize("zoom", [100, 200])
def test_no_place_scrolls_to_the_side_or_cuts_a_text(spoken, served, online, loop, zoom):
    online.look.preferences.change(zoom=zoom, less_motion=True)
    loop.until(lambda: online.look.settled)
    for place in (CHATS, DEVICES, SKILLS, ACTIVITY, *online.settings.sections):
        online.go(place if isinstance(place, int) else SETTINGS)
        if isinstance(place, str):
            online.settings.open(place)
        if place == "models":
            loop.until(lambda: online.settings.models.rows)
        for width in (480, 560, 640, 760, 900, 1280, 1600):
            online.resize(width, 700)
            with contextlib.suppress(TimeoutError):  # what is wrong is told below
                loop.qtbot.waitUntil(lambda: not any(cuts(online)), timeout=1_000)
            assert not list(cuts(online)), f"{place} at {width}"


@pytest.mark.parametrize("zoom", [100, 200])
def test_the_page_of_the_string_that_pairs_scrolls_only_down(spoken, online, loop, zoom):
    from spoke.ui.widgets.layouts import turn_to

    online.look.preferences.change(zoom=zoom, less_motion=True)
    loop.until(lambda: online.look.settled)
    online.go(DEVICES)
    place = online.places.devices
    page = place.new_device
    page.string.setText("felloe://192.168.178.20:8443/7S56-Z9TG-AMD5/4reX-W9y56i5Gz9R0D")
    page._here.show()
    stands = {}

    def fits():
        if not page.isVisible():
            turn_to(place._pages, page)  # no hub is here, and the node's first news leads away
        return page.isVisible() and not any(cuts(online))

    for width in (480, 560, 1280):
        online.resize(width, 700)
        with contextlib.suppress(TimeoutError):  # what is wrong is told below
            loop.qtbot.waitUntil(fits, timeout=1_000)
        assert not list(cuts(online)), f"at {width}"
        stands[width] = page.picture.geometry().bottom() < page._said.geometry().top()
    assert stands[480] and not stands[1280], "the words stand under the picture, and beside it"


def test_the_actions_of_a_message_stand_below_it_where_it_leaves_no_room_beside(agent, online, ask, loop):
    async def branched(node):
        session = await node.new_session("Train to Lyon")
        first = await node.write(session.id, NewMessage(text="Which trains to Lyon take a bicycle?"))
        for words in ("The early one, on Saturday.", "The late one, and back on Monday."):
            await node.write(session.id, NewMessage(text=words, parent_id=first.id))
        return session.id

    key = ask(branched)
    chats, view = online.chats, online.chats.page.messages
    online.go(CHATS)
    loop.until(lambda: any(row.key == key for row in chats.column.rows.rows))
    chats.open(key)

    def placed():
        """Whether the bar is in sight, and below what was said."""
        bar, row = chats.page.overlays.last, view.rows[-1]
        sight = view.viewport().rect().adjusted(-8, 0, 8, 0)
        said = view.place_of(len(view.rows) - 1, row.laid.parts[-1])
        return bar.isVisible() and sight.contains(bar.geometry()), bar.geometry().center().y() > said.bottom()

    for width, zoom, below in ((1280, 100, False), (560, 200, True)):
        online.look.preferences.change(zoom=zoom)
        online.resize(width, 700)
        loop.until(lambda below=below: online.look.settled and view.rows and placed() == (True, below))


@pytest.mark.parametrize("role", ["user", "assistant"])
def test_the_branches_beside_a_message_stay_in_their_place_under_the_pointer(agent, online, ask, loop, role):
    from PySide6.QtCore import QPointF

    async def branched(node):
        session = await node.new_session("Branches")
        last = None
        for words in ("One", "Two"):
            last = await node.write(session.id, NewMessage(text=words, role=role, beside=last.id if last else None))
        await node.write(session.id, NewMessage(text="And then?", parent_id=last.id))
        return session.id

    key = ask(branched)
    view = online.chats.page.messages
    online.go(CHATS)
    online.chats.open(key)
    loop.until(lambda: len(view.rows) == 2 and online.chats.page.overlays.last.isVisible())

    loop.until(lambda: all(row.width == view.column_width() for row in view.rows))
    over = online.chats.page.overlays.over
    view.pointer.point(QPointF(view.row_rect(0).center()))
    loop.until(lambda: over.isVisible() and view.updatesEnabled())
    words = over.branch.geometry().translated(over.pos())

    def edges():
        """Where the words and the arrow after them begin and end."""
        image = view.viewport().grab(words.adjusted(-4, 4, 26, -4)).toImage()
        columns = [{image.pixel(x, y) for y in range(image.height())} for x in range(image.width())]
        inked = [x for x, inks in enumerate(columns) if len(inks) > 1]
        return inked[0], inked[-1]

    by_bar = edges()
    view.pointer.point(QPointF(-1, -1))
    loop.until(over.isHidden)
    assert edges() == pytest.approx(by_bar, abs=1)


def test_a_chat_that_is_read_while_the_window_becomes_narrower_is_as_wide_as_that(
    agent, online, ask, loop, monkeypatch
):
    from spoke.ui.chats.conversation.row_layer import RowLayer

    key, view, lay = ask(lambda node: node.new_session("Narrow")).id, online.chats.page.messages, RowLayer._lay
    ask(lambda node: node.write(key, NewMessage(text="One")))

    changed = asyncio.Event()
    view.column_changed.connect(changed.set)

    async def narrower(self, *given):
        laid = await lay(self, *given)
        if online.width() != 480:
            online.resize(480, 700)
            await changed.wait()
            await asyncio.sleep(0.1)  # what is there is laid out again by then, and this row is not
        return laid

    monkeypatch.setattr(RowLayer, "_lay", narrower)
    online.go(CHATS)
    online.chats.open(key)
    loop.until(lambda: view.rows and online.width() == 480)
    loop.until(lambda: view.rows[0].width == view.column_width())


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_line_that_is_taller_than_its_font_fits_the_composer(look, qtbot):
    """As those of Chinese are, or with an emoji: one line needs no scroll bar."""
    from PySide6.QtGui import QTextCharFormat

    from spoke.ui.chats.writing.composer import Composer

    composer = Composer(look)
    qtbot.addWidget(composer)
    composer.resize(600, 200)
    composer.show()
    taller, editor = QTextCharFormat(), composer.editor
    taller.setFontPointSize(2 * editor.fontInfo().pointSizeF())
    editor.textCursor().insertText("你好", taller)
    assert editor.verticalScrollBar().maximum() == 0
    composer.limit(20)
    editor.textCursor().insertText("\n" * 9)
    assert editor.verticalScrollBar().maximum() > 0 and editor.height() < 40, "only so far as it may grow"


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("kind", ["output", "block"])
def test_what_a_run_gave_back_scrolls_only_where_it_is_long(look, qtbot, kind):
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from spoke.ui.widgets.output import Output

    held, output = QWidget(), Output("Result", kind, 12)
    column = QVBoxLayout(held)
    column.addWidget(output)
    column.addStretch()
    qtbot.addWidget(held)
    look.style(held)
    held.resize(400, 600)
    held.show()
    for lines in (1, 4, 12):
        output.show_text("\n".join(["x"] * lines))
        qtbot.waitUntil(lambda: output.verticalScrollBar().maximum() == 0)
    output.show_text("\n".join(["x"] * 13))
    qtbot.waitUntil(lambda: output.verticalScrollBar().maximum() > 0)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_card_of_a_result_is_as_high_as_what_it_holds(look, qtbot):
    """Not as high as the room below it, which belongs to the page."""
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from spoke.ui.skills.result import ResultCard

    held, card = QWidget(), ResultCard(look)
    column = QVBoxLayout(held)
    column.addWidget(card)
    column.addStretch()
    qtbot.addWidget(held)
    look.style(held)
    held.resize(400, 800)
    held.show()
    card.show_reply(CallReply(id=new_id(), device="laptop", result=7, elapsed_ms=3))
    qtbot.waitUntil(lambda: 0 < card.height() == card.sizeHint().height())


def test_the_head_of_a_table_grows_once_with_the_zoom(look, qtbot):
    """It was twice as high as it was to be, where the table was there before."""
    from spoke.ui.devices.exposure import ExposureTable

    table = ExposureTable(look)
    qtbot.addWidget(table)
    table.show()
    look.style(table)
    look.preferences.change(zoom=200)
    qtbot.waitUntil(lambda: look.settled)
    assert table.horizontalHeader().height() == look.theme.px(32)


def test_what_a_function_changes_is_not_cut_where_its_column_stands(spoken, look, qtbot):
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QStyle

    from spoke.ui.devices.exposure import EFFECT, ExposureTable

    function = Function.model_construct(
        exposure="read",
        info=FunctionInfo.model_construct(skill="feeds", function="read", description="", effect="idempotent"),
    )
    table = ExposureTable(look)
    qtbot.addWidget(table)
    table.show_functions([(Skill.model_construct(trusted=False), function)], {}, "")
    table.resize(500, 300)
    table.show()
    assert not table.isColumnHidden(EFFECT)
    cell = table.visualRect(table.model().index(0, EFFECT))
    margin = table.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
    room = cell.adjusted(margin, 0, -margin, 0)
    wraps = Qt.TextFlag.TextWordWrap if table.wordWrap() else Qt.TextFlag.TextSingleLine
    said = look.theme.metrics("second").boundingRect(room, wraps, table.model().index(0, EFFECT).data())
    assert said.width() <= room.width() and said.height() <= room.height()


def test_the_state_of_a_device_is_not_cut_in_its_list(spoken, look, qtbot):
    from spoke.ui.devices.device_rows import DeviceMetrics, device_rows
    from spoke.ui.widgets.rows import RowList

    device = DeviceInfo(id=new_id(), handle="pi", name="Pi", platform="", state="online", functions=0, last_seen_ms=0)
    metrics = DeviceMetrics({"pi": 229})
    rows = RowList(look, "Devices")
    qtbot.addWidget(rows)
    rows.show_rows(device_rows([device], Status.model_construct(account=None), metrics, present()), "")
    look.style(rows)

    def picture(width):
        rows.resize(width, 120)
        return rows.grab().toImage().copy(0, 0, 264 - 16, 120)

    assert picture(264) == picture(600)
