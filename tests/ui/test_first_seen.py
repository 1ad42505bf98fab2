"""What is seen first: nothing is said of what is not known yet, and nothing stands where it does not stay."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel

from shared.api import DeviceInfo, FoundFunction, FunctionInfo
from shared.ids import new_id
from spoke.node.bodies.node import Status
from spoke.ui.navigation import DEVICES
from spoke.ui.skills.wants import Want

pytestmark = [pytest.mark.requires("qt"), pytest.mark.qt_log_ignore("This plugin does not support")]

PI = DeviceInfo(id=new_id(), handle="pi", name="Pi", platform="", state="online", functions=0, last_seen_ms=0)


@pytest.fixture
def built(online, qtbot):
    """A part of the window as it stands before it is shown, built to its end and as large as given."""

    def built(part, width, height):
        for _ in part.build():
            pass
        qtbot.addWidget(part)
        online.look.style(part)
        part.resize(width, height)
        return part

    return built


@pytest.fixture
def drawn(online, qtbot):
    """Panes whose right one is a drawer, and that."""
    from spoke.ui.widgets.labels import label
    from spoke.ui.widgets.panes import Panes
    from spoke.ui.widgets.surfaces import ground

    online.look.preferences.change(less_motion=False)
    right = ground("list")
    panes = Panes(online.look, "drawn", None, label("page"), right)
    qtbot.addWidget(panes)
    panes.resize(600, 400)
    return panes, right


def said(page):
    return [each.text() for each in page.findChildren(QLabel) if each.isVisible() and each.text()]


def test_nothing_is_said_of_skills_before_they_were_read(agent, online, loop, qtbot):
    from spoke.ui.skills.place import SkillsPlace

    place = SkillsPlace(online.services)
    for _ in place.build():
        pass
    qtbot.addWidget(place)
    place.show()
    place._show_devices()
    assert not said(place.page) and not place.column.rows.rows
    place.page.show_install()
    place.page.show_install(False)
    assert not said(place.page)
    place.refresh()
    loop.until(lambda: said(place.page) and place.column.rows.rows)


def test_nothing_is_said_of_devices_before_the_node_was_reached(agent, window, loop):
    assert window.node.status is None
    window.go(DEVICES)
    place = window.places.devices
    assert not place.pairing.isVisible() and not place.detail.isVisible()
    loop.until(place.pairing.isVisible)


def test_the_head_of_a_device_has_room_for_its_buttons_from_the_first(agent, online, built):
    """Which of them it has is known before it is laid out."""
    from spoke.ui.devices.detail import DeviceDetail
    from spoke.ui.devices.device_rows import DeviceMetrics
    from spoke.ui.devices.device_view import DeviceView

    detail = built(DeviceDetail(online.services), 440, 600)
    detail.show()
    detail.show_device(DeviceView(PI, True), Status.model_construct(account=None), DeviceMetrics())
    head = detail.header
    assert [head._beside.count(), head._under.count()] == [4, 0]


def test_a_device_is_said_to_be_asked_only_where_that_takes_a_while_and_nothing_moves_for_its_answer(
    agent, online, loop, built, qtbot
):
    from spoke.node.bodies.skills import Function, Skill
    from spoke.ui.devices.detail import DeviceDetail
    from spoke.ui.devices.device_rows import DeviceMetrics
    from spoke.ui.devices.device_view import DeviceView

    infos = [FunctionInfo(skill="climate", function=name, parameters={}, digest="d") for name in ("now", "summary")]
    skill = Skill(
        name="climate", description="", digest="d", functions=[Function(info=each, exposure="read") for each in infos]
    )
    detail, status = built(DeviceDetail(online.services), 900, 600), Status.model_construct(account=None)
    detail.show()
    detail.show_device(DeviceView(PI, False), status, DeviceMetrics())
    assert detail._hint.text() == ""
    loop.until(lambda: detail._hint.text() == "Asking Pi what it offers…")

    def stand():
        return [each.mapTo(detail, each.rect().center()).y() for each in (detail.header, detail._hint)]

    before = stand()
    detail.show_device(DeviceView(PI, False, (skill,), read=True), status, DeviceMetrics())
    loop.until(lambda: detail.filter.isVisible() and detail.exposure.isVisible())
    qtbot.wait(10)
    assert stand() == before and detail._hint.text() == "What it lets your other devices call"


@pytest.mark.parametrize(("width", "way"), [(300, "TopToBottom"), (500, "LeftToRight")])
def test_what_a_skill_asks_for_comes_as_its_list_is_wide(agent, online, qtbot, width, way):
    from spoke.ui.skills.want_rows import WantList

    wants = WantList(online.look)
    qtbot.addWidget(wants)
    wants.resize(width, 300)
    wants.show()
    wants.show_wants([Want("notify")], {}, "")
    assert wants.rows[0]._row.direction() == QBoxLayout.Direction[way]


def test_a_drawer_that_is_laid_out_on_its_way_does_not_jump(agent, drawn, loop):
    """As one is that comes up for the first time."""
    panes, right = drawn
    panes.show()
    panes.open_right()
    assert right.x() == panes.width()
    QApplication.sendEvent(right, QEvent(QEvent.Type.LayoutRequest))
    assert right.x() == panes.width()
    panes.resize(560, 400)
    loop.until(lambda: right.geometry().right() == panes.width() - 1)
    panes.open_right(False)
    panes.open_right()
    panes.resize(1400, 400)
    loop.until(lambda: right.parent() is not panes and right.geometry().right() == panes.width() - 1)


@pytest.mark.parametrize("side", ["LeftToRight", "RightToLeft"])
def test_a_drawer_comes_from_its_own_side(agent, drawn, side):
    from PySide6.QtCore import Qt

    panes, right = drawn
    panes.setLayoutDirection(Qt.LayoutDirection[side])
    panes.show()
    panes.open_right()
    assert right.x() == (panes.width() if side == "LeftToRight" else -right.width())


@pytest.mark.parametrize("most", [420, 2_000])
def test_the_form_behind_a_slash_is_as_high_from_the_first_as_with_all_its_fields(agent, online, loop, built, most):
    """They come in batches; the panel grew with each, and what was in it moved up."""
    from spoke.ui.chats.writing.slash_form import SlashForm

    fields = {f"f{number}": {"type": "string"} for number in range(9)}
    info = FunctionInfo.model_construct(skill="wide", function="ask", digest="", parameters={"properties": fields})
    pane = built(SlashForm(online.services), 600, 100)
    pane.limit(most)
    pane.show()
    seen = []
    pane.show_function(FoundFunction.model_construct(info=info, devices=[]))
    pane.fit()
    first = pane.height()
    form = pane.form
    form.grew.connect(lambda: seen.append(pane.height()))
    loop.until(lambda: len(form._made) == len(fields) and all(each.isVisible() for each in form._made))
    assert set(seen) == {first}
    assert (first == most) is (most == 420)
