"""The chats as a person uses them, over a real node."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt

from spoke.node.bodies.sessions import NewMessage
from spoke.ui.chats.sidebar.session_rows import chat_of

pytestmark = pytest.mark.requires("qt")


def texts(window):
    return [message.text for message in window.chats.page.messages.messages]


def titles(window):
    return [row.title for row in window.chats.column.rows.rows if chat_of(row.key)[0]]


async def a_session(client, title="Attic humidity", text="Was the attic damp?"):
    session = await client.new_session(title)
    await client.write(session.id, NewMessage(text=text))
    return session.id


async def answered(client, session):
    """Its messages once there is an answer: what still grows is shown too, and no message yet."""
    async with asyncio.timeout(30):
        while len(messages := (await client.session(session)).messages) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return messages


def test_a_session_written_through_the_node_is_listed_and_opened(agent, ask, window, loop):
    ask(a_session)
    loop.until(lambda: texts(window) == ["Was the attic damp?"])
    assert titles(window) == ["Attic humidity"]
    assert window.chats.column.foot.text == "Only on this device"


def test_what_another_face_writes_appears_by_itself(agent, ask, online, loop):
    session = ask(a_session)
    loop.until(lambda: titles(online))
    online.chats.open(session)
    loop.until(lambda: texts(online))
    ask(lambda client: client.write(session, NewMessage(text="And the cellar?")))
    loop.until(lambda: texts(online) == ["Was the attic damp?", "And the cellar?"])


def test_enter_in_the_composer_writes_a_chat_into_the_node(agent, model, ask, online, loop, qtbot):
    composer = online.chats.page.composer
    loop.until(lambda: composer.models.models)
    editor = composer.editor
    qtbot.keyClicks(editor, "Names for the boat")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(editor, "Short ones")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    loop.until(lambda: texts(online) == ["Names for the boat\nShort ones"] * 2)
    assert editor.toPlainText() == ""
    sessions = ask(lambda client: client.sessions()).sessions
    assert [session.title for session in sessions] == ["Names for the boat"]
    messages = ask(lambda client: answered(client, sessions[0].id))
    assert messages[0].text == "Names for the boat\nShort ones"
    assert [each.role for each in messages] == ["user", "assistant"]


def test_a_draft_stays_with_its_chat_and_outlives_the_window(agent, ask, online, loop, data):
    from spoke.ui.chats.writing.drafts import Drafts

    first, second = ask(a_session), ask(lambda client: a_session(client, "The cellar", "Dry?"))
    loop.until(lambda: len(titles(online)) == 2)
    online.chats.open(first)
    online.chats.page.composer.editor.setPlainText("half a thought")
    online.chats.open(second)
    assert online.chats.page.composer.text == ""
    online.chats.open(first)
    assert online.chats.page.composer.text == "half a thought"
    online.close()
    assert Drafts(data / "desktop" / "drafts.json").get(first) == "half a thought"


def test_before_the_first_chat_the_page_says_what_works(agent, online, loop):
    loop.until(online.chats.page.first_run.isVisible)


def test_tags_of_others_stay_text(agent, ask, online, loop):
    session = ask(lambda client: a_session(client, "<b>title</b>", "<img src='file:///etc/passwd'>"))
    loop.until(lambda: titles(online) == ["<b>title</b>"])
    online.chats.open(session)
    loop.until(lambda: texts(online))
    (row,) = online.chats.page.messages.rows
    assert [placed.part.text for placed in row.laid.parts] == ["<img src='file:///etc/passwd'>"]
