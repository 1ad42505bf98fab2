"""What is very large, or hostile, costs a bounded amount of work: counted in cells, tokens, characters, bytes."""

from __future__ import annotations

import asyncio
import json
import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPixmap, QTextOption
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from shared.ids import new_id
from shared.parts import Attachment
from spoke.node.bodies.answers import MOST_ATTACHMENTS
from spoke.node.bodies.approvals import AskInfo
from spoke.ui.chats.asks.ask_words import CHARS, LINES, AskWords
from spoke.ui.chats.content.segments import Segment, segments
from spoke.ui.chats.content.turns import Stretch, Turn
from spoke.ui.chats.conversation import layout
from spoke.ui.chats.conversation.layout import lay
from spoke.ui.chats.conversation.memo import Memo
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.painted.note import Note
from spoke.ui.chats.painted.pictures import Pictures
from spoke.ui.chats.row_assets import RowAssets
from spoke.ui.chats.writing.attaching import Attaching
from spoke.ui.chats.writing.chips import Chip, Chips
from spoke.ui.chats.writing.drafts import Drafts, KeptFile
from spoke.ui.chats.writing.pending_file import PendingFile
from spoke.ui.event_loop.sliced import at_once
from spoke.ui.look import highlighting as colouring
from spoke.ui.look.highlighting import inks
from spoke.ui.look.look import Look
from spoke.ui.look.theme import Theme
from spoke.ui.preferences import Preferences
from spoke.ui.widgets.fields import put_text
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.work.tasks import TaskOwner

pytestmark = pytest.mark.requires("qt")


def row(*cells):
    return "|" + "|".join(cells) + "|\n"


def table(columns, rows, cells=None):
    return row(*["a"] * columns) + row(*["-"] * columns) + row(*["b"] * (cells or columns)) * rows


# --- tables ---


@pytest.mark.parametrize("before", ["", "> ", "# A head\n"])
def test_a_row_counts_for_the_columns_of_its_table_however_short_it_is(before):
    """Qt makes them all: a message of 3 kB held the window for seconds."""
    lines = table(12, 2_000, cells=1).splitlines()
    text = before + f"\n{before if before == '> ' else ''}".join(lines)
    found = segments(text)
    assert max(12 * each.text.count("\n") for each in found) < 300
    assert sum(each.text.count("b") for each in found) >= 2_000


def test_a_table_that_is_too_wide_is_aligned_as_code():
    text = (
        row(*["ab"] * 20)
        + row(*["-"] * 20)
        + row("1", "\N{CJK UNIFIED IDEOGRAPH-6F6E}", "a \\| b", *["4"] * 17)
        + "1|\\|"
    )
    (found,) = segments(text)
    assert found.language == ""
    assert found.text.splitlines() == [
        "ab  ab  ab     " + "  ".join(["ab"] * 17),
        "--  --  -----  " + "  ".join(["--"] * 17),
        "1   \N{CJK UNIFIED IDEOGRAPH-6F6E}  a | b  " + "   ".join(["4"] * 17),
        "1   |",
    ]


def test_a_wide_table_in_a_list_stands_within_its_item():
    lines = (row(*["ab"] * 13), row(*["-"] * 13), row(*["1"] * 13))
    text = "- " + "  ".join(lines) + "- the next\n"
    table, after = segments(text)
    assert table.text.splitlines() == [
        "- " + "  ".join(["ab"] * 13),
        "  " + "  ".join(["--"] * 13),
        "  " + "   ".join(["1"] * 13),
    ]
    assert (after.text, after.language) == ("- the next", None)


def test_an_item_goes_on_after_its_wide_table_and_the_next_one_stays_whole():
    lines = (row(*["ab"] * 13), row(*["-"] * 13), row(*["1"] * 13))
    text = "- " + "  ".join(lines) + "  # Head\n\n  more of it\n- the next\n  goes on"
    assert segments(text)[1:] == [Segment("# Head\n\nmore of it\n- the next\n  goes on")]


def test_each_of_thousands_of_wide_tables_in_a_list_is_aligned():
    """With one call within another for each, Python gave up at a thousand, and the chat stayed empty."""
    lines = (row(*["ab"] * 13), row(*["-"] * 13), row(*["1"] * 13))
    found = segments(("- " + "  ".join(lines)) * 2_000)
    assert [each.language for each in found] == [""] * 2_000


@pytest.mark.parametrize("after", ["# Head", "> said", "- item | and | more", "3. third", "***", "- - -"])
def test_what_begins_right_after_a_wide_table_is_none_of_it(after):
    table = row(*["ab"] * 13) + row(*["-"] * 13) + row(*["1"] * 13)
    assert segments(table + after)[1:] == [Segment(after)]


def test_more_rows_of_a_wide_table_leave_those_that_are_there_as_they_are():
    few, more = segments(table(20, 300)), segments(table(20, 300) + row(*["wider"] * 20))
    assert len(few) > 1 and more[: len(few) - 1] == few[:-1]


def test_a_table_of_40_000_cells_is_cut_into_parts_of_some_hundred():
    found = segments(table(12, 3_300))
    assert all(each.text.startswith("|a|a") for each in found)
    assert max(12 * each.text.count("\n") for each in found) < 300


# --- long texts ---

LINE = "word " * 200 + "\n\n"


def laid(text, context, **fields):
    fields = {"role": "assistant", "id": "1", **fields}
    turn = Turn(parent_id=None, model="m", device="", created_ms=0, pieces=[Stretch(0, text)], **fields)
    found = at_once(lay(turn, Theme("light"), 740.0, context, Memo()))
    return turn, [placed.part for placed in found.parts]


@pytest.fixture
def context(qapp):
    class Devices:
        here = ""

        def name(self, handle):
            return handle

    return RowContext(Devices())  # type: ignore[arg-type]


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(layout, "FIRST_SHOWN", 6_000)
    return layout.FIRST_SHOWN


@pytest.mark.parametrize("role", ["assistant", "user"])
def test_of_a_very_long_text_the_first_part_is_shown_and_all_when_somebody_wants_it(context, few, role):
    text = LINE * 20
    _, parts = laid(text, context, role=role)
    note = parts[-1]
    assert isinstance(note, Note)
    assert few / 2 < sum(len(part.text) for part in parts) <= few
    words, spot = note._action
    assert "41" in words and spot.verb == "unfold"
    context.open.add(spot.value)
    found = [part for part in laid(text, context, role=role)[1] if not isinstance(part, Note)]
    assert sum(part.text.count("word") for part in found) == text.count("word")


def test_many_short_paragraphs_are_work_too(context, few):
    _, parts = laid("word\n\n" * 100, context)
    assert 5 < len(parts) < few / 300 + 3


def test_a_text_that_is_not_very_long_is_whole(context, few):
    _, parts = laid(LINE * 4, context)
    assert not any(isinstance(part, Note) for part in parts)


def test_a_very_long_line_of_code_is_drawn_in_pieces_and_copied_as_it_is(context):
    """Qt draws all of a line, however little of it is in sight."""
    line = '{"attic": "cellar"}  ' * 500
    _, (_, code) = laid(f"```json\n[\n{line}\n]\n```", context)
    assert code.text == f"[\n{line}\n]"
    shown = [each for text in code._texts for each in text.text.split("\n")]
    assert max(map(len, shown)) <= 1_000
    for at in (0, 1, 2, 2_000, 2_002, 2_003, len(code.text)):
        assert (
            code.position(QPointF(0, code.top_of(at) + 1))
            <= at
            < code.position(QPointF(0, code.top_of(at) + 1)) + 1_001
        )


def test_what_was_seen_to_grow_stays_whole_when_it_ends(context, few):
    for growing in (True, False):
        _, parts = laid(LINE * 20, context, growing=growing)
        assert not any(isinstance(part, Note) for part in parts)


def test_of_an_answer_that_grows_only_what_came_is_laid_out(context, monkeypatch):
    """Each token cost as much as all that was there: a tenth of a second with thousands of pieces of code."""
    made, numbered, placed = [], layout._numbered, layout._Maker._placed
    monkeypatch.setattr(layout, "_numbered", lambda some: (made.extend(some), numbered(some))[1])
    monkeypatch.setattr(layout._Maker, "_placed", lambda *how: (made.append(how), placed(*how))[1])
    stretch, memo = Stretch(0, "".join(f"```\n{n}\n```\nSo\n\n" for n in range(100))), Memo()
    turn = Turn("1", None, "assistant", "m", "", 0, [stretch], growing=True)
    for came in ("", "Then", " more", "\n```\n100\n```\n"):
        made.clear()
        stretch.add(came)
        found = at_once(lay(turn, Theme("light"), 740.0, context, memo))
        assert (len(made) > 400) if not came else (len(made) <= 8)
        now = at_once(lay(turn, Theme("light"), 740.0, context, Memo()))
        assert [each.part.text for each in found.parts] == [each.part.text for each in now.parts]
        assert [each.at for each in found.parts] == [each.at for each in now.parts]


def test_the_same_code_twice_has_two_cards_which_stay(context):
    memo, turn = Memo(), Turn("1", None, "assistant", "m", "", 0, [Stretch(0, "```\nx\n```\n" * 2)])
    cards = [
        [each.part for each in at_once(lay(turn, Theme("light"), 740.0, context, memo)).parts[1:]] for _ in range(2)
    ]
    assert cards[0] == cards[1] and len(set(cards[0])) == 2


def test_of_thousands_of_parts_those_in_sight_are_looked_at(context):
    turn = Turn("1", None, "assistant", "m", "", 0, [Stretch(0, "# Head\n\n" * 300)])
    found = at_once(lay(turn, Theme("light"), 740.0, context, Memo()))
    tops = [placed.at.y() for placed in found.parts]
    for top, bottom in ((-50.0, -10.0), (-50.0, 50.0), (tops[7] + 1, tops[9] - 1), (found.height - 5, 1e6)):
        seen = [
            number
            for number, placed in enumerate(found.parts)
            if placed.at.y() <= bottom and placed.at.y() + placed.part.height >= top
        ]
        assert [number for number, _ in found.between(top, bottom)] == seen
    assert found.near(QPointF(0, tops[7] + 1)) is found.parts[7]


def test_a_long_text_is_parsed_on_another_thread(context):
    stretch = Stretch(0, "word\n\n" * 20_000)
    turn = Turn("1", None, "assistant", "m", "", 0, [stretch])
    next(step for step in lay(turn, Theme("light"), 740.0, context, Memo()) if callable(step))()
    assert stretch.parsed.open, "nothing is left to be parsed on this one"


def test_qt_is_asked_to_break_a_very_long_word_anywhere(qtbot):
    editor = QPlainTextEdit()
    qtbot.addWidget(editor)
    modes = []
    for text in ("x" * 300_000, "word " * 60_000):
        put_text(editor, text)
        modes.append(editor.wordWrapMode())
    assert modes == [QTextOption.WrapMode.WrapAnywhere, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere]


# --- colours of code ---


def test_a_lexer_that_takes_long_is_left_and_what_it_found_stays(monkeypatch):
    code = "x = 1\n" * 100
    every = list(inks(code, "python"))
    monkeypatch.setattr(colouring, "_MOST_S", 1e-9)
    assert len(every) > 100
    assert list(inks(code, "python")) == every[:1]


@pytest.mark.parametrize("language", ["csharp", "java"])
def test_each_token_is_a_place_where_the_work_can_be_put_aside(language):
    """Also one that has no colour: for each of these names the lexers look at all that follow."""
    assert len(list(inks("a " * 50, language))) >= 50


# --- pictures ---


def pixmap(side=100):
    return QPixmap(side, side)


def test_so_many_bytes_of_pictures_are_kept_and_what_was_painted_last_stays(qapp):
    one = 100 * 100 * pixmap().depth() // 8
    pictures, missed = Pictures(most=3 * one), []
    pictures.missed = missed.append
    for name in "abc":
        pictures.put(name, pixmap())
    assert pictures.get("a") is not None
    pictures.put("d", pixmap())
    assert pictures.bytes == 3 * one
    assert [name for name in "abcd" if pictures.get(name) is None] == ["b"]
    assert missed == ["b"], "it is fetched again"
    assert pictures.size("b").width() == 100, "the row keeps its height"
    pictures.put("large", pixmap(400))
    assert pictures.get("large") is not None, "one is always kept"


def test_of_a_thousand_pictures_few_are_held_in_memory_at_a_time(loop, context):
    going, most = set(), []

    class Client:
        async def attachment(self, sha):
            going.add(sha)
            most.append(len(going))
            await asyncio.sleep(0)
            yield b"no picture"
            going.discard(sha)

    tasks = TaskOwner()
    services = SimpleNamespace(tasks=tasks, node=SimpleNamespace(client=Client()))
    attached = [Attachment(sha256=f"{n:064x}", name="a.png", media_type="image/png", size=10) for n in range(50)]
    assets = RowAssets(services, context, lambda _: None)  # type: ignore[arg-type]
    assets.look_at([SimpleNamespace(turn=SimpleNamespace(id="1", calls=[], attachments=attached))])
    loop.until(lambda: len(most) == 50 and not going)
    loop.run(tasks.aclose())
    assert max(most) < 10


# --- attached files ---


def test_a_file_that_comes_to_others_makes_one_chip(qtbot, qapp, home):
    chips = Chips(Look(qapp, Preferences(home / "preferences.json")))
    held = QWidget()
    chips.setParent(held)
    qtbot.addWidget(held)
    files, made = [], set()
    for number in range(20):
        files.append(PendingFile(Path(f"{number}.txt"), 1))
        chips.show_files(files)
        made |= set(chips.chips)
    assert len(made) == 20
    files[3].problem = "gone"
    files[5:7] = []
    chips.show_files(files)
    assert [chip.file.name for chip in chips.chips] == [file.name for file in files]
    assert len(set(chips.chips) - made) == 1


def test_tab_comes_to_the_chips_in_the_order_of_their_files(qtbot, qapp, home):
    chips = Chips(Look(qapp, Preferences(home / "preferences.json")))
    held = QWidget()
    first = QLineEdit(held)
    chips.setParent(held)
    last = QLineEdit(held)
    qtbot.addWidget(held)
    files = [PendingFile(Path(f"{number}.txt"), 1) for number in range(6)]
    chips.show_files(files[:3])
    chips.show_files(files)
    qtbot.waitUntil(lambda: len(chips.chips) == 6)
    made = set(chips.chips)
    for number in (0, 4):
        files[number].problem = "gone"
    chips.show_files(files)
    qtbot.waitUntil(lambda: len(made & set(chips.chips)) == 4)
    each, reached = first.nextInFocusChain(), []
    while each is not first:
        reached.append(each)
        each = each.nextInFocusChain()
    stops = [*(chip.remove for chip in chips.chips), last]
    assert [each for each in reached if each in stops] == stops


def test_the_chips_of_many_files_are_made_a_few_in_each_turn_and_shown_together(qtbot, qapp, home):
    chips = Chips(Look(qapp, Preferences(home / "preferences.json")))
    held = QWidget()
    chips.setParent(held)
    qtbot.addWidget(held)
    files, made = [PendingFile(Path(f"{number}.txt"), 1) for number in range(20)], [0]
    chips.show_files(files)
    while not chips.chips:
        made.append(len(chips.findChildren(Chip)))
        qapp.processEvents()
    assert max(after - before for before, after in pairwise([*made, 20])) <= 2
    assert [chip.file for chip in chips.chips] == files and all(not chip.isHidden() for chip in chips.chips)
    chips.show_files([])
    qapp.processEvents()
    assert not chips.chips


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
def test_the_chips_of_many_files_are_laid_out_and_looked_through_together(qtbot, qapp, home, monkeypatch):
    chips, laid, looked_at = Chips(Look(qapp, Preferences(home / "preferences.json"))), [], []
    set_geometry, item_at = FlowLayout.setGeometry, FlowLayout.itemAt
    monkeypatch.setattr(FlowLayout, "setGeometry", lambda flow, box: (laid.append(box), set_geometry(flow, box))[1])
    monkeypatch.setattr(FlowLayout, "itemAt", lambda flow, at: (looked_at.append(at), item_at(flow, at))[1])
    held = QWidget()
    QVBoxLayout(held).addWidget(chips)
    qtbot.addWidget(held)
    held.show()
    files = [PendingFile(Path(f"{number}.txt"), 1) for number in range(40)]
    for some in (files[:3], files):
        chips.show_files(some)
        qtbot.waitUntil(lambda some=some: len({(chip.x(), chip.y()) for chip in chips.chips}) == len(some))
        if some is not files:
            laid.clear()
    assert len(laid) < 10
    looked_at.clear()
    chips.show_files(files)
    assert len(looked_at) < 10 * len(files)


def test_what_a_file_is_by_now_is_said_by_the_same_chip(qtbot, qapp, home):
    chips = Chips(Look(qapp, Preferences(home / "preferences.json")))
    held = QWidget()
    chips.setParent(held)
    qtbot.addWidget(held)
    file = PendingFile(Path("notes.txt"), 2_000)
    chips.show_files([file])
    chip = chips.chips[0]

    def words():
        return [each.text() for each in chip.findChildren(QLabel)]

    assert "Attaching" in words()
    file.attached = Attachment(sha256="0" * 64, name="notes (2).txt", media_type="text/plain", size=2_000)
    chips.show_files([file])
    assert chips.chips == [chip] and "2 KB" in words() and "notes (2).txt" in words()
    assert chip.remove.accessibleName() == "Remove notes (2).txt"


def test_a_draft_holds_no_more_files_than_a_message_does(home, qapp):
    drafts = Drafts(home / "drafts.json")
    drafts.put_files("", [KeptFile(f"{number}.txt") for number in range(1_000)])
    services = SimpleNamespace(tasks=SimpleNamespace(start=lambda work: work.close()))
    assert len(Attaching(services, drafts, lambda: "").of("")) == MOST_ATTACHMENTS  # type: ignore[arg-type]


# --- questions ---


def words(args):
    return AskWords(AskInfo.model_validate({
        "id": 1, "work_id": new_id(), "number": 1, "title": "Send", "label": "mail", "asker": "", "read": [],
        "asked": "call x.send", "offered": "call x.send", "args_json": json.dumps(args), "holder": "",
        "created_ms": 0, "expires_ms": round((time.time() + 600) * 1e3), "state": "pending",
    }))  # fmt: skip


def test_long_arguments_are_folded_by_the_lines_that_are_shown():
    for args in ({"body": "x" * 100_000}, {"a": "short", "body": "y" * 100_000}, {"body": "line\n" * 500}):
        said = words(args)
        assert said.lines > 500
        folded = said.shown(whole=False)
        assert sum(max(1, -(-len(line) // CHARS)) for line in folded.split("\n")) <= LINES
        assert len(said.shown(whole=True)) > len(folded)
    short = words({"a": "x" * 95, "b": 2})
    assert short.lines == 3 and short.shown(whole=False) == short.shown(whole=True)
