"""The servers of models change while something is done with them."""

from __future__ import annotations

import asyncio

import pytest
from chat_wire import DONE, finish, text
from scripted_upstream import Until, streamed

from spoke.node.bodies.models import NewUpstream
from spoke.ui.navigation import SETTINGS

pytestmark = [
    pytest.mark.requires("qt"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture
def page(model, online, loop):
    online.go(SETTINGS)
    online.settings.open("models")
    loop.until(lambda: online.settings.models.rows and not online.tasks.progress.all)
    return online.settings.models


@pytest.fixture
def other(page, model, ask):
    """Another server is added, of which the page does not know yet."""
    ask(lambda client: client.add_upstream("other", NewUpstream(url=model.url)))
    yield
    ask(lambda client: client.remove_upstream("other"))


def names(page):
    return [each.upstream.name for each in page.rows]


def row(page, name):
    return next(each for each in page.rows if each.upstream.name == name)


@pytest.mark.parametrize("width", [480, 560, 1280])
def test_the_arrows_of_all_rows_stand_under_each_other(page, online, other, loop, width):
    loop.run(page.read())
    row(page, "other").state.setText("A longer answer than the other")
    online.resize(width, 700)

    def ends():
        return {each.down.mapTo(page, each.down.rect().topRight()).x() for each in page.rows}

    assert len(page.rows) > 1
    loop.qtbot.waitUntil(lambda: len(ends()) == 1, timeout=2_000)


@pytest.mark.parametrize("how", ["answered", "failed", "cancelled"])
def test_a_test_ends_on_the_row_that_there_is_then(page, model, online, other, loop, how):
    hold = asyncio.Event()
    model.always = lambda heard: streamed(text("Yes"), Until(hold), *((finish(), DONE) if how == "answered" else ()))
    row(page, "scripted").test.click()
    loop.run(model.asked())
    loop.run(page.read())
    assert "other" in names(page)
    if how == "cancelled":
        online.tasks.progress.all[0].cancel()
    hold.set()
    loop.until(lambda: not online.tasks.progress.all)
    said = {"answered": "Answered in", "failed": "Did not answer", "cancelled": "1 model"}
    assert row(page, "scripted").state.text().startswith(said[how])
    assert "failed" not in online.here.banner.text
