"""What is copied of a conversation is what was written between the two ends, however it is cut to be painted."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from shared.parts import CallPart
from spoke.ui.chats.content.segments import GrowingText, segments
from spoke.ui.chats.content.turns import Stretch, Turn
from spoke.ui.chats.conversation.layout import lay
from spoke.ui.chats.conversation.memo import Memo
from spoke.ui.chats.conversation.model import TurnRow
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.conversation.selection import Position, Selection
from spoke.ui.chats.painted.code import Code
from spoke.ui.chats.painted.run_card import RunCard
from spoke.ui.event_loop.sliced import at_once
from spoke.ui.look.theme import Theme

pytestmark = pytest.mark.requires("qt")

NARROW = "| name | size |\n|------|------|\n| ab | 1 |\n| cd | 2 |"
WIDE = (
    "|"
    + "|".join(f"head {n}" for n in range(13))
    + "|\n"
    + "|-" * 13
    + "|\n"
    + "| a \\| b "
    + "| long word " * 12
    + "|"
)
PLAIN = [
    "Some words of a text.",
    "# A heading",
    "- one item\n- another item\n  - below it",
    "3. third\n4. fourth",
    "> what was said",
    "```python\nx = 1\n\nprint(x)\n```",
    "```\n" + "letter" * 400 + "\n```",
    "a very long paragraph " * 200,
    "- a list of many items\n" * 200 + "- the last",
    WIDE,
]
MARKED = [
    'Some **bold** and `code`, a [link](https://example.org/with/words "and title").',
    "1. *one*\n2. two \\* three &amp; four\n\n   on\n   one line",
    "- [ ] to do\n- [x] done",
    "> quoted\n> on\n>\n> and *on*",
    "A head\n======",
    "- item\n\n  ```py\n  a = 1\n\n  b = 2\n  ```\n- last",
    "$$\na^2\n$$",
    "---",
    NARROW,
]


class Devices:
    here = ""

    def name(self, handle):
        return handle


class Copying:
    """Rows as they are shown, and places in them."""

    def __init__(self, *turns):
        context = RowContext(Devices())
        self.rows = []
        for number, (role, pieces) in enumerate(turns):
            turn = Turn(str(number), None, role, "m", "", 0, pieces)
            self.rows.append(TurnRow(turn, at_once(lay(turn, Theme("light"), 740.0, context, Memo())), 740.0))
        self.selection = Selection(lambda turn: int(turn))

    @property
    def parts(self):
        return [(row, number) for row, each in enumerate(self.rows) for number in range(len(each.laid.parts))]

    def part(self, row, number):
        return self.rows[row].laid.parts[number].part

    def of(self, kind):
        return next((row, number) for row, number in self.parts if isinstance(self.part(row, number), kind))

    def place(self, word, after=0):
        """Where the word begins."""
        for row, number in self.parts:
            at = self.part(row, number).text.find(word)
            if at >= 0:
                return row, number, at + after
        raise AssertionError(word)

    def copy(self, begin, end):
        self.selection.begin, self.selection.end = (Position(str(row), part, at) for row, part, at in (begin, end))
        return self.selection.text(self.rows)

    def all(self):
        self.selection.all(self.rows)
        return self.selection.text(self.rows)

    @property
    def within_words(self):
        """Every place in a word, but for tables: of these Qt chooses cells."""
        return [
            (row, number, at)
            for row, number in self.parts
            if "\nsize\n" not in (text := self.part(row, number).text)
            for at in range(1, len(text))
            if text[at - 1].isalnum() and text[at].isalnum()
        ]


def answer(text):
    return Copying(("assistant", [Stretch(0, text)]))


documents = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=6).map("\n\n".join)
marked = st.lists(st.sampled_from(PLAIN + MARKED), min_size=1, max_size=6).map("\n\n".join)
few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def without_fences(text):
    return re.sub(r"(?m)^```\w*\n|\n```$", "", text)


def letters(text):
    return [letter for letter in text if letter.isalnum()]


@given(marked, st.integers(1, 500))
@settings(deadline=None)
def test_each_segment_knows_what_was_written_for_it(text, size):
    growing = GrowingText()
    for at in range(0, len(text), size):
        growing.append(text[at : at + size])
        growing.parse()
    found = segments(text)
    begins = [each.at for each in found]
    assert [each.at for each in growing.segments] == begins
    assert begins[0] == 0
    for segment, begin, end in zip(found, begins, [*begins[1:], len(text)], strict=True):
        if segment.language is None:
            assert segment.text.strip() == text[begin:end].strip()


@few
@given(marked, marked)
def test_all_of_it_is_what_was_written(qapp, said, answered):
    chat = Copying(("user", [Stretch(0, said)]), ("assistant", [Stretch(0, answered)]))
    assert chat.all() == f"{said}\n\n{answered}"


@few
@given(documents, st.data())
def test_what_is_copied_in_two_is_what_is_copied_at_once(qapp, text, data):
    chat = answer(text)
    places = chat.within_words
    begin, between, end = sorted(data.draw(st.lists(st.sampled_from(places), min_size=3, max_size=3)))
    whole = chat.copy(begin, end)
    assert without_fences(chat.copy(begin, between) + chat.copy(between, end)) == without_fences(whole)
    assert without_fences(whole) in without_fences(text)


@few
@given(marked, st.data())
def test_no_word_that_is_chosen_is_lost(qapp, text, data):
    chat = answer(text)
    places = chat.within_words
    assume(places)
    begin, end = sorted(data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=2)))
    copied = iter(letters(chat.copy(begin, end)))
    for row, number in chat.parts:
        if (row, number) >= begin[:2] and (row, number) <= end[:2]:
            left = begin[2] if (row, number) == begin[:2] else 0
            right = end[2] if (row, number) == end[:2] else None
            for letter in letters(chat.part(row, number).text[left:right]):
                assert letter in copied, "in the order in which they stand"


@few
@given(marked, st.integers(100, 1_000))
def test_an_answer_that_grows_is_copied_as_it_was_written(qapp, text, size):
    chat, stretch, memo = answer(""), Stretch(0), Memo()
    chat.rows[0].turn.pieces, chat.rows[0].turn.growing = [stretch], True
    for at in range(0, len(text), size):
        stretch.add(text[at : at + size])
        chat.rows[0].laid = at_once(lay(chat.rows[0].turn, Theme("light"), 740.0, RowContext(Devices()), memo))
    assert chat.all() == text


def test_a_long_line_of_code_stays_one(qapp):
    line = "".join(f"{n:04}" for n in range(700))
    chat = answer(f"```\nx\n{line}\n```")
    code = chat.of(Code)
    assert chat.copy((*code, 5), (*code, 2_700)) == f"x\n{line}"[5:2_700]


def test_a_long_paragraph_is_not_parted(qapp):
    text = "".join(f"{n} " for n in range(3_000)).strip()
    chat = answer(text)
    begin, end = chat.place(" 100 ", 1), chat.place(" 2500 ")
    assert begin[1] < end[1]
    assert chat.copy(begin, end) == text[text.index("100 ") : text.index(" 2500 ")]


def test_items_of_a_list_are_copied_with_their_marks(qapp):
    chat = answer("Above.\n\n1. first **one**\n2. second one\n3. third one")
    assert chat.copy(chat.place("first"), chat.place("third", 5)) == "1. first **one**\n2. second one\n3. third"
    assert chat.copy(chat.place("bove"), chat.place("first", 5)) == "bove.\n\n1. first"
    assert chat.copy(chat.place("irst"), chat.place("third", 5)) == "irst one\n2. second one\n3. third"
    assert chat.copy(chat.place("first"), chat.place("first", 9)) == "first one", "of one line what is seen"


def test_cells_are_copied_as_rows(qapp):
    rows = "".join(f"|  {n}  | **b{n}** | c |\n" for n in range(1_000, 1_300))
    chat = answer(f"| a | b | c |\n|---|---|---|\n{rows}")
    assert chat.copy(chat.place("1001"), chat.place("b1002", 4)) == "| 1001 | b1001 |\n| 1002 | b1002 |"
    row, number, at = chat.place("b1002")
    assert (
        chat.copy(chat.place("1001"), (row, number, at + 7)) == "|  1001  | **b1001** | c |\n|  1002  | **b1002** | c |"
    )
    begin, end = chat.place("1001"), chat.place("1250")
    assert begin[1] < end[1]
    text = chat.part(end[0], end[1]).text
    end = *end[:2], text.index("c\n", end[2]) + 1
    copied = chat.copy(begin, end)
    assert copied == rows[rows.index("|  1001") : rows.index("|  1251")].strip(), (
        "the head of each piece was not written"
    )


def test_a_wide_table_is_copied_as_it_was_written(qapp):
    chat = answer(f"- {WIDE}".replace("\n", "\n  ") + "\n- the next")
    row, number = chat.of(Code)
    code = chat.part(row, number)
    inside = code._copy.center()
    written = WIDE.replace("\n", "\n  ")
    assert code.spot(inside).value == f"- {written}"
    assert chat.copy(chat.place("head 1 "), chat.place("head 2", 6)) == "|head 1|head 2"
    assert chat.copy((row, number, 0), (row, number, code.text.index("head 2"))) == "- |head 0|head 1"
    assert chat.copy(chat.place("head 12"), chat.place("long", 4)) == f"|head 12|\n  {'|-' * 13}|\n  | a \\| b | long"


def test_a_run_is_copied_with_the_texts_around_it(qapp):
    call = CallPart(
        id="1", step=0, name="run_code", arguments=json.dumps({"code": "print(1)"}), state="done", ms=1, output="1\n"
    )
    pieces = [Stretch(0, "Let me count.\n"), call, Stretch(14, "One.\n\nIt is one.")]
    chat = Copying(("user", [Stretch(0, "How many?")]), ("assistant", pieces))
    card = "```python\nprint(1)\n```\n\n```\n1\n```"
    assert chat.all() == f"How many?\n\nLet me count.\n\n{card}\n\nOne.\n\nIt is one."
    assert chat.copy(chat.place("count"), chat.place("One", 3)) == f"count.\n\n{card}\n\nOne"
    row, number = chat.of(RunCard)
    part = chat.part(row, number)
    above, below = (part.position(QPointF(9, y)) for y in (2, part.height - 2))
    assert chat.copy((row, number, above), (row, number, below)) == card
    assert chat.copy((row, number, below), chat.place("One", 3)) == "One", "from below it on"
    for at in above, below:
        chat.selection.word(Position(str(row), number, at), part)
        assert not chat.selection, "there is no word"


@pytest.mark.parametrize("role", ["user", "assistant"])
def test_what_is_folded_away_is_copied_with_what_stands_around_it(qapp, role):
    text = "Many words.\n\n" * 20_000 + "The end."
    chat = Copying((role, [Stretch(0, text)]), ("user", [Stretch(0, "So?")]))
    assert len(chat.rows[0].laid.parts) < 20_000
    assert chat.copy((0, 0, 0), chat.place("So?", 2)) == f"{text}\n\nSo"
