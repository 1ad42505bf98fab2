"""What was done is taken back: one after the other by Ctrl+Z, or one of them by its own button."""

from __future__ import annotations

import pytest
from faults import faulty
from PySide6.QtCore import Qt

from spoke.ui.navigation import DEVICES

pytestmark = pytest.mark.requires("qt")


def found(ask, chat):
    """As it is, in the trash too."""
    pages = [ask(lambda client, where=where: client.sessions(where=where)) for where in ("all", "trash")]
    return next((each for page in pages for each in page.sessions if each.id == chat), None)


def undo(window, qtbot):
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_all_that_was_done_to_a_chat_is_taken_back_in_a_row_with_the_focus_in_the_composer(
    agent, ask, online, loop, qtbot
):
    chats, acts = online.chats, online.chats.chat_actions
    chat = ask(lambda client: client.new_session("Boat")).id

    def now():
        return found(ask, chat)

    def done(act):
        offered = len(online.services.undo.offers)
        act(now())
        loop.until(lambda: len(online.services.undo.offers) > offered)

    done(lambda info: acts.set_title(info, "Ship"))
    done(acts.pin)
    done(lambda info: acts.file(info, "Sea"))
    done(lambda info: acts.tag(info, "summer"))
    done(acts.archive)
    done(acts.delete)
    info = now()
    assert (info.title, info.pinned, info.folder, info.tags, info.archived, info.deleted) == (
        "Ship", True, "Sea", ["summer"], True, True,
    )  # fmt: skip
    chats.focus_composer()
    assert online.focusWidget() is chats.page.composer.editor
    for _ in range(6):
        undo(online, qtbot)
    loop.until(lambda: not online.services.operations.going)
    info = now()
    assert (info.title, info.pinned, info.folder, info.tags, info.archived, info.deleted) == (
        "Boat", False, None, [], False, False,
    )  # fmt: skip
    assert chats.banner.text == ""


def test_what_is_typed_is_taken_back_first(agent, online, loop, qtbot):
    back = []
    online.services.undo.offer("Done.", lambda: taken(back, "done"))
    editor = online.chats.page.composer.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "x")
    undo(online, qtbot)
    assert (editor.toPlainText(), back) == ("", [])
    undo(online, qtbot)
    loop.until(lambda: back == ["done"])


def test_a_button_takes_back_what_stands_beside_it_whatever_was_done_since(agent, online, loop, qtbot):
    back = []
    online.services.undo.offer("Deleted.", lambda: taken(back, "deleted"))
    online.go(DEVICES)
    online.services.undo.offer("Exposed.", lambda: taken(back, "exposed"))
    qtbot.mouseClick(online.chats.banner.action, Qt.MouseButton.LeftButton)
    loop.until(lambda: back == ["deleted"])
    assert (online.chats.banner.text, online.places.devices.banner.text) == ("", "Exposed.")
    online.services.undo.last()
    loop.until(lambda: back == ["deleted", "exposed"])
    loop.until(lambda: not online.services.operations.going)
    online.services.undo.last()
    assert not online.services.operations.going


def test_what_could_not_be_taken_back_can_be_tried_again(agent, ask, online, loop):
    chats = online.chats
    chat = ask(lambda client: client.new_session("Boat")).id
    chats.chat_actions.delete(found(ask, chat))
    loop.until(lambda: online.services.undo.offers)
    with faulty(online).failing(r"POST /v1/sessions/[^/]+/restore", "gone"):
        online.services.undo.last()
        loop.until(lambda: chats.banner.button == "Try again")
    assert chats.banner.text.startswith("Undo: whether it was done is not known.")
    chats.banner.action.click()
    loop.until(lambda: not getattr(found(ask, chat), "deleted", True))
    assert chats.banner.text == ""


def test_a_chat_is_removed_for_good_only_after_a_question(agent, ask, online, loop, qtbot):
    chats = online.chats
    chat = ask(lambda client: client.new_session("Boat")).id
    ask(lambda client: client.delete_session(chat))
    info, question = found(ask, chat), chats.page.question
    chats.chat_actions.purge(info)
    assert question.text.text() == "Delete “Boat” for good, on all your devices? Nothing brings it back."
    qtbot.mouseClick(question.no, Qt.MouseButton.LeftButton)
    assert found(ask, chat).deleted
    chats.chat_actions.purge(info)
    qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    loop.until(lambda: "is gone for good" in chats.banner.text)
    assert found(ask, chat) is None


async def taken(back, what):
    back.append(what)
