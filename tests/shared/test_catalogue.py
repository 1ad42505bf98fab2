"""What there is to call: found by its words, listed within what a model may be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.api import FoundFunction, FunctionInfo
from shared.catalogue import (
    CATALOGUE_TOKENS,
    SKILL_TOKENS,
    Catalogue,
    Entry,
    best,
    line,
    listing,
    tokens,
    words,
)

CATALOGUE = Catalogue(
    [
        Entry("climate", "summary", "Temperature in the attic", "Summarise what a sensor measured."),
        Entry("climate", "calibrate", "Temperature in the attic", "Correct a sensor.\n\nNeeds a summary first."),
        Entry("notes", "search", "Notes of all kinds", "Find a note.", device="attic"),
        Entry("notes", "search", "Notes of all kinds", "Find a note.", device="laptop"),
        Entry("café", "readMenu", "Was es gibt", "Straße und Öl"),
    ]
)


def paths(query: str, limit: int = 20) -> list[str]:
    return [match.entry.path for match in CATALOGUE.search(query, limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("summary", "climate.summary"),
        ("sum", "climate.summary"),
        ("notes.search", "notes.search"),
        ("TEMPERATURE calibrate", "climate.calibrate"),
        ("find a note", "notes.search"),
        ("cafe", "café.readMenu"),
        ("menu", "café.readMenu"),
        ("strasse", "café.readMenu"),
        ("ol", "café.readMenu"),
        ("please summarise the attic's temperature for me", "climate.summary"),
    ],
)
def test_the_best_match_comes_first(query: str, first: str) -> None:
    assert paths(query)[0] == first


def test_a_name_counts_more_than_a_description_and_that_more_than_a_text() -> None:
    found = Catalogue(
        [Entry("a", "x", "", "first\nword"), Entry("b", "x", "word"), Entry("word", "x"), Entry("d", "word")]
    ).search("word")
    assert [match.entry.path for match in found] == ["d.word", "word.x", "b.x", "a.x"]


def test_more_words_find_less_and_only_where_all_fail_the_most() -> None:
    assert paths("temperature") == ["climate.calibrate", "climate.summary"]
    assert paths("temperature correct") == ["climate.calibrate"]
    assert paths("temperature correct nonsense") == ["climate.calibrate"]
    assert paths("nonsense") == []


def test_a_function_on_two_devices_is_one_row_with_both() -> None:
    [match] = CATALOGUE.search("search")
    assert match.devices == ("attic", "laptop")


@pytest.mark.parametrize("query", ["", "  ", "?!"])
def test_a_query_without_words_lists_everything_by_name(query: str) -> None:
    assert paths(query, 3) == ["café.readMenu", "climate.calibrate", "climate.summary"]


def test_a_limit_is_kept() -> None:
    assert len(paths("climate", 1)) == 1


def test_words_are_split_as_names_are() -> None:
    assert words("readMenu snake_case Ünïcode-2") == ["read", "menu", "snake", "case", "unicode", "2"]


@given(st.lists(st.builds(Entry, st.text(), st.text(), st.text(), st.text())), st.text())
def test_any_text_can_be_indexed_and_searched(entries: list[Entry], query: str) -> None:
    catalogue = Catalogue(entries)
    found = catalogue.search(query, limit=1_000)
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert len({match.entry.path for match in found}) == len(found) <= len(catalogue)


@given(st.text(min_size=1), st.text())
def test_each_word_of_a_name_finds_it(skill: str, function: str) -> None:
    for word in words(f"{skill} {function}"):
        assert Catalogue([Entry(skill, function)]).search(word)


def test_a_skill_has_one_line_of_a_bounded_length() -> None:
    assert line("notes", "Finds\n notes.") == "notes: Finds notes."
    assert SKILL_TOKENS - 2 < tokens(line("notes", "word " * 1_000)) <= SKILL_TOKENS  # cut after a word
    assert line("notes", "word " * 1_000).endswith("…")


def test_too_many_skills_are_not_listed_but_searched() -> None:
    skills = [(f"skill{number:03}", "x" * 90) for number in range(50)]
    listed = listing(skills)
    assert listed is not None
    assert tokens(listed) <= CATALOGUE_TOKENS
    assert listed.splitlines() == sorted(listed.splitlines())
    assert listing(skills * 2) is None


def _found(path: str, doc: str, *devices: str) -> FoundFunction:
    skill, _, function = path.partition(".")
    info = FunctionInfo(skill=skill, function=function, description=doc, parameters={}, digest=doc)
    return FoundFunction(info=info, devices=list(devices), device_count=len(devices))


def test_functions_in_reach_are_ranked_and_each_version_of_one_stays() -> None:
    climate = [_found("climate.summary", "Summarise it.", "attic"), _found("climate.summary", "Sum it up.", "barn")]
    others = [_found("notes.find", "Find a summary."), _found("feeds.news", "What is new.")]
    assert best([*others, *climate], "summary") == [*climate, others[0]]
    assert best([*others, *climate], "  ") == [*others, *climate]
    assert best(others, "what is the news, please") == [others[1]]
    assert best(others, "zebra") == []
