"""What was typed is never lost: not with a full disk, a lost answer, a killed window or a killed node."""

from __future__ import annotations

import pytest
from faults import faulty
from small_disk import small_disk

pytestmark = pytest.mark.requires("qt")
ANSWERS = r"POST /v1/sessions/[^/]+/answers"


def said_by_user(ask, chat):
    return [each.text for each in ask(lambda client: client.session(chat)).messages if each.role == "user"]


def test_a_draft_is_on_the_disk_while_one_types_without_a_pause(qapp, loop, tmp_path):
    from spoke.ui.chats.writing.drafts import PAUSE_MS, Drafts

    drafts = Drafts(tmp_path / "drafts.json")
    drafts.put("chat", "h")
    drafts._timer.setInterval(PAUSE_MS)
    drafts._timer.start(30)  # as if most of it was over
    drafts.put("chat", "ha")
    assert drafts._timer.remainingTime() < PAUSE_MS - 100, "it is not put off by the next key"
    loop.until(lambda: Drafts(tmp_path / "drafts.json").get("chat") == "ha")


def test_attached_files_outlive_the_window_with_the_draft_and_one_that_is_gone_says_so(agent, online, loop, tmp_path):
    from PySide6.QtGui import QImage

    from spoke.ui.chats.writing.attaching import Attaching
    from spoke.ui.chats.writing.drafts import Drafts

    files, sending = [tmp_path / "plan.txt", tmp_path / "none.txt"], online.chats.sending
    for file in files:
        file.write_text(file.name)
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(0)
    sending.files.attach(files)
    sending.files.attach(picture)
    loop.until(lambda: all(draft.attached for draft in sending.files.of("")))
    online.drafts.save()
    files[1].unlink()
    said = []
    drafts = Drafts(online.data / "desktop" / "drafts.json")
    again = Attaching(online.services, drafts, lambda: "")
    again.failed.connect(said.append)
    loop.until(lambda: all(draft.attached or draft.problem for draft in again.of("")))
    assert [bool(draft.attached) for draft in again.of("")] == [True, False, True]
    assert len(said) == 1 and said[0].startswith("none.txt was not attached.")
    pasted = again.of("")[2].path
    again.put("", [])
    again.forget_pasted()
    assert not pasted.exists() and files[0].exists() and not drafts.files("")
    sending.files.put("", [])


def test_an_edit_and_what_was_put_aside_for_it_outlive_the_window(agent, online, tmp_path):
    from shared.parts import Attachment
    from spoke.ui.chats.content.turns import Stretch, Turn
    from spoke.ui.chats.writing.drafts import Drafts
    from spoke.ui.chats.writing.sending import Sending

    (tmp_path / "plan.txt").write_text("plan")
    composer, sending = online.chats.page.composer, online.chats.sending
    composer.put("half a thought")
    sending.files.attach([tmp_path / "plan.txt"])
    had = Attachment(sha256="a" * 64, size=3, name="had.txt")
    sending.edit(Turn("one", None, "user", "", "", 0, [Stretch(0, "One")], [had]))
    online.drafts.save()
    drafts = Drafts(online.data / "desktop" / "drafts.json")
    assert drafts.get("") == "One"
    again = Sending(online.services, composer, drafts, lambda: "")
    again.show()
    assert composer.mode.text().startswith("You edit a message.")
    assert [draft.attached for draft in again.files.of("")] == [had]
    assert again.stop_editing() and not again.stop_editing()
    assert composer.text == "half a thought"
    assert [draft.path for draft in again.files.of("")] == [tmp_path / "plan.txt"]
    sending.stop_editing()
    sending.files.put("", [])
    composer.put("")


@pytest.mark.requires("mounts")
def test_with_a_full_disk_it_says_that_the_text_is_in_the_window_only_and_keeps_it_when_there_is_room(
    agent, online, loop, tmp_path, monkeypatch
):
    from spoke.ui.chats.writing import drafts as module

    monkeypatch.setattr(module, "AGAIN_MS", 20)
    chats, closed = online.chats, []
    online.closed.connect(lambda: closed.append(True))
    with small_disk(tmp_path / "disk", "1m") as disk:
        drafts = online.drafts
        drafts._file = disk.path / "drafts.json"
        disk.fill()
        chats.page.composer.editor.setPlainText("Half a sentence")
        loop.until(lambda: not chats.page.composer.unsaved.isHidden())
        said = chats.page.composer.unsaved.text()
        assert said.startswith("Your text is in this window only") and "is full" in said
        online.closing.quit()
        assert not closed and chats.banner.button == "Close and lose it"
        disk.make_room()
        loop.until(lambda: chats.page.composer.unsaved.isHidden())
        assert module.Drafts(disk.path / "drafts.json").get("") == "Half a sentence"
        drafts._file = online.data / "desktop" / "drafts.json"
    chats.page.composer.editor.setPlainText("")


@pytest.mark.requires("mounts")
def test_with_a_full_disk_it_says_once_that_choices_are_in_memory_only_until_there_is_room(
    agent, online, loop, tmp_path, monkeypatch
):
    from spoke.ui import preferences as module
    from spoke.ui.navigation import ACTIVITY, SETTINGS

    monkeypatch.setattr(module, "_PAUSE_MS", 0)
    monkeypatch.setattr(module, "_AGAIN_MS", 20)
    preferences, tried, closed = online.look.preferences, [], []
    preferences.tried.connect(tried.append)
    online.closed.connect(lambda: closed.append(True))

    def tries(number):
        tried.clear()
        loop.until(lambda: len(tried) >= number)

    with small_disk(tmp_path / "disk", "1m") as disk:
        preferences._file = disk.path / "preferences.json"
        disk.fill()
        online.go(SETTINGS)
        banner = online.settings.banner
        banner.say("bad", "Setting the limit did not work.", "Try again", about=disk)
        preferences.change(theme="dark")
        tries(3)
        assert banner.about is disk, "what a person asked for comes first"
        banner.close_banner.click()
        loop.until(lambda: banner.text.startswith("Your choices for this window are in its memory only"))
        assert "is full" in banner.text and banner.button == "Try again"
        banner.action.click()
        assert not banner.text
        loop.until(lambda: banner.text)
        banner.close_banner.click()
        online.go(ACTIVITY)
        tries(3)
        assert not banner.text and not online.here.banner.text, "it was said"
        preferences.keep("forms", {"city": "Oslo"}, typed={"city": "Oslo"})
        online.closing.quit()
        assert not closed and online.chats.banner.button == "Close and lose it"
        online.chats.banner.clear()
        online.go(SETTINGS)
        disk.make_room()
        loop.until(lambda: not preferences.trouble)
        again = module.Preferences(disk.path / "preferences.json")
        assert again.choices.theme == "dark" and again.kept("forms") == {"city": "Oslo"}
        preferences._file = online.data / "desktop" / "preferences.json"
    preferences.change(theme="system")


@pytest.mark.requires("mounts")
def test_that_choices_are_in_memory_only_goes_by_itself_when_they_are_kept(agent, online, loop, tmp_path, monkeypatch):
    from spoke.ui import preferences as module

    monkeypatch.setattr(module, "_AGAIN_MS", 20)
    preferences, banner = online.look.preferences, online.here.banner
    with small_disk(tmp_path / "disk", "1m") as disk:
        preferences._file = disk.path / "preferences.json"
        disk.fill()
        preferences.save()
        assert banner.text.startswith("Your choices for this window")
        disk.make_room()
        loop.until(lambda: not banner.text)
        preferences._file = online.data / "desktop" / "preferences.json"


def test_a_message_whose_answer_was_lost_leaves_the_composer_when_it_is_seen_in_the_chat(chats, online, ask, loop):
    composer = chats.page.composer
    composer.put("Names for the boat")
    with faulty(online).failing(ANSWERS, "cut"):
        composer.send.click()
        loop.until(lambda: chats.current and not composer.text)
    assert said_by_user(ask, chats.current) == ["Names for the boat"]


def only_what_is_on_the_disk(drafts):
    """As a window knows it that is opened after this one was closed."""
    from spoke.ui.chats.writing.drafts import Drafts

    drafts.save()
    drafts._kept = Drafts(drafts._file)._kept


def test_what_is_sent_is_known_to_the_next_window_though_this_one_is_killed_at_once(chats, online, loop):
    from spoke.ui.chats.writing.drafts import Drafts

    composer, faults, file = chats.page.composer, faulty(online), online.data / "desktop" / "drafts.json"
    composer.put("Names for the boat")
    for request, chat in (("POST /v1/sessions", lambda: ""), (ANSWERS, lambda: chats.current)):
        with faults.failing(request, "slow"):
            composer.send.click()
            loop.until(lambda: faults.met)
            on_disk, tried = Drafts(file), online.drafts.tried(chat())
            assert tried and on_disk.tried(chat()) == tried
            loop.until(online.progress_strip.cancel.isVisible)
            online.progress_strip.cancel.click()
            loop.until(lambda: not online.services.operations.going)
    composer.put("")


def test_what_is_sent_again_stands_there_once(chats, online, ask, loop, monkeypatch):
    composer = chats.page.composer
    monkeypatch.setattr(chats.sending, "arrived", lambda *_: None)
    composer.put("Names for the boat")
    faults = faulty(online)
    with faults.failing(ANSWERS, "cut"):
        composer.send.click()
        loop.until(lambda: chats.banner.text and chats.banner.button == "Try again")
    assert chats.banner.text.startswith("Whether it was sent is not known; your text is kept.")
    assert composer.text == "Names for the boat"
    only_what_is_on_the_disk(online.drafts)
    chats.banner.action.click()
    loop.until(lambda: not composer.text)
    assert said_by_user(ask, chats.current) == ["Names for the boat"]


@pytest.mark.parametrize(("fault", "arrived"), [("cut", True), ("gone", False)])
def test_what_is_typed_behind_a_text_that_may_have_arrived_is_not_sent_with_it_again(
    chats, online, ask, loop, monkeypatch, fault, arrived
):
    composer = chats.page.composer
    monkeypatch.setattr(chats.loader._read, "ask", lambda: None)  # the window does not see by itself what is there
    composer.put("Names")
    with faulty(online).failing(ANSWERS, fault):
        composer.send.click()
        loop.until(lambda: chats.banner.button == "Try again")
    composer.put("Names for the boat")
    only_what_is_on_the_disk(online.drafts)
    composer.send.click()
    loop.until(lambda: not online.services.operations.going)
    assert said_by_user(ask, chats.current) == (["Names"] if arrived else ["Names for the boat"])
    assert composer.text == (" for the boat" if arrived else "")
    assert chats.banner.text.startswith("What you sent before had arrived.") == arrived
    composer.put("")


def test_a_new_chat_is_made_once_though_its_making_is_asked_for_twice(chats, online, ask, loop):
    composer, faults = chats.page.composer, faulty(online)
    with faults.failing("POST /v1/sessions", "cut"):
        chats.new_chat()
        composer.put("Names for the cat")
        composer.send.click()
        loop.until(lambda: chats.banner.text and chats.banner.button == "Try again")
    only_what_is_on_the_disk(online.drafts)
    chats.banner.action.click()
    loop.until(lambda: not composer.text)
    titles = [each.title for each in ask(lambda client: client.sessions()).sessions]
    assert titles.count("Names for the cat") == 1


def test_changes_to_a_message_that_were_left_can_be_taken_back(chats, online, model, loop, tmp_path):
    composer, view, undo = chats.page.composer, chats.page.messages, online.services.undo
    for text in ("One", "Two"):
        composer.put(text)
        composer.send.click()
        loop.until(lambda: not composer.text and view.messages and not chats.loader.growing)
    loop.until(lambda: [turn.role for turn in view.messages] == ["user", "assistant"] * 2)
    one, two = view.messages[0], view.messages[2]
    composer.put("half a thought")
    chats.sending.edit(one)
    composer.put("One, better")
    chats.sending.edit(one)
    assert composer.text == "One, better", "a second press changes nothing"
    composer.editor.setFocus()
    chats.escape()
    assert composer.text == "half a thought" and chats.banner.button == "Undo"
    undo.last()
    loop.until(lambda: composer.text == "One, better")
    (tmp_path / "plan.txt").write_text("plan")
    chats.sending.files.attach([tmp_path / "plan.txt"])
    chats.sending.edit(two)
    assert composer.text == "Two" and not chats.sending.files.of(chats.current)
    undo.last()
    loop.until(lambda: composer.text == "One, better")
    assert [draft.path.name for draft in chats.sending.files.of(chats.current)] == ["plan.txt"]
    assert not undo.offers, "nothing was changed in the other one"
    chats.escape()
    assert composer.text == "half a thought"


def test_a_message_that_was_on_its_way_as_an_edit_began_is_not_there_twice(chats, online, ask, loop, monkeypatch):
    composer, view = chats.page.composer, chats.page.messages
    composer.put("One")
    composer.send.click()
    loop.until(lambda: [turn.growing for turn in view.messages] == [False, False])
    one = view.messages[0]
    composer.put("Two")
    with faulty(online).failing(ANSWERS, "slow"):
        composer.send.click()
        loop.until(lambda: online.services.operations.going)
        chats.sending.edit(one)
        loop.until(lambda: chats.banner.text.startswith("Sending: cancelled."))
    chats.escape()
    assert composer.text == "Two"
    with monkeypatch.context() as patch, faulty(online).failing(ANSWERS, "cut"):
        patch.setattr(chats.sending, "arrived", lambda *_: None)
        composer.send.click()
        loop.until(lambda: chats.banner.button == "Try again")
        chats.sending.edit(one)
    composer.put("One, better")
    chats.refresh()
    loop.until(lambda: online.drafts.tried(chats.current) is None)
    assert said_by_user(ask, chats.current) == ["One", "Two"]
    assert composer.text == "One, better"
    loop.until(lambda: [turn.growing for turn in view.messages] == [False] * 4)
    chats.banner.clear()
    with monkeypatch.context() as patch, faulty(online).failing(ANSWERS, "cut"):
        patch.setattr(chats.sending, "arrived", lambda *_: None)
        composer.send.click()
        loop.until(lambda: chats.banner.text)
        chats.escape()
        assert composer.text == ""
        chats.sending.edit(one)
    composer.put("One, and best")
    chats.refresh()
    loop.until(lambda: online.drafts.tried(chats.current) is None)
    assert (composer.text, online.drafts.edit(chats.current).aside) == ("One, and best", "")
    chats.escape()
    assert composer.text == ""


def test_what_is_typed_goes_to_the_chat_that_was_made_for_it_though_nobody_heard_of_that(chats, online, ask, loop):
    composer = chats.page.composer
    with faulty(online).failing("POST /v1/sessions", "cut"):
        composer.put("Names for the cat")
        composer.send.click()
        loop.until(lambda: chats.banner.button == "Try again")
    chats.refresh()
    loop.until(lambda: chats.current)
    cat = chats.current
    assert composer.text == "Names for the cat"
    chats.new_chat()
    assert composer.text == ""
    composer.put("Names for the dog")
    composer.send.click()
    loop.until(lambda: chats.current not in ("", cat) and not composer.text)
    assert online.drafts.get(cat) == "Names for the cat" and not said_by_user(ask, cat)
    chats.open(cat)
    composer.put("")


def test_what_is_typed_while_a_new_chat_is_begun_is_not_sent_with_it_and_again(chats, online, ask, loop):
    composer = chats.page.composer
    composer.put("One")
    with faulty(online).failing(ANSWERS, "slow"):
        composer.send.click()
        loop.until(lambda: chats.current and online.drafts.tried(chats.current))
        composer.put("One, and more")
        composer.send.click()
    loop.until(lambda: not online.tasks.progress.all)
    assert said_by_user(ask, chats.current) == ["One"]
    assert composer.text == ", and more"
    composer.put("")


def test_try_again_sends_what_was_not_sent_and_nothing_of_another_chat(chats, online, ask, loop):
    composer = chats.page.composer
    composer.put("Names for the boat")
    composer.send.click()
    loop.until(lambda: [turn.growing for turn in chats.page.messages.messages] == [False, False])
    boat = chats.current
    composer.put("Shorter ones")
    with faulty(online).failing(ANSWERS, "gone"):
        composer.send.click()
        chats.new_chat()
        composer.put("Half a")
        loop.until(lambda: chats.banner.button == "Try again")
    chats.banner.action.click()
    loop.until(lambda: not composer.text)
    assert said_by_user(ask, boat) == ["Names for the boat", "Shorter ones"]
    assert chats.current == boat
    chats.new_chat()
    assert composer.text == "Half a"
    online.services.navigation.write.emit("Names for the cat")
    assert composer.text == "Half a\nNames for the cat"
    composer.put("")


def failed_once(chats, online, loop, typed):
    """Not sent, and Try again offered."""
    chats.page.composer.put(typed)
    with faulty(online).failing(ANSWERS, "gone"):
        chats.sending.send(typed)
        loop.until(lambda: chats.banner.button == "Try again")


def test_try_again_without_a_model_or_while_an_answer_is_written_says_what_it_waits_for(chats, online, ask, loop):
    composer, banner = chats.page.composer, chats.banner
    failed_once(chats, online, loop, "Names")
    composer.show_answering(True)
    banner.action.click()
    assert banner.text.startswith("An answer is being written in this chat. Your text is kept")
    composer.show_answering(False)
    composer.block("Chatting needs a model.")
    banner.action.click()
    assert (banner.text, banner.button) == ("Chatting needs a model.", "Models")
    composer.block("")
    assert composer.text == "Names" and not banner.text
    composer.put("")


def test_try_again_sends_as_a_message_what_begins_with_a_slash(chats, online, ask, loop):
    failed_once(chats, online, loop, "/usr/bin is full")
    chats.page.slash.close_panel()
    chats.page.composer.put("/usr/bin is full")
    chats.banner.action.click()
    loop.until(lambda: not chats.page.composer.text)
    assert said_by_user(ask, chats.current) == ["/usr/bin is full"]


def test_a_text_typed_while_the_node_is_gone_is_sent_when_it_is_back(chats, online, ask, loop):
    composer, node = chats.page.composer, online.node
    node._there.clear()
    composer.put("Names for the boat")
    composer.send.click()
    loop.until(lambda: online.progress_strip.isVisible() and online.progress_strip.words.text().startswith("Sending"))
    assert composer.text == "Names for the boat"
    node._there.set()
    loop.until(lambda: not composer.text)
    assert said_by_user(ask, chats.current) == ["Names for the boat"]


def test_a_click_beside_the_text_goes_to_it(agent, online, qtbot):
    from PySide6.QtCore import QPoint, Qt

    composer = online.chats.page.composer
    online.chats.column.rows.setFocus()
    qtbot.mouseClick(composer, Qt.MouseButton.LeftButton, pos=composer.models.geometry().topRight() + QPoint(40, 10))
    assert composer.editor.hasFocus()
