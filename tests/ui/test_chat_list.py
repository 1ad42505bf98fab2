"""The list of chats where there are more than it reads at a time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from shared.ids import new_id
from spoke.node.bodies.exchange import TakenSession
from spoke.ui.chats.sidebar import chat_list
from spoke.ui.chats.sidebar.session_rows import ChatFilter, chat_of

pytestmark = pytest.mark.requires("qt")
PAGE, CHATS = 30, 75


def in_folder(folder, *days):
    return [TakenSession(id=new_id(), title="Attic", created_ms=day, messages=[], folder=folder) for day in days]


@pytest.fixture
def folder(agent, online, ask, loop, monkeypatch):
    """With `CHATS` of them. The list shows it."""
    name, place = new_id(), online.chats
    ask(lambda client: client.take_sessions(in_folder(name, *range(1, CHATS + 1))))
    monkeypatch.setattr(chat_list, "_PAGE", PAGE)
    place.list.go_to(ChatFilter("folder", name))
    loop.until(lambda: place.column.rows.rows[0].title == name and listed(place) == PAGE)
    yield name
    place.list.go_to(ChatFilter())
    loop.until(lambda: place.column.rows.rows[0].title != name)
    ask(delete_all)


async def delete_all(client):
    """Other tests have this node after these."""
    while found := (await client.sessions(limit=500, where="active")).sessions:
        for each in found:
            await client.delete_session(each.id)


def listed(place):
    return sum(bool(chat_of(row.key)[0]) for row in place.column.rows.rows)


def top_row(place):
    """The first in sight, and where it begins."""
    rows = place.column.rows
    index = rows.indexAt(QPoint(1, 1))
    return rows.rows[index.row()].key, rows.visualRect(index).top()


def read_on(place, loop, count):
    bar = place.column.rows.verticalScrollBar()
    while listed(place) < count:
        there = listed(place)
        bar.setValue(bar.maximum())
        loop.until(lambda there=there: listed(place) > there)


def test_older_chats_come_as_one_scrolls_and_stay_when_something_changes(online, folder, loop, ask):
    chats = online.chats
    read_on(chats, loop, 2 * PAGE)
    bar = chats.column.rows.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    there, (key, top) = listed(chats), top_row(chats)
    newest = in_folder(folder, CHATS + 1)
    ask(lambda client: client.take_sessions(newest))
    loop.until(lambda: any(row.key == newest[0].id for row in chats.column.rows.rows))
    assert listed(chats) >= there
    assert top_row(chats) == (key, top), "what is read does not move"
    read_on(chats, loop, CHATS + 1)
    ids = [row.key for row in chats.column.rows.rows if row.key]
    assert len(set(ids)) == len(ids)


def test_rows_of_one_line_are_as_high_as_their_heads_at_every_zoom(online, folder, loop):
    rows = online.chats.column.rows
    for zoom in (80, 90, 110, 125, 150, 200):
        online.look.preferences.change(zoom=zoom)
        heights = {rows.sizeHintForIndex(rows.model().index(number)).height() for number in range(len(rows.rows))}
        assert len(heights) == 1, "Qt takes the first for all of them"
    online.look.preferences.change(zoom=100)
    loop.until(lambda: online.look.settled)
    assert rows.uniformItemSizes()


def test_another_list_begins_at_its_beginning(online, folder, loop, ask):
    """The same chats may stand in both, and what leads to another list at the end of one."""
    place = online.chats
    rows, bar = place.column.rows, place.column.rows.verticalScrollBar()
    other = ChatFilter("folder", new_id())
    ask(lambda client: client.take_sessions(in_folder(other.name, *range(1, PAGE + 1))))
    for chat_filter, first in ((ChatFilter(), ""), (other, other.name)):
        read_on(place, loop, 2 * PAGE if not first else PAGE)
        bar.setValue(bar.maximum() // 2)
        before = rows.rows[0].title
        place.list.go_to(chat_filter)
        loop.until(lambda before=before: rows.rows[0].title != before)
        assert bar.value() == 0
    place.list.go_to(ChatFilter("folder", folder))
    loop.until(lambda: rows.rows[0].title == folder and listed(place) == PAGE)
    bar.setValue(bar.maximum() // 2)
    place.column.search.setText("Attic")
    loop.until(lambda: rows.rows[0].title == "By title")
    assert bar.value() == 0
    place.column.search.clear()
    loop.until(lambda: rows.rows[0].title == folder)
