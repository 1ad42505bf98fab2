"""The window while there is no node yet: the chats are listed, can be gone to and sifted, and what is typed is kept."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt

from shared.system.database import Database
from spoke.sessions.store import SessionStore
from spoke.store.tables import SCHEMA
from spoke.ui.chats.empty_chat import EmptyChat

pytestmark = pytest.mark.requires("qt")
CHATS = 12


@pytest.fixture
def data(home):
    """A folder as a node left it."""
    folder = home / "node"
    folder.mkdir(mode=0o700)

    async def fill():
        database = Database.open(folder / "node.db", SCHEMA)
        store = SessionStore(database, lambda: "Laptop", lambda _: None)
        for number in range(CHATS):
            await store.create(f"Chat {number}")
        await database.close()

    asyncio.run(fill())
    return folder


@pytest.fixture
def alone(data, loop, qapp, qtbot):
    """A window that is built, and reaches for no node."""
    from spoke.ui.look.look import Look
    from spoke.ui.node.connection import NodeConnection
    from spoke.ui.preferences import Preferences
    from spoke.ui.window.window import Window

    made = Window(Look(qapp, Preferences(data / "desktop" / "preferences.json")), data)
    made.build(NodeConnection(data, "Laptop"))
    made.show()
    yield made
    made.close()
    loop.run(made.aclose())
    made.deleteLater()


def titles(window):
    return [row.title for row in window.chats.column.rows.rows if row.key]


def test_it_says_that_felloe_starts_and_not_that_there_is_a_new_chat(alone, loop):
    alone.chats.new_chat()
    said = alone.chats.page._empty.title
    assert EmptyChat(alone.chats.page).title.text() == "", "most nodes are there at once"
    loop.until(lambda: said.text() == "Felloe starts" and said.isVisible())
    alone.node._set("failed")
    assert said.text() == "A new chat"


def test_the_chats_are_there_and_can_be_gone_to_before_the_node_is(alone, loop, qtbot):
    chats, rows = alone.chats, alone.chats.column.rows
    assert titles(alone) == [f"Chat {number}" for number in reversed(range(CHATS))]
    assert not alone.node.reached and not chats.list.loaded
    third = [number for number, row in enumerate(rows.rows) if row.key][2]
    at = rows.visualRect(rows.model().index(third, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chats.current == rows.rows[third].key
    assert chats.page._title.text() == rows.rows[third].title
    qtbot.keyClicks(chats.page.composer.editor, "How damp")
    chats.open(rows.rows[third + 1].key)
    chats.open(rows.rows[third].key)
    assert chats.page.composer.text == "How damp"


def test_the_list_is_sifted_by_title_before_the_node_is_there(alone, loop, qtbot):
    search = alone.chats.column.search
    qtbot.keyClicks(search, "chat 1")
    loop.until(lambda: titles(alone) == ["Chat 11", "Chat 10", "Chat 1"])
    qtbot.keyClicks(search, "9")
    loop.until(lambda: titles(alone) == [])
    search.clear()
    loop.until(lambda: len(titles(alone)) == CHATS)


BUILT = """
import json, sys
from pathlib import Path
import spoke.ui.app, spoke.ui.main_loop
from PySide6.QtWidgets import QApplication
from spoke.ui.look.look import Look
from spoke.ui.node.connection import NodeConnection
from spoke.ui.preferences import Preferences
from spoke.ui.window.window import Window
app, data = QApplication([]), Path(sys.argv[1])
steps = Window(Look(app, Preferences(data / "none.json")), data).building(NodeConnection(data))
next(steps)
before = set(sys.modules)
count = len(list(steps))
print(json.dumps([count, sorted(before), sorted(set(sys.modules) - before)]))
"""


def test_the_chats_are_built_in_steps_of_what_the_first_imports_and_of_nothing_that_speaks_to_a_node(data):
    """The first step leaves the window its thread while it imports."""
    command = [sys.executable, "-c", BUILT, str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    steps, first, late = json.loads(done.stdout)
    heavy = {"pydantic", "httpx", "anyio", "structlog", "jsonschema", "sqlalchemy", "spoke.node.client"}
    assert not (heavy | {"PySide6.QtNetwork"}) & set(first)
    assert steps > 15 and late == []


def test_what_is_imported_afterwards_is_there_to_be_imported():
    from spoke.ui.event_loop.deferred_imports import FOR_PLACES, FOR_THE_NODE

    assert [name for name in (*FOR_THE_NODE, *FOR_PLACES) if importlib.util.find_spec(name) is None] == []
