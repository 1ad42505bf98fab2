"""What a turn says: Markdown cut where nothing changes its meaning, formulas, ends of answers, runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ModelKeyRefused, ModelUnreachable, NoModel
from shared.parts import AskPart, CallPart, EndPart, Verdict
from spoke.ui.chats.content import segments as content
from spoke.ui.chats.content.run_view import run_view
from spoke.ui.chats.content.segments import CODE_MOST, MOST, GrowingText, Segment, segments
from spoke.ui.look.highlighting import inks

pytestmark = pytest.mark.requires("qt")

PIECES = [
    "a line",
    "\n",
    "\n\n",
    "```",
    "```py\n",
    "\n```\n",
    "- item",
    "1. one",
    "| a | b |\n|---|---|\n",
    "    x",
    "~~~",
    " ",
    "\n$$\n",
    "\n\\[\n",
    "x^2 $$\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.integers(1, 7))
def test_a_stream_comes_to_what_the_whole_text_is(parts, size):
    text = "".join(parts)
    growing = GrowingText()
    sealed = []
    for at in range(0, len(text), size):
        growing.append(text[at : at + size])
        growing.parse()
        assert growing.sealed[: len(sealed)] == sealed
        sealed = list(growing.sealed)
    assert growing.segments == segments(text)


def test_pieces_are_parsed_together_when_somebody_asks(monkeypatch):
    """A long list was parsed with each of 200 pieces a second."""
    parsed = []
    blocks = content._blocks
    monkeypatch.setattr(content, "_blocks", lambda lines: parsed.append(lines) or blocks(lines))
    growing = GrowingText()
    for number in range(100):
        growing.append(f"- item {number}\n")
    growing.parse()
    assert len(growing.segments) == 1 and len(parsed) == 2


def test_code_stands_alone_and_says_its_language():
    assert segments("So:\n```python\nx = 1\n\ny\n```\nDone.") == [
        Segment("So:"),
        Segment("x = 1\n\ny", "python"),
        Segment("Done."),
    ]
    assert segments("```\nnever closed") == [Segment("never closed", "")]


def test_a_formula_that_stands_alone_is_shown_as_its_source():
    assert segments("So\n$$\n\\int_0^1 x\\,dx\n$$\nDone.") == [
        Segment("So"),
        Segment("\\int_0^1 x\\,dx", "tex"),
        Segment("Done."),
    ]
    assert segments("\\[\nx^2 \\]\nThen")[0] == Segment("x^2", "tex")


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("of $\\frac{1}{n}$ and \\(a_1 * b_1\\)", "of `\\frac{1}{n}` and `a_1 * b_1`"),
        ("$$a^2$$, and \\[ x \\]", "`a^2`, and `x`"),
        ("it costs $5 and $6, in $HOME and $PATH", "it costs $5 and $6, in $HOME and $PATH"),
        ("`$a^2$` is code", "`$a^2$` is code"),
        ("between $3 and 4$ as it is", "between $3 and 4$ as it is"),
        ("![a](b) - [ ] c", "[a](b) - [ ] c"),
        ("- [ ] one\n- [x] two", "- ☐ one\n- ☑ two"),
    ],
)
def test_formulas_are_kept_from_markdown_and_sums_of_money_are_no_formulas(written, seen):
    from spoke.ui.chats.painted.markdown import shown

    assert shown(written) == seen


def test_a_list_with_code_and_empty_lines_stays_whole():
    text = "1. one\n\n   ```\n   x\n   ```\n\n2. two"
    assert segments(text) == [Segment(text)]
    assert [each.text for each in segments("- a\n- b\n\nThen.")] == ["- a\n- b", "Then."]


def test_a_link_is_found_where_its_target_is_told_later():
    first, last = segments("See [the plan][p].\n\n[p]: https://example.org/plan")
    assert "https://example.org/plan" in first.text
    assert last.language is None


def test_no_segment_is_long_and_nothing_is_lost():
    prose, code = "word " * 2_000, "x = 1\n" * 3_000
    found = segments(f"{prose}\n\n```\n{code}```")
    assert all(len(each.text) <= (MOST if each.language is None else CODE_MOST) for each in found)
    assert " ".join(each.text for each in found if each.language is None).split() == prose.split()
    assert "\n".join(each.text for each in found if each.language == "").count("x = 1") == 3_000
    assert [each.goes_on for each in found].count(False) == 2


def test_a_text_does_not_grow_by_what_each_part_of_it_is_to_have():
    """The head of a table, the targets of links: a message of some 100 kB would have become one of 10 MB."""
    wide = "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n" + "|b\n" * 5_000
    linked = "".join(f"[{number}]: http://x\n" for number in range(5_000)) + "\n" + "[1] word\n\n" * 5_000
    for text in (wide, linked):
        assert sum(len(each.text) for each in segments(text)) < 3 * len(text)


@pytest.mark.parametrize("line", ["```" + " " * 100_000 + "`", "~" * 100_000 + "`", "|-|-" + " " * 100_000 + "x"])
def test_a_line_is_gone_over_once(line):
    """Each took minutes, in which nothing else was drawn."""
    assert [each.goes_on for each in segments(f"a|b\n{line}\nc|d")].count(False) == 1


@pytest.mark.parametrize(
    ("code", "language"),
    [('"' + "\\" * 60, "scala"), (" " * 5_000 + "x", "c"), ("-" * 5_000, "make"), ("a\n" * 3_000, "csharp")],
)
def test_code_that_would_hold_up_the_window_has_no_colours(code, language):
    """Scala's lexer took hours."""
    assert list(inks('x = "y"', "py")) and not list(inks(code, language))


def test_each_part_of_a_long_table_has_its_head():
    rows = "\n".join(f"| {number} | {'x' * 50} |" for number in range(200))
    found = segments(f"| a | b |\n|---|---|\n{rows}")
    assert len(found) > 2
    assert all(each.text.startswith("| a | b |\n|---|---|\n|") for each in found)


@pytest.mark.parametrize(
    ("error", "action"),
    [(ModelKeyRefused("no key"), "models"), (NoModel("none"), "models"), (ModelUnreachable("away"), "again")],
)
def test_a_failed_answer_offers_what_would_mend_it(error, action):
    from spoke.ui.chats.content.ends import ended

    said = ended(EndPart(id="e", reason="model", message=str(error), error=error.body()))
    assert said is not None and said.verb == action and said.sentence


def test_only_a_run_that_was_seen_to_begin_is_counted_and_it_says_where():
    call = CallPart(id="c", step=1, name="run_code", arguments='{"code": "1"}', state="running")
    seen = run_view(call, None, str, "Laptop", 3.7)
    assert seen.figures == ("3 s",) and seen.where == "on Laptop, in the sandbox"
    assert not run_view(call, None, str, "Laptop").figures
    afar = CallPart(id="c", step=1, name="sum", arguments="{}", path="attic:climate.sum", state="done")
    assert run_view(afar, None, str, "Laptop").where == "", "what ran elsewhere did not run here"
    nested = Verdict(service="call", target="attic_pi:climate.sum", verdict="allowed")
    (line,) = run_view(call.model_copy(update={"verdicts": [nested]}), None, {"attic_pi": "Attic Pi"}.get).calls
    assert (line.text, line.where) == ("climate.sum", "Attic Pi"), "devices go by their names"
    lost = nested.model_copy(update={"error": "outcome_unknown"})
    seen = run_view(
        call.model_copy(update={"verdicts": [lost], "state": "unknown"}), None, {"attic_pi": "Attic Pi"}.get
    )
    assert seen.calls[0].verdict.word == "Unknown" and "on Attic Pi" in seen.sentence, "it did not fail there"


def test_a_call_and_its_answer_are_told_in_plain_words_with_what_is_exact(qapp):
    from spoke.ui.chats.content.ends import asked

    fetch = Verdict(service="http", target="GET@shop.example", verdict="denied")
    call = CallPart(id="c", step=1, name="run_code", arguments='{"code": "1"}', state="done", verdicts=[fetch])
    (line,) = run_view(call, None, lambda _: "Laptop", "Laptop").calls
    assert (line.words, line.text) == ("Fetch from shop.example", "http GET shop.example")
    part = AskPart(
        id="a", call="c", step=1, ask=1, title="1", asked="http:GET@shop.example", offered="", state="denied"
    )
    said = asked(part, str)
    assert said is not None and said.sentence == "Fetch from shop.example (http GET shop.example)"
