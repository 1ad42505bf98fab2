"""Long texts that are pasted: as a file, so that the composer has little to lay out, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QPushButton

from spoke.node.client import NodeClient
from spoke.ui.chats.writing.attaching import Attaching
from spoke.ui.chats.writing.drafts import Drafts

pytestmark = pytest.mark.requires("qt")


def paste(composer, text):
    pasted = QMimeData()
    pasted.setText(text)
    composer.editor.insertFromMimeData(pasted)


def as_text(composer):
    (found,) = (each for each in composer.chips.findChildren(QPushButton) if each.text() == "As text")
    return found


def refuse(*_, **__):
    raise OSError(28, "No space left on device")


def test_a_long_text_that_is_pasted_goes_as_a_file_and_the_model_reads_it(chats, model, loop, qtbot, ask, attaching):
    composer, text = chats.page.composer, "A long way ü. " * 4_000
    told = []
    chats.sending.files.pasted.connect(lambda: told.append(True))
    composer.put("What is it about?")
    paste(composer, text)
    assert told, "who does not see the chip hears of it"
    assert composer.text == "What is it about?", "the field is not to lay it out"
    assert [chip.file.name for chip in composer.chips.chips] == ["Pasted text.txt"]
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)  # before it is attached
    qtbot.wait(100)
    assert not chats.current and not chats.banner.text, "it waits"
    attaching.set()
    loop.until(lambda: chats.current and len(model.heard) == 1)
    said = ask(lambda client: client.session(chats.current)).messages[0]
    assert said.text == "What is it about?" and len(said.parts) == 1
    told = model.heard[0].json()["messages"][-1]["content"]
    assert told.startswith(f'What is it about?\n\n<file name="Pasted text.txt">\n{text[:1_000]}')
    loop.until(lambda: not composer.chips.chips)
    assert not list((chats.drafts.folder / "pasted").iterdir()), "nothing is left beside the draft"


def test_a_pasted_text_becomes_text_of_the_message_and_stays_with_the_draft_until_then(online, loop, agent):
    chats, composer = online.chats, online.chats.page.composer
    lines = "\tA line with ünicode.\n" * 1_000
    composer.put("Before: ")
    paste(composer, lines)
    loop.until(lambda: composer.chips.chips[0].file.attached)
    online.drafts.save()
    drafts = Drafts(online.data / "desktop" / "drafts.json")
    again = Attaching(online.services, drafts, lambda: "")
    assert [draft.typable for draft in again.of("")] == [True], "in the next window too"
    loop.until(lambda: again.of("")[0].attached)
    as_text(composer).click()
    assert composer.text == "Before: " + lines and not composer.chips.chips and not chats.sending.files.of("")
    assert composer.editor.hasFocus()
    composer.editor.undo()
    assert composer.text == "Before: "
    composer.put("")


def test_what_the_field_cannot_hold_stays_a_file_and_a_short_text_is_typed(online, loop, agent):
    composer = online.chats.page.composer
    paste(composer, "word " * 100)
    assert composer.text == "word " * 100 and not composer.chips.chips
    composer.put("")
    for text in ("one line " * 2_000, "many lines\n" * 20_000):
        paste(composer, text)
    assert [chip.file.typable for chip in composer.chips.chips] == [False, False]
    loop.until(lambda: all(chip.file.attached for chip in composer.chips.chips))
    online.chats.sending.files.put("", [])


def test_a_pasted_text_that_cannot_be_a_file_is_typed(online, agent, monkeypatch):
    composer, text = online.chats.page.composer, "word\n" * 3_000
    told = []
    online.chats.sending.files.pasted.connect(lambda: told.append(True))
    monkeypatch.setattr(Path, "mkdir", refuse)
    paste(composer, text)
    assert composer.text == text and not composer.chips.chips and not told
    monkeypatch.undo()
    composer.put("")


def test_files_that_come_while_a_message_goes_stay_for_the_next(chats, model, loop, qtbot, ask, home, monkeypatch):
    composer, attach, free = chats.page.composer, NodeClient.attach, asyncio.Event()
    home.mkdir(parents=True, exist_ok=True)
    names = [home / f"{number}.txt" for number in range(3)]
    for name in names:
        name.write_text(name.name)

    async def slow(*args):
        await free.wait()
        return await attach(*args)

    def shown():
        return [chip.file.name for chip in composer.chips.chips]

    monkeypatch.setattr(NodeClient, "attach", slow)
    chats.sending.files.attach(names[:2])
    composer.put("  ")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    qtbot.wait(50)
    chats.sending.files.attach([names[2], names[0]])
    chats.sending.files.remove(chats.sending.files.of("")[1])
    free.set()
    loop.until(lambda: chats.current and len(model.heard) == 1)
    loop.until(lambda: shown() == ["2.txt", "0.txt"])
    info = ask(lambda client: client.session(chats.current))
    assert [each["name"] for each in info.messages[0].parts] == ["0.txt"]
    assert ask(lambda client: client.sessions()).sessions[0].title == "0.txt", "no text names it"
    assert [Path(file.path).name for file in chats.drafts.files(chats.current)] == ["2.txt", "0.txt"]
    chats.sending.files.put(chats.current, [])


def test_a_message_that_waits_for_files_holds_up_none_in_another_chat(chats, model, loop, ask, tmp_path, attaching):
    (tmp_path / "plan.txt").write_text("Line one")
    composer = chats.page.composer
    first, second = (ask(lambda node, title=title: node.new_session(title)).id for title in ("One", "Two"))
    chats.open(first)
    composer.put("With a file")
    chats.sending.files.attach([tmp_path / "plan.txt"])
    composer.send.click()
    chats.open(second)
    composer.put("Without")
    composer.send.click()
    loop.until(lambda: ask(lambda node: node.session(second)).messages)
    assert not ask(lambda node: node.session(first)).messages
    attaching.set()
    loop.until(lambda: ask(lambda node: node.session(first)).messages)


def test_an_edit_that_is_left_while_it_waits_for_its_files_is_not_sent(
    chats, model, loop, ask, qtbot, tmp_path, attaching
):
    (tmp_path / "plan.txt").write_text("Line one")
    composer, view = chats.page.composer, chats.page.messages
    composer.put("One")
    composer.send.click()
    loop.until(lambda: [turn.growing for turn in view.messages] == [False, False])
    chats.sending.edit(view.messages[0])
    composer.put("One, better")
    chats.sending.files.attach([tmp_path / "plan.txt"])
    composer.send.click()
    loop.until(lambda: chats.services.operations.going)
    composer.editor.setFocus()
    chats.escape()
    loop.until(lambda: chats.banner.text.startswith("Sending: cancelled."))
    attaching.set()
    loop.until(lambda: not chats.services.operations.going)
    assert not composer.text and not composer.chips.chips
    assert len(ask(lambda node: node.session(chats.current)).messages) == 2


def test_a_pasted_text_that_was_removed_can_be_taken_back_after_another_message_went(agent, online, loop):
    files, composer = online.chats.sending.files, online.chats.page.composer
    paste(composer, "A long way. " * 2_000)
    (draft,) = files.of("")
    loop.until(lambda: draft.attached)
    files.remove(draft)
    files.forget_pasted()  # as when a message went
    online.services.undo.last()
    loop.until(lambda: files.of(""))
    assert draft.path.is_file()
    files.put("", [])


def test_a_pasted_text_with_a_character_that_no_text_holds_is_read_by_the_model(chats, model, loop, qtbot):
    paste(chats.page.composer, "a\0b\r\n" * 4_000)
    qtbot.keyClick(chats.page.composer.editor, Qt.Key.Key_Return)
    loop.until(lambda: model.heard)
    told = model.heard[0].json()["messages"][-1]["content"]
    assert told.startswith('<file name="Pasted text.txt">\na\N{REPLACEMENT CHARACTER}b\r\na')
