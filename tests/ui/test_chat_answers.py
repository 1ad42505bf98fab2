"""Answers as a person sees them come: streamed, stopped, asked again, edited, on branches, with asks in the flow."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing, asynccontextmanager
from types import SimpleNamespace

import pytest
from chat_wire import DONE, finish, text, tool_whole
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from scripted_upstream import Pause, Until, streamed

from shared.errors import NodeUnreachable, NotFound
from spoke.node.bodies import answers
from spoke.node.client import NodeClient
from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.conversation import answer_streams
from spoke.ui.chats.conversation.view import ConversationView
from spoke.ui.chats.painted.head import Head
from spoke.ui.chats.painted.note import Note
from spoke.ui.chats.sidebar.session_rows import chat_of
from spoke.ui.navigation import CHATS, SETTINGS, SKILLS

pytestmark = pytest.mark.requires("qt")

FETCH = 'import urllib.request\nurllib.request.urlopen("https://api.weather.example/today")'


def say(chats, qtbot, words):
    chats.page.composer.put(words)
    qtbot.keyClick(chats.page.composer.editor, Qt.Key.Key_Return)


def turns(chats):
    return chats.page.messages.messages


def last(chats):
    return turns(chats)[-1] if turns(chats) else None


def head(chats):
    """The model that the last turn is headed by."""
    return next(each.part.model for each in chats.page.messages.rows[-1].laid.parts if isinstance(each.part, Head))


def notes(chats):
    """What stands at the last turn of how it went."""
    parts = [each.part for each in chats.page.messages.rows[-1].laid.parts]
    return [part.word for part in parts if isinstance(part, Note)]


def states(chats):
    """What the list says of the open chat."""
    return [row.side for row in chats.column.rows.rows if row.key == chats.current]


def settled(chats):
    return last(chats) is not None and last(chats).role == "assistant" and not last(chats).growing


def test_an_answer_is_seen_while_it_comes_and_stopped_with_escape(chats, model, loop, qtbot):
    hold = asyncio.Event()
    model.script(streamed(text("One "), text("two"), Until(hold), text("never"), DONE))
    say(chats, qtbot, "Count")
    loop.until(lambda: last(chats) and last(chats).growing and last(chats).text == "One two")
    composer = chats.page.composer
    assert composer.stop.isVisible() and not composer.send.isVisible()
    loop.until(lambda: states(chats) == ["Answering"])
    loop.until(lambda: head(chats) == "scripted")
    composer.editor.setFocus()
    chats.escape()
    loop.until(lambda: settled(chats))
    hold.set()
    assert (last(chats).text, last(chats).end.reason) == ("One two", "stopped")
    assert head(chats) == last(chats).model == "scripted"
    assert composer.send.isVisible() and not composer.stop.isVisible()


@pytest.mark.parametrize(
    ("begun", "scrolled_up", "at_most"),
    [(14, 0, 0.5), (14, 60, 0.5), (2, 0, 0.75), (14, 10_000, 1.1)],
    ids=["at its end", "a little above it", "all in sight", "at its top, with room above"],
)
def test_of_an_answer_that_grows_what_is_new_is_painted_and_the_rest_is_scrolled(
    chats, model, loop, qtbot, monkeypatch, begun, scrolled_up, at_most
):
    """What is on the screen is what a fresh picture shows, at each step."""
    view, exposed, painted_by, hold = chats.page.messages, [], ConversationView.paintEvent, asyncio.Event()
    monkeypatch.setattr(
        ConversationView,
        "paintEvent",
        lambda self, event: (exposed.append(event.rect().height()), painted_by(self, event)),
    )
    begin = "A paragraph of some words.\n\n- an item with `code`\n\n" * begun
    rest = [*"| a | b |\n|---|---|\n", *["| 1 | 2 |\n"] * 3, "\n```python\n", *["print(1)\n"] * 6, "```\n\n"]
    words = [each for piece in [*rest, *["so on "] * 40] for each in (text(piece), Pause(0.03))]
    model.script(streamed(text(begin), Until(hold), *words, finish(), DONE))
    say(chats, qtbot, "Go on")
    loop.until(lambda: view.rows and sum(each.part.text.count("item") for each in view.rows[-1].laid.parts) == begun)
    loop.until(view.updatesEnabled)
    loop.until(lambda: not view.findChildren(QTimer, "felloe.painting"))
    view.leave_room(60)
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() - scrolled_up)
    paint(chats.window())
    pictures, texts = [], set()
    exposed.clear()
    hold.set()

    def compare():
        paint(chats.window())
        if last(chats).growing and last(chats).text not in texts:
            texts.add(last(chats).text)
            painted = len(exposed)
            pictures.append(on_screen(view.viewport()) == fresh(view.viewport()))
            del exposed[painted:]
        return settled(chats)

    loop.until(compare)
    assert all(pictures) and len(pictures) > 20, pictures
    some = sorted(exposed)[: len(exposed) * 3 // 4]
    assert max(some, default=0) < view.viewport().height() * at_most, exposed


def test_the_first_key_after_a_click_rings_the_whole_row_while_it_grows(chats, model, loop, qtbot):
    view, hold = chats.page.messages, asyncio.Event()
    model.script(streamed(text("A paragraph.\n\n" * 40), Until(hold), text("More"), Until(asyncio.Event())))
    say(chats, qtbot, "Go on")
    loop.until(lambda: last(chats) and last(chats).text and view.verticalScrollBar().maximum() and view.follows)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())
    loop.until(lambda: not view.findChildren(QTimer, "felloe.painting"))
    paint(chats.window())
    unringed = on_screen(view.viewport())
    qtbot.keyClick(view, Qt.Key.Key_C)
    hold.set()
    loop.until(lambda: last(chats).text.endswith("More"))
    paint(chats.window())
    assert on_screen(view.viewport()) == fresh(view.viewport()) != unringed


def paint(window):
    """What is asked for, at once."""
    QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
    if window._gave_way:
        window._ask_for_picture()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)


def fresh(widget):
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def on_screen(widget):
    """What Qt painted of it, which is what a person sees."""
    window = widget.window()
    at = widget.mapTo(window, QPoint(0, 0))
    shown = window.screen().grabWindow(window.winId(), at.x(), at.y(), widget.width(), widget.height())
    return shown.toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_an_answer_that_this_window_fails_to_hear_is_read_when_it_is_there(chats, model, loop, qtbot, monkeypatch):
    hold, rest, hear, heard = asyncio.Event(), asyncio.Event(), Turn.hear, []

    def broken(turn, event):
        heard.append(event)
        if event.kind == "text":
            raise ValueError("of ours")
        hear(turn, event)

    monkeypatch.setattr(Turn, "hear", broken)
    model.script(streamed(Until(hold), text("One"), Until(rest), finish(), DONE))
    say(chats, qtbot, "Go")
    loop.until(lambda: not chats.page.composer.text and heard)
    hold.set()
    loop.until(lambda: chats.loader.refresh() or last(chats).text == "One")
    assert last(chats).growing
    rest.set()
    loop.until(lambda: settled(chats))
    assert last(chats).text == "One" and chats.page.composer.send.isVisible()
    assert "Something in this window failed" in chats.banner.text
    assert heard[-1].kind == "text", "what comes after that is not listened to"


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("of ours"), "Something in this window failed"), (NotFound("Another program writes it."), "")],
)
def test_an_answer_that_has_no_stream_here_is_read_when_it_is_there(
    chats, model, loop, qtbot, monkeypatch, error, said
):
    hold, opened = asyncio.Event(), []

    @asynccontextmanager
    async def none(client, answer_id):
        opened.append(answer_id)
        raise error
        yield

    monkeypatch.setattr(NodeClient, "answer_events", none)
    model.script(streamed(Until(hold), text("One"), finish(), DONE))
    say(chats, qtbot, "Go")
    loop.until(lambda: opened)
    hold.set()
    loop.until(lambda: settled(chats))
    assert (last(chats).text, len(opened)) == ("One", 1)
    assert chats.banner.text.startswith(said) and bool(chats.banner.text) == bool(said)


def breaking_once(monkeypatch, seen):
    """The first stream of an answer breaks after this text. All that are opened."""
    opened, real = [], NodeClient.answer_events

    async def cut():
        yield "1", answers.TextPiece(at=0, text=seen)
        raise NodeUnreachable("Cut.")

    @asynccontextmanager
    async def breaking(client, answer_id):
        opened.append(answer_id)
        if len(opened) == 1:
            async with aclosing(cut()) as events:
                yield events
        else:
            async with real(client, answer_id) as events:
                yield events

    monkeypatch.setattr(NodeClient, "answer_events", breaking)
    return opened


def test_an_answer_that_became_another_while_nobody_heard_says_so(chats, model, loop, qtbot, monkeypatch):
    hold, opened = asyncio.Event(), breaking_once(monkeypatch, "Something el")
    monkeypatch.setattr(answer_streams, "TIMEOUTS", SimpleNamespace(reconnect_min=60.0))
    model.script(streamed(Until(hold), text("One"), finish(), DONE))
    say(chats, qtbot, "Go")
    loop.until(lambda: opened)
    hold.set()
    loop.until(lambda: settled(chats))
    assert (last(chats).text, notes(chats)) == ("One", ["Begun anew"])
    assert len(opened) == 1, "it waits before it opens another"


@pytest.mark.parametrize("seen", ["Half and ", "Half\n\nand "], ids=["as kept", "with spaces that are not kept"])
def test_an_answer_whose_stream_breaks_goes_on_and_was_not_begun_anew(chats, model, loop, qtbot, monkeypatch, seen):
    hold, opened = asyncio.Event(), breaking_once(monkeypatch, seen)
    model.script(streamed(text("Half "), text("and "), Until(hold), text("half"), finish(), DONE))
    say(chats, qtbot, "Go")
    loop.until(lambda: len(opened) == 2 and last(chats).text == "Half and ")
    hold.set()
    loop.until(lambda: settled(chats))
    assert (last(chats).text, notes(chats)) == ("Half and half", [])


def test_an_answer_is_heard_whatever_its_characters_are(chats, model, loop, qtbot):
    hold, said = asyncio.Event(), "one\u2028two\x85three\u2029data: four"
    model.script(streamed(text(said), Until(hold), finish(), DONE))
    say(chats, qtbot, "Go")
    loop.until(lambda: last(chats) and last(chats).growing and last(chats).text == said)
    hold.set()
    loop.until(lambda: settled(chats))
    assert last(chats).text == said and not chats.banner.text


def test_answering_again_and_editing_make_branches_that_can_be_gone_through(chats, model, loop, qtbot):
    model.script(streamed(text("first"), finish(), DONE), streamed(text("second"), finish(), DONE))
    say(chats, qtbot, "Say something")
    loop.until(lambda: settled(chats))
    view = chats.page.messages
    chats.turns.step(-1)
    qtbot.keyClick(view, Qt.Key.Key_R)
    loop.until(lambda: settled(chats) and last(chats).text == "second")
    assert len(last(chats).beside) == 2
    bar = chats.page.overlays.last
    loop.until(lambda: bar.branch.text() == "Branch 2 of 2")
    view.show_turn(last(chats).id, focus=True)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    loop.until(lambda: last(chats).text == "first")
    view.show_turn(turns(chats)[0].id, focus=True)
    qtbot.keyClick(view, Qt.Key.Key_E)
    assert chats.page.composer.text == "Say something"
    say(chats, qtbot, "Say it better")
    loop.until(lambda: settled(chats) and turns(chats)[0].text == "Say it better")
    assert len(turns(chats)[0].beside) == 2


def test_what_begins_with_a_slash_and_names_no_function_can_be_sent(chats, model, loop, qtbot):
    composer, slash = chats.page.composer, chats.page.slash
    qtbot.keyClicks(composer.editor, "/etc/hosts, what is it?")
    loop.until(lambda: slash.isVisible() and slash.list.rows[0].key == "/")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Escape)
    chats.escape()
    assert composer.text == "/etc/hosts, what is it?", "closing the list takes nothing away"
    qtbot.keyClick(composer.editor, Qt.Key.Key_Space)
    loop.until(lambda: slash.isVisible() and slash.list.currentIndex().isValid())
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    loop.until(lambda: turns(chats) and turns(chats)[0].text.startswith("/etc/hosts") and settled(chats))
    assert not composer.text and not slash.isVisible()


def test_what_was_being_typed_comes_back_after_an_edit(chats, model, loop, qtbot):
    composer = chats.page.composer
    say(chats, qtbot, "One")
    loop.until(lambda: settled(chats))
    qtbot.keyClicks(composer.editor, "half a thought")
    chats.sending.edit(turns(chats)[0])
    assert composer.text == "One"
    chats.escape()
    assert composer.text == "half a thought"
    chats.sending.edit(turns(chats)[0])
    qtbot.keyClicks(composer.editor, " and two")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    loop.until(lambda: turns(chats)[0].text == "One and two" and settled(chats))
    assert composer.text == "half a thought"


def test_the_files_of_a_message_that_is_edited_stay_with_it_and_others_are_put_aside(
    chats, model, loop, qtbot, tmp_path
):
    composer, files = chats.page.composer, chats.sending.files
    for name in ("one", "two", "aside"):
        (tmp_path / f"{name}.txt").write_text(name)
    files.attach([tmp_path / "one.txt", tmp_path / "two.txt"])
    say(chats, qtbot, "Read them")
    loop.until(lambda: turns(chats) and settled(chats))
    files.attach([tmp_path / "aside.txt"])
    chats.sending.edit(turns(chats)[0])
    assert [draft.name for draft in files.of(chats.current)] == ["one.txt", "two.txt"]
    chats.escape()
    assert [draft.name for draft in files.of(chats.current)] == ["aside.txt"]
    chats.sending.edit(turns(chats)[0])
    files.remove(files.of(chats.current)[0])
    qtbot.keyClicks(composer.editor, " again")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    loop.until(lambda: turns(chats)[0].text == "Read them again" and settled(chats))
    assert [each.name for each in turns(chats)[0].attachments] == ["two.txt"]
    assert model.heard[-1].json()["messages"][-1]["content"].endswith('<file name="two.txt">\ntwo\n</file>')
    assert [draft.name for draft in files.of(chats.current)] == ["aside.txt"]
    files.put(chats.current, [])


def squeezed(card, window, loop):
    """Heights that it was painted with while the zoom changed, and that are less than it needs."""
    painted = []

    class Watch(QObject):
        def eventFilter(self, _, event):  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                painted.append((card.height(), card.layout().totalMinimumSize().height()))
            return False

    watch = Watch()
    card.installEventFilter(watch)
    before = card.height()
    window.look.preferences.change(zoom=150)
    loop.until(lambda: window.look.settled and card.height() > before and painted and card.height() == painted[-1][0])
    card.removeEventFilter(watch)
    window.look.preferences.change(zoom=100)
    loop.until(lambda: window.look.settled and card.height() == before)
    return [(high, least) for high, least in painted if high < least]


def test_a_question_stands_in_the_flow_and_is_answered_by_figures_only_with_the_focus_in_it(
    chats, model, loop, qtbot, online
):
    call = tool_whole("run_code", json.dumps({"code": FETCH}))
    model.script(
        streamed(text("I look."), call, finish("tool_calls"), DONE), streamed(text("I may not."), finish(), DONE)
    )
    chats.focus_composer()
    say(chats, qtbot, "Will it rain?")
    cards = chats.page.overlays.cards
    loop.until(lambda: cards and next(iter(cards.values())).isVisible())
    (card,) = cards.values()
    assert "http GET api.weather.example" in card.words.spoken
    assert '"https://api.weather.example/today"' in card.words.spoken
    assert set(card.buttons) == {"once", "chat", "exact", "deny"}
    loop.until(lambda: states(chats) == ["Asks you"])
    assert squeezed(card, online, loop) == []
    assert chats.page.composer.editor.hasFocus(), "it never takes the focus"
    qtbot.keyClick(chats.page.composer.editor, Qt.Key.Key_0)
    assert chats.page.composer.text == "0"
    chats.focus_ask()
    assert online.focusWidget() is card
    loop.until(lambda: card.ready)
    qtbot.keyClick(card, Qt.Key.Key_0)
    loop.until(lambda: settled(chats) and last(chats).text.endswith("I may not."))
    assert [ask.state for ask in last(chats).asks] == ["denied"]
    words = [placed.part.word for placed in chats.page.messages.rows[-1].laid.parts if hasattr(placed.part, "word")]
    assert "Denied" in words
    loop.until(lambda: not cards)
    assert chats.page.composer.editor.hasFocus(), "an answer leads back to the text"


def test_the_branches_beside_an_answer_that_asks_are_gone_through_and_back(chats, model, loop, qtbot):
    call = tool_whole("run_code", json.dumps({"code": FETCH}))
    model.script(
        streamed(text("first"), finish(), DONE),
        streamed(text("I look."), call, finish("tool_calls"), DONE),
        streamed(text(" No."), finish(), DONE),
    )
    say(chats, qtbot, "Will it rain?")
    loop.until(lambda: settled(chats))
    view, cards = chats.page.messages, chats.page.overlays.cards
    chats.turns.step(-1)
    qtbot.keyClick(view, Qt.Key.Key_R)
    loop.until(lambda: last(chats).waits and cards and next(iter(cards.values())).isVisible())
    asks = last(chats).id
    view.show_turn(asks, focus=True)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    loop.until(lambda: last(chats).text == "first" and list(last(chats).beside) == [last(chats).id, asks])
    loop.until(lambda: chats.page.overlays.last.branch.text() == "Branch 1 of 2")
    loop.until(lambda: chats.page.asks.card is not None)
    view.show_turn(last(chats).id, focus=True)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    loop.until(lambda: last(chats).id == asks)
    loop.until(lambda: cards and next(iter(cards.values())).isVisible())
    (card,) = cards.values()
    loop.until(lambda: card.ready)
    card.buttons["deny"].click()
    loop.until(lambda: settled(chats) and last(chats).text == "I look. No.")


def test_a_run_is_a_card_that_can_be_inspected(chats, model, loop, qtbot):
    model.script(
        streamed(tool_whole("run_code", json.dumps({"code": "print(6 * 7)"})), finish("tool_calls"), DONE),
        streamed(text("It is 42."), finish(), DONE),
    )
    say(chats, qtbot, "What is six times seven?")
    loop.until(lambda: settled(chats) and last(chats).text == "It is 42.")
    (call,) = last(chats).calls
    loop.until(lambda: call.run in chats.context.records)
    assert chats.inspector._copies.isHidden(), "no run is chosen"
    chats.inspection.toggle()
    loop.until(lambda: chats.inspector.view is not None)
    assert chats.panes.right_open and chats.inspector._copies.isVisible()
    assert (chats.inspector.view.code, chats.inspector.view.output) == ("print(6 * 7)", "42")
    assert "ms" in chats.inspector.view.figures[0]
    assert "Ran code" in chats.inspector.card.accessibleName()


def test_a_run_that_waits_is_inspected_and_followed_until_it_ends(chats, model, loop, qtbot, ask):
    model.script(streamed(tool_whole("run_code", json.dumps({"code": FETCH})), finish("tool_calls"), DONE))
    say(chats, qtbot, "Will it rain?")
    loop.until(lambda: chats.page.overlays.cards)
    loop.until(lambda: last(chats).calls and last(chats).calls[-1].run)
    chats.inspection.toggle()
    loop.until(lambda: chats.inspector.view is not None)
    ask(lambda client: client.asks())
    assert "Running" in labels(chats.inspector) and "no such run" not in labels(chats.inspector)
    (card,) = chats.page.overlays.cards.values()
    loop.until(lambda: card.ready)
    card.buttons["deny"].click()
    loop.until(lambda: "Asked by" in labels(chats.inspector))


def labels(widget):
    return " ".join(each.text() for each in widget.findChildren(QLabel))


def test_without_a_model_there_is_nothing_to_send_and_a_slash_still_works(agent, online, loop, qtbot, ask):
    composer = online.chats.page.composer
    loop.until(lambda: composer.models.models == [])
    composer.put("Hello")
    assert not composer.send.isEnabled()
    assert composer.send.toolTip() == "Chatting needs a model. Add one in the settings."
    assert not online.chats.banner.text
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert online.chats.banner.text == "Chatting needs a model. Add one in the settings."
    online.chats.banner.close_banner.click()
    assert not online.chats.banner.text
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert online.chats.banner.text, "who sends again hears it again"
    qtbot.mouseClick(online.chats.banner.action, Qt.MouseButton.LeftButton)
    loop.until(lambda: (online.place, online.settings.current) == (SETTINGS, "models"))
    online.go(CHATS)
    assert composer.text == "Hello"
    composer.put("/")
    loop.until(online.chats.page.slash.isVisible)
    assert composer.send.isEnabled()
    assert ask(lambda client: client.sessions()).sessions == []


def test_the_model_of_a_chat_is_kept_with_it(chats, model, loop, qtbot, ask):
    say(chats, qtbot, "Hello")
    loop.until(lambda: settled(chats))
    name = chats.page.composer.models.models[0].name
    chats.page.composer.models.chosen.emit(name)
    loop.until(lambda: ask(lambda client: client.chat_settings(chats.current)).model == name)
    chat = chats.current
    chats.new_chat()
    loop.until(lambda: chats.page.composer.models.current == "")
    chats.open(chat)
    loop.until(lambda: chats.page.composer.models.current == name)
    assert chat_of(chat)[0] == chat


def test_the_way_to_a_question_opens_its_chat_and_a_question_of_no_chat_stands_above_the_composer(
    chats, model, loop, qtbot, online, ask
):
    from spoke.node.bodies.calls import ExecBody
    from spoke.node.bodies.sessions import NewMessage

    model.script(streamed(tool_whole("run_code", json.dumps({"code": FETCH})), finish("tool_calls"), DONE))
    say(chats, qtbot, "Will it rain?")
    loop.until(lambda: chats.page.overlays.cards)
    asking = chats.current
    other = ask(lambda client: client.new_session("Other")).id
    ask(lambda client: client.write(other, NewMessage(text="quiet")))
    chats.open(other)
    loop.until(lambda: turns(chats) and turns(chats)[0].text == "quiet")
    assert chats.page.asks.card is None
    chats.focus_ask()
    (card,) = chats.page.overlays.cards.values()
    loop.until(lambda: online.focusWidget() is card)
    assert chats.current == asking
    loop.until(lambda: card.ready)
    qtbot.keyClick(card, Qt.Key.Key_0)
    loop.until(lambda: not chats.asks.cards)

    work = loop.events.create_task(online.node.client.execute(ExecBody(code=FETCH, asks=True)))
    loop.until(lambda: chats.page.asks.card is not None)
    assert set(chats.page.asks.card.buttons) == {"once", "deny"}
    online.go(SKILLS)
    qtbot.keyClick(online, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert online.place == CHATS
    loop.until(lambda: online.focusWidget() is chats.page.asks.card)
    loop.until(lambda: chats.page.asks.card.ready)
    chats.page.asks.card.buttons["deny"].click()
    loop.until(work.done)
    loop.until(lambda: chats.page.asks.card is None)
    assert not chats.page.asks.isVisible()


def test_a_question_of_another_device_stands_in_its_chat_when_that_is_opened(chats, loop, online, ask, monkeypatch):
    from spoke.node.bodies.approvals import AsksEverywhere
    from spoke.node.bodies.calls import ExecBody
    from spoke.node.bodies.sessions import NewMessage

    asked = ask(lambda client: client.new_session("Asked in the attic")).id
    ask(lambda client: client.write(asked, NewMessage(text="What is it called?")))
    work = loop.events.create_task(online.node.client.execute(ExecBody(code=FETCH, asks=True)))
    loop.until(lambda: chats.page.asks.card is not None)
    (info,) = ask(lambda client: client.asks()).asks
    there = {"device": "attic", "here": False, "more": True,
             "asks": [info.model_copy(update={"chat": asked}).model_dump()]}  # fmt: skip

    async def everywhere():
        return AsksEverywhere.model_validate({"devices": [there]})

    monkeypatch.setattr(online.node.client, "asks_everywhere", everywhere)
    online.services.asks.refresh()
    loop.until(lambda: f"attic:{info.id}" in chats.asks.cards)
    loop.until(lambda: chats.page.asks.card.ready)
    chats.page.asks.card.buttons["deny"].click()
    loop.until(work.done)
    loop.until(lambda: chats.page.asks.card is None)
    chats.open(asked)
    loop.until(lambda: chats.page.asks.card is chats.asks.cards[f"attic:{info.id}"])
    assert "attic asks more than these. The rest comes as you answer." in chats.page.asks._more.text()
    there["more"] = False
    online.services.asks.refresh()
    loop.until(lambda: chats.page.asks._more.isHidden())
