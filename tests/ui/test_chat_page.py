"""The chat page by hand: long chats, Markdown, files, commands, search, folders, the trash, export and import."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from shared.errors import DiskFull, NodeUnreachable
from shared.ids import new_id
from shared.parts import EndPart
from shared.sync.ops import Message
from spoke.node.bodies.calls import ExecBody
from spoke.node.bodies.exchange import TakenSession
from spoke.node.bodies.sessions import ChangeSession, NewMessage
from spoke.node.client import NodeClient
from spoke.ui.chats.conversation import layout, row_layer
from spoke.ui.chats.painted.code import Code
from spoke.ui.chats.painted.part import occurrences
from spoke.ui.chats.row_assets import read_picture
from spoke.ui.chats.sidebar.session_rows import FOLDER, PLACE, ChatFilter, chat_of
from spoke.ui.chats.writing.sending import Attempt, Target

pytestmark = pytest.mark.requires("qt")

SKILLS = Path(__file__).parents[2] / "resources" / "skills"
LONG = "A line.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nprint('x')\n```\n"


async def a_chat(client, title, *texts, **fields):
    """Messages one after the other, of the user and the assistant in turns."""
    session, parent, messages = new_id(), None, []
    for number, words in enumerate(texts):
        role = "assistant" if number % 2 else "user"
        message = Message(id=new_id(), parent_id=parent, role=role, text=words, created_ms=int(time.time() * 1000))
        messages.append(message)
        parent = message.id
    for at in range(0, len(messages), 400):
        some = TakenSession(id=session, title=title, created_ms=1, messages=messages[at : at + 400], **fields)
        await client.take_sessions([some])
    return session


def keys(chats):
    return [row.key for row in chats.column.rows.rows if row.key]


def opened(chats, loop, session):
    loop.until(lambda: session in keys(chats))
    chats.open(session)
    loop.until(lambda: chats.loader.session == session and chats.page.messages.rows)


def texts(chats):
    return [turn.text for turn in chats.page.messages.messages]


def test_a_long_chat_opens_at_its_end_and_older_messages_come_as_one_scrolls(agent, ask, online, loop):
    chats = online.chats
    session = ask(lambda client: a_chat(client, "Long", *(f"{number} {LONG}" for number in range(300))))
    opened(chats, loop, session)
    view = chats.page.messages
    assert texts(chats)[-1].startswith("299 ")
    assert len(view.rows) < 80
    assert view.follows
    loop.until(lambda: len(view.rows) == 60)
    view.verticalScrollBar().setValue(200)
    anchor = view.anchor()
    loop.until(lambda: len(view.rows) == 120)
    assert view.anchor() == anchor, "what is read does not move"
    ask(lambda client: client.write(session, NewMessage(text="news")))
    loop.until(lambda: texts(chats)[-1] == "news")
    assert view.anchor() == anchor
    assert chats.page.overlays.down.isVisible()
    assert chats.page.overlays.down.text()
    chats.page.overlays.down.click()
    assert view.follows and not chats.page.overlays.down.isVisible()
    view.verticalScrollBar().setValue(200)
    assert chats.page.overlays.down.isVisible() and not chats.page.overlays.down.text(), "there is a way back"


def test_no_step_of_laying_out_is_long_however_long_the_message(agent, ask, online, loop):
    """The work of a message of 200 KB is cut into steps, each over a few thousand characters."""
    from spoke.ui.chats.content.segments import CODE_MOST, MOST, segments
    from spoke.ui.chats.content.turns import turn_of
    from spoke.ui.chats.conversation.layout import lay
    from spoke.ui.chats.conversation.memo import Memo

    text = "".join(f"{number} " + "word " * 400 + "\n\n" for number in range(60)) + "```\n" + "x = 1\n" * 15_000 + "```"
    message = Message(id=new_id(), role="assistant", text=text, created_ms=1)
    chats = online.chats
    turn = turn_of(message)
    sizes = [len(segment.text) for segment in segments(text)]
    work = lay(turn, chats.services.look.theme, 740.0, chats.context, Memo())
    steps = [step() if callable(step) else step for step in work]
    assert max(sizes) <= max(MOST, CODE_MOST)
    assert len(steps) > len(sizes)


def test_a_chat_that_scrolls_draws_the_lines_that_came(agent, ask, online, loop, qapp, monkeypatch):
    """Not all that is in sight: emoji, or hundreds of pieces of inline code, take longer than a frame."""
    from spoke.ui.chats.painted.prose import Prose

    view, drawn, paint = online.chats.page.messages, [], Prose.paint
    opened(online.chats, loop, ask(lambda client: a_chat(client, "Long", "word " * 3_000)))
    loop.until(lambda: online.chats.loader.is_there)
    loop.until(lambda: view.updatesEnabled() and not view.findChildren(QTimer, "felloe.painting"))
    monkeypatch.setattr(Prose, "paint", lambda part, brush, *how: (drawn.append(brush.clip), paint(part, brush, *how)))
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() - 24)
    loop.until(lambda: drawn)
    assert max(clip.height() for clip in drawn) < view.viewport().height() / 2


def test_what_a_user_wrote_stands_on_one_ground_but_for_its_code(agent, ask, online, loop):
    chats = online.chats
    opened(chats, loop, ask(lambda client: a_chat(client, "Ground", "One.\n\nAnd another one.\n\n```\n1\n```\n\nTwo.")))
    loop.until(lambda: chats.page.messages.rows[0].laid)
    grounds = chats.page.messages.rows[0].laid.parts
    first, second, _, last = [placed.part for placed in grounds]
    ends = [placed.at.y() + placed.part.height for placed in grounds]
    begins = [placed.at.y() for placed in grounds]
    assert first.left == second.left and begins[1] == ends[0], "one ground"
    assert begins[2] > ends[1] and begins[3] > ends[2], "parted"
    assert [(each.first, each.last) for each in (first, second, last)] == [(True, False), (False, True), (True, True)]


def test_what_is_laid_out_follows_the_theme_and_the_width(agent, ask, online, loop):
    chats = online.chats
    session = ask(lambda client: a_chat(client, "Looks", "Show", "As it is"))
    opened(chats, loop, session)
    rows = chats.page.messages.rows
    loop.until(lambda: len(rows) == 2)
    for change in (lambda: online.look.preferences.change(theme="dark"), lambda: online.resize(700, 600)):
        before = rows[1].laid
        change()
        loop.until(lambda before=before: rows[1].laid is not before)


def test_in_another_theme_what_is_in_sight_is_laid_out_first_and_shown_when_it_is(
    agent, ask, online, loop, monkeypatch
):
    chats, laid, shown = online.chats, [], []
    session = ask(lambda client: a_chat(client, "Order", *(f"{number} {LONG}" for number in range(30))))
    opened(chats, loop, session)
    view, port = chats.page.messages, chats.page.messages.viewport()
    loop.until(lambda: len(view.rows) == 30)
    seen = [row.turn.id for number, row in enumerate(view.rows) if view.row_rect(number).intersects(port.rect())]
    changed = view.all_changed
    monkeypatch.setattr(row_layer, "lay", lambda turn, *how: (laid.append(turn.id), layout.lay(turn, *how))[1])
    monkeypatch.setattr(view, "all_changed", lambda: (changed(), shown.append((len(laid), view.updatesEnabled()))))
    online.look.preferences.change(theme="dark")
    loop.until(lambda: shown and shown[-1][0] == 30)
    assert 0 < len(seen) < 30
    assert sorted(laid[: len(seen)]) == sorted(seen)
    assert shown[0] == (len(seen), False), "nothing of it is painted in two themes"
    assert {updates for _, updates in shown[1:]} == {True}
    laid.clear()
    online.look.preferences.change(theme="light")
    loop.until(lambda: len(laid) > len(seen))
    online.look.preferences.change(theme="dark")
    loop.until(lambda: len(set(laid)) == 30 and view.updatesEnabled())
    assert len(laid) < 60, "what was begun for the theme before is left"


def test_code_is_coloured_copied_and_scrolls_by_itself(agent, ask, online, loop, qtbot):
    chats = online.chats
    wide = "x = " + "1 + " * 80 + "1"
    session = ask(lambda client: a_chat(client, "Code", "Show", f"Here:\n\n```python\n{wide}\n```"))
    opened(chats, loop, session)
    view = chats.page.messages
    loop.until(lambda: len(view.rows) == 2)
    placed = next(each for each in view.rows[1].laid.parts if isinstance(each.part, Code))
    assert placed.part.side.room > 0
    place = view.place_of(1, placed)
    copy = QPoint(place.right() - 40, place.top() + 14)
    QTest.mouseMove(view.viewport(), copy)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=copy)
    assert QGuiApplication.clipboard().text() == wide


def drag(qtbot, widget, begin, end):
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=begin)
    buttons, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    at = QPointF(end)
    move = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), none, buttons, Qt.KeyboardModifier.NoModifier)
    QGuiApplication.sendEvent(widget, move)
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)


def test_text_is_chosen_over_blocks_and_messages_and_copied_as_markdown(agent, ask, online, loop, qtbot):
    chats = online.chats
    answer = "Look **here**:\n\n```python\nx = 1\n```\n\nThen *go on*."
    session = ask(lambda client: a_chat(client, "Chosen", "Show it", answer))
    opened(chats, loop, session)
    view = chats.page.messages
    loop.until(lambda: len(view.rows) == 2)
    bubble = view.place_of(0, view.rows[0].laid.parts[0])
    last = view.place_of(1, view.rows[1].laid.parts[-1])
    drag(qtbot, view.viewport(), QPoint(bubble.left() + 2, bubble.center().y()), last.bottomRight())
    qtbot.keyClick(view, "c", Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"Show it\n\n{answer}"
    drag(qtbot, view.viewport(), QPoint(last.left(), last.center().y()), last.bottomRight())
    qtbot.keyClick(view, "c", Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Then go on.", "of one block what is seen"
    qtbot.keyClick(view, "a", Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, "c", Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"Show it\n\n{answer}"


@pytest.mark.parametrize(
    "answer",
    [
        "word " * 2_000 + "end",
        "- an item\n" * 1_000 + "- the last",
        "| a | b |\n|---|---|\n" + "| c | d |\n" * 400,
        "Many words.\n\n" * 20_000 + "All of it.",
    ],
    ids=["a paragraph", "a list", "a table", "folded away"],
)
def test_a_long_message_is_copied_as_it_was_written(agent, ask, online, loop, qtbot, answer):
    """It is laid out in pieces, and some of it maybe not at all."""
    chats = online.chats
    opened(chats, loop, ask(lambda client: a_chat(client, "Long", "Show it", answer)))
    view = chats.page.messages
    loop.until(lambda: len(view.rows) == 2)
    qtbot.keyClick(view, "a", Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, "c", Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"Show it\n\n{answer.strip()}"


def test_a_choice_that_is_pulled_over_the_edge_scrolls(agent, ask, online, loop, qtbot):
    chats = online.chats
    session = ask(lambda client: a_chat(client, "Long", "Show it", "\n\n".join(f"Line {n}" for n in range(120))))
    opened(chats, loop, session)
    view = chats.page.messages
    loop.until(lambda: len(view.rows) == 2 and view.verticalScrollBar().maximum() > 0)
    before, port = view.verticalScrollBar().value(), view.viewport()
    drag(qtbot, port, QPoint(port.width() // 2, port.height() - 20), QPoint(port.width() // 2, -40))
    assert before - 40 < view.verticalScrollBar().value() < before, "a click that brings the focus moves nothing"
    assert "Line 110" in view.pointer.choice.text(view.rows)
    online.chats.focus_composer()
    qtbot.keyClick(chats.page.composer.editor, Qt.Key.Key_PageUp)
    assert view.verticalScrollBar().value() < before - port.height() / 2, "one reads on while one writes"


def test_only_web_and_mail_addresses_are_links_and_no_picture_is_fetched(agent, ask, online, loop):
    chats = online.chats
    told = "[a](file:///etc/passwd) [b](https://example.org/) ![c](https://evil.example/c.png)"
    session = ask(lambda client: a_chat(client, "Links", "Show", told))
    opened(chats, loop, session)
    loop.until(lambda: len(chats.page.messages.rows) == 2)
    prose = chats.page.messages.rows[1].laid.parts[1].part
    assert prose.text == "a b c"
    found = {spot.value for x in range(0, 120, 3) if (spot := prose.spot(QPointF(x, 10)))}
    assert found == {"https://example.org/", "https://evil.example/c.png"}


def test_files_become_chips_and_one_that_failed_keeps_its_chip(agent, online, loop, qtbot, home):
    chats, composer = online.chats, online.chats.page.composer
    good = home / "plan.txt"
    good.parent.mkdir(parents=True, exist_ok=True)
    good.write_text("a plan")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(good)), QUrl.fromLocalFile(str(home / "none.pdf"))])
    composer.editor.insertFromMimeData(mime)
    loop.until(lambda: [bool(chip.file.attached) for chip in composer.chips.chips] == [True, False])
    loop.until(lambda: composer.chips.chips[1].file.problem)
    (home / "none.pdf").write_text("now it is there")
    composer.chips.retried.emit(composer.chips.chips[1].file)
    loop.until(lambda: all(chip.file.attached for chip in composer.chips.chips))
    composer.chips.removed.emit(composer.chips.chips[0].file)
    assert [chip.file.name for chip in composer.chips.chips] == ["none.pdf"]
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    pasted = QMimeData()
    pasted.setImageData(picture)
    composer.editor.insertFromMimeData(pasted)
    loop.until(lambda: len(composer.chips.chips) == 2 and composer.chips.chips[1].file.attached)
    assert composer.chips.chips[1].file.attached.media_type == "image/png"
    chats.sending.files.put(chats.current, [])


def test_files_that_are_dropped_together_are_attached_one_after_the_other(agent, online, loop, home, monkeypatch):
    sending, attach, now, most = online.chats.sending, NodeClient.attach, 0, 0

    async def counted(self, path, name=None):
        nonlocal now, most
        now += 1
        most = max(most, now)
        try:
            return await attach(self, path, name)
        finally:
            now -= 1

    monkeypatch.setattr(NodeClient, "attach", counted)
    home.mkdir(parents=True, exist_ok=True)
    files = [home / f"{number}.txt" for number in range(4)]
    for file in files:
        file.write_text(file.name)
    sending.files.attach(files)
    chips = online.chats.page.composer.chips
    loop.until(lambda: [chip.file.attached is not None for chip in chips.chips] == [True] * 4)
    assert most == 1
    sending.files.put("", [])


def test_more_files_than_a_message_holds_are_refused_in_a_sentence_and_a_path_too_long_on_its_chip(
    agent, online, loop, home
):
    sending, said = online.chats.sending, []
    sending.failed.connect(lambda words, *_: said.append(words))
    sending.files.attach([home / str(number) for number in range(60)])
    assert said == ["A message holds 50 files at most; the others were not attached."]
    loop.until(lambda: len(online.chats.page.composer.chips.chips) == 50)
    sending.files.put("", [])
    sending.files.attach([home / ("x" * 5_000)])
    loop.until(
        lambda: [chip.file.problem for chip in online.chats.page.composer.chips.chips] == ["Its path is too long."]
    )
    sending.files.put("", [])


def test_an_attached_picture_of_the_chat_is_shown(agent, ask, online, loop, home):
    picture = QImage(30, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.blue)
    home.mkdir(parents=True, exist_ok=True)
    picture.save(str(home / "blue.png"))

    async def with_picture(client):
        session = (await client.new_session("Pictures")).id
        kept = await client.attach(str(home / "blue.png"))
        await client.write(session, NewMessage(text="Look", attachments=[kept]))
        return session

    opened(online.chats, loop, ask(with_picture))
    row = online.chats.page.messages.rows
    loop.until(lambda: any(type(each.part).__name__ == "Picture" for each in row[0].laid.parts))


def test_a_drawing_that_calls_itself_a_picture_is_not_drawn():
    """It could name files of this device, which would then stand in it."""
    inside = 'xmlns="http://www.w3.org/2000/svg" width="9" height="9"'
    assert read_picture(f"<svg {inside}><rect width='9' height='9'/></svg>".encode()).isNull()


def test_a_slash_opens_the_form_of_a_function_and_its_result_goes_into_the_message(agent, ask, online, loop, qtbot):
    ask(lambda client: client.install_skill(str(SKILLS / "text-tools"), replace=True))
    composer, slash = online.chats.page.composer, online.chats.page.slash
    qtbot.keyClicks(composer.editor, "/text_tools.")
    loop.until(lambda: slash.isVisible() and slash.list.currentIndex().isValid())
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    loop.until(lambda: slash.has_form)
    assert not composer.send.isVisible()
    for field in slash.pane.form.fields:
        if hasattr(field.control, "setText"):
            field.control.setText("one two")
    slash.pane.start()
    loop.until(lambda: slash.pane._reply is not None or slash.pane.result.isVisible())
    if slash.pane._reply is not None:
        slash.pane._put()
        assert "```json" in composer.text
    composer.put("")


def test_search_finds_titles_and_bodies_marks_them_and_leads_to_the_message(agent, ask, online, loop):
    chats = online.chats
    words = [f"word {number}" for number in range(150)]
    words[3] = "the heliotrope in the garden"
    session = ask(lambda client: a_chat(client, "Flowers", *words))
    loop.until(lambda: session in keys(chats))
    chats.column.search.setText("heliotrope")
    loop.until(lambda: any("/" in key for key in keys(chats)))
    row = next(row for row in chats.column.rows.rows if "/" in row.key)
    begin, end = row.second_marks[0]
    assert row.second[begin:end] == "heliotrope"
    chats.column.rows.setCurrentIndex(chats.column.rows.model().find(row.key))
    loop.until(lambda: chats.page.messages.current is not None)
    assert chats.page.messages.current.turn.text == words[3]
    chats.column.search.clear()


@pytest.mark.parametrize(
    ("error", "action"), [(DiskFull("full"), "Show folder"), (NodeUnreachable("away"), "Try again")]
)
def test_what_is_not_sent_is_kept_with_a_sentence_and_an_action(agent, online, loop, error, action):
    chats = online.chats
    chats.new_chat()
    chats.page.composer.put("Kept")
    chats.sending.failed.emit("Not sent", error, Attempt(Target(""), "Kept"))
    assert (chats.banner.text, chats.banner.button) == ("Not sent", action)
    assert chats.page.composer.text == "Kept"


def test_a_file_may_be_dropped_anywhere_on_the_page(agent, online, loop, home):
    page = online.chats.page
    file = home / "plan.txt"
    home.mkdir(parents=True, exist_ok=True)
    file.write_text("a plan")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(20, 20), copy, data, Qt.MouseButton.LeftButton, none))
    loop.until(lambda: [draft.name for draft in online.chats.sending.files.of("") if draft.attached])
    online.chats.sending.files.put("", [])


def test_find_in_a_chat_goes_from_hit_to_hit(agent, ask, online, loop, qtbot):
    chats, bar = online.chats, online.chats.page.find_bar
    opened(chats, loop, ask(lambda client: a_chat(client, "Find", "an apple", "a pear", "apple again")))
    chats.finder.open_bar()
    qtbot.keyClicks(bar.field, "apple")
    loop.until(lambda: bar.count == "2 of 2")
    loop.until(lambda: chats.page.messages.current and chats.page.messages.current.turn.text == "apple again")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    loop.until(lambda: chats.page.messages.current.turn.text == "an apple")
    assert chats.page.messages.words == ("apple",)
    chats.escape()
    assert not bar.isVisible() and not chats.page.messages.words


def test_the_place_that_was_found_in_a_long_message_is_in_sight_and_marked(agent, ask, online, loop, qtbot):
    chats, view = online.chats, online.chats.page.messages
    lines = "\n\n".join("an Apple" if number == 60 else f"line {number}" for number in range(120))
    opened(chats, loop, ask(lambda client: a_chat(client, "Find", "Show", lines)))
    loop.until(lambda: len(view.rows) == 2)
    chats.finder.open_bar()
    qtbot.keyClicks(chats.page.find_bar.field, "apple")
    loop.until(lambda: view.words == ("apple",) and not view.follows)
    parts = view.rows[1].laid.parts
    number = next(number for number, placed in enumerate(parts) if "Apple" in placed.part.text)
    rect = view.place_of(1, parts[number])
    begin, end = next(occurrences(parts[number].part.text, view.words))
    assert parts[number].part.text[begin:end] == "Apple"
    assert 0 < rect.top() + parts[number].part.top_of(begin) < view.viewport().height()


def test_a_deleted_chat_is_taken_back_and_folders_and_the_trash_are_listed(agent, ask, online, loop):
    chats = online.chats
    session = ask(lambda client: a_chat(client, "Boat", "names", folder="Sea"))
    opened(chats, loop, session)
    assert f"{FOLDER}Sea" in keys(chats)
    chats.chat_actions.delete(chats.info)
    loop.until(lambda: session not in keys(chats) and f"{PLACE}trash" in keys(chats))
    assert chats.current == ""
    assert chats.banner.text == "Deleted “Boat”."
    chats.list.go_to(ChatFilter("trash"))
    loop.until(lambda: session in keys(chats))
    chats.list.go_to(ChatFilter())
    loop.until(lambda: session not in keys(chats))
    online.services.undo.last()
    loop.until(lambda: session in keys(chats) and chats.current == session)
    chats.list.go_to(ChatFilter("folder", "Sea"))
    loop.until(lambda: [key for key in keys(chats) if chat_of(key)[0]] == [session])
    ask(lambda client: client.change_session(session, ChangeSession(archived=True)))
    chats.list.go_to(ChatFilter("archived"))
    loop.until(lambda: session in keys(chats))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_chat_offers_the_folders_and_tags_that_there_are(agent, ask, online, loop, qtbot):
    chats = online.chats
    session = ask(lambda client: a_chat(client, "Boat", "names", folder="Sea", tags=["summer"]))
    opened(chats, loop, session)

    def open_menu():
        qtbot.mouseClick(chats.page.menu_button, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return {action.text(): action for action in menu.actions()}

    folder, tag = (open_menu()[name].menu().actions()[0] for name in ("Folder", "Tags"))
    assert (folder.text(), folder.isChecked(), tag.text(), tag.isChecked()) == ("Sea", True, "summer", True)
    open_menu()["Folder"].menu().actions()[1].trigger()
    loop.until(lambda: not chats.info.folder)
    open_menu()["Tags"].menu().actions()[0].trigger()
    loop.until(lambda: not chats.info.tags)
    open_menu()["Pin"].trigger()
    loop.until(lambda: chats.info.pinned)
    QApplication.activePopupWidget().close()


def test_a_chat_only_for_this_device_never_leaves_it(agent, model, ask, online, loop, qtbot):
    chats = online.chats
    loop.until(lambda: chats.page.composer.models.models)
    chats.new_chat(local=True)
    assert chats.page.composer.mode.text() == "This chat will stay on this device."
    chats.page.composer.put("a secret")
    qtbot.keyClick(chats.page.composer.editor, Qt.Key.Key_Return)
    loop.until(lambda: chats.current and texts(chats) and not chats.loader.growing and len(texts(chats)) == 2)
    assert ask(lambda client: client.session(chats.current)).session.stays == "local"


def test_a_chat_is_exported_and_imported_and_nothing_is_doubled(agent, ask, online, loop, home):
    chats = online.chats
    session = ask(lambda client: a_chat(client, "Boat", "names", "Étoile"))
    opened(chats, loop, session)
    home.mkdir(parents=True, exist_ok=True)
    chats.exchange.export(chats.info, home / "boat.md")
    loop.until(lambda: chats.banner.text == "Exported to boat.md.")
    assert "Étoile" in (home / "boat.md").read_text(encoding="utf-8")
    chats.exchange.export(chats.info, home / "boat.json")
    loop.until(lambda: chats.banner.text == "Exported to boat.json.")
    assert json.loads((home / "boat.json").read_text(encoding="utf-8"))["sessions"][0]["title"] == "Boat"
    chats.exchange.import_chats(home / "boat.json")
    loop.until(lambda: chats.banner.text.startswith("Imported"))
    assert chats.banner.text == "Imported 0 chats with 0 messages. 2 messages were here already."
    chats.exchange.import_chats(home / "boat.md")
    loop.until(lambda: chats.banner.text.startswith("Importing boat.md did not work. This is no export of chats"))
    assert chats.banner.button == "Try again"
    (home / "other.json").write_text('[{"foo": 1}]')
    chats.exchange.import_chats(home / "other.json")
    loop.until(lambda: "other.json holds no chat that could be taken." in chats.banner.text)
    assert "it is no chat of a form that is known here" in chats.banner.text


def test_a_turn_is_read_whole_with_its_state_first(agent, ask, online, loop):
    chats = online.chats
    opened(chats, loop, ask(lambda client: a_chat(client, "Read", "Was it damp?", "Yes.")))
    model = chats.page.messages.model()
    loop.until(lambda: model.rowCount() == 2)
    first = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert first.startswith("You, ") and first.endswith("Was it damp?")
    assert "C copies" in model.index(0, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    answer = chats.page.messages.rows[1].turn
    answer.pieces.append(EndPart(id="end", at=0, reason="stopped", model="a model"))
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("a model, ")
    answer.pieces.clear()  # stopped before its first word
    assert not model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole).strip().endswith(":")


@pytest.mark.parametrize(
    ("theirs", "mine", "said"),
    [
        ("deny", "once", "Your answer came too late: clipboard.read was denied before, on this device."),
        ("once", "deny", "Your answer came too late: clipboard.read was allowed before, on this device."),
        ("deny", "deny", ""),
    ],
)
def test_who_answered_after_another_hears_what_was_decided(agent, ask, online, loop, theirs, mine, said):
    chats = online.chats

    async def wants():
        async with NodeClient.of(online.data) as node:
            await node.execute(ExecBody(code="from felloe import clipboard\nclipboard.read()", asks=True))

    asked = loop.events.create_task(wants())
    loop.until(lambda: chats.asks.cards)
    ((name, card),) = chats.asks.cards.items()
    ask(lambda node: node.answer(card.ask.id, theirs))
    chats.asks._answered(name, card, mine)
    loop.until(lambda: asked.done() and not online.services.operations.going and not chats.asks.cards)
    assert chats.banner.text == said
    asked.exception()


def test_what_lies_over_the_first_lines_of_a_chat_can_be_scrolled_away_from_them(agent, ask, online, loop, qtbot):
    chats = online.chats
    session = ask(lambda client: a_chat(client, "Long", *(f"{number} {LONG}" for number in range(20))))
    opened(chats, loop, session)
    view, layer = chats.page.messages, chats.page.banners
    bar = view.verticalScrollBar()
    loop.until(lambda: len(view.rows) == 20 and view.is_full)
    bar.setValue(0)
    first = view.row_rect(0).top()
    chats.banner.say("offline", "No hub since 14:20.")
    qtbot.wait(1)
    covered = layer.mapTo(chats.page, layer.rect().bottomLeft()).y() - view.mapTo(chats.page, QPoint()).y()
    assert layer.reach > 0 and view.row_rect(0).top() == first, "nothing moves for it"
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.row_rect(0).top() > covered
    first, high = view.row_rect(0).top(), view.viewport().height()
    chats.page.composer.editor.setPlainText("\n" * 3)
    loop.until(lambda: view.viewport().height() < high)
    assert view.row_rect(0).top() == first, "nor for a composer that grows"
    ask(lambda client: client.write(session, NewMessage(text="news")))
    loop.until(lambda: texts(chats)[-1] == "news")
    assert view.row_rect(0).top() == first, "nor for what comes at the end"
    chats.banner.clear()
    qtbot.wait(1)
    assert view.row_rect(0).top() == first, "nor as it goes"
    bar.setValue(bar.value() + 1)
    assert view.row_rect(0).top() == first - 1
    bar.setValue(200)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.row_rect(0).top() == 0, "room that nobody sees is not kept"
    bar.setValue(200)
    chats.banner.say("offline", "No hub since 14:20.")
    qtbot.wait(1)
    view.show_turn(view.messages[0].id)
    assert view.row_rect(0).top() >= layer.reach, "what is looked for does not stand under it"


def test_rows_that_fit_get_no_room_above_and_come_to_rest(agent, ask, online, loop, qtbot, monkeypatch):
    chats, resized = online.chats, []
    session = ask(lambda client: a_chat(client, "Short", "A line."))
    opened(chats, loop, session)
    view = chats.page.messages
    monkeypatch.setattr(type(view), "is_full", property(lambda _: True))
    chats.banner.say("offline", "No hub since 14:20.")
    qtbot.wait(1)
    view.resizeEvent = lambda event: (resized.append(1), type(view).resizeEvent(view, event))
    view.resize(view.width(), view.height() - 10)
    qtbot.wait(200)
    bar = view.verticalScrollBar()
    assert chats.page.banners.reach > 0 and len(resized) < 10 and (bar.minimum(), bar.maximum()) == (0, 0)
