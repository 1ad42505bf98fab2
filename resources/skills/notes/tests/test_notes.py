"""Notes in a folder of the run's own memory, which needs no grant."""

import os
import tempfile
from pathlib import Path

from felloe.testing import raises
from skill import add, append, daily, list_notes, read, search, tags


def _folder(**notes):
    folder = tempfile.mkdtemp()
    for number, (name, text) in enumerate(notes.items()):
        path = Path(folder) / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    return folder


def test_a_note_that_was_added_can_be_read():
    folder = _folder()
    made = add("Cars/Oil change?", "Garage called.", tags=["car", "#to do"], folder=folder)
    assert made["note"] == "Cars/Oil change"
    found = read("oil change", folder=folder)
    assert found["text"] == "# Oil change?\n\nGarage called.\n\n#car #to-do\n"
    assert found["tags"] == ["car", "to-do"]


def test_a_note_is_never_overwritten():
    folder = _folder(plan="mine")
    with raises(ValueError, "already"):
        add("plan", "other", folder=folder)
    assert read("plan", folder=folder)["text"] == "mine"


def test_names_stay_in_the_folder():
    for name in ("../secret", "/etc/passwd", ".hidden", "a/../../b", ""):
        with raises(ValueError):
            read(name, folder=_folder(a=""))


def test_a_title_with_dots_keeps_them():
    folder = _folder()
    add("Version 1.5 is out", folder=folder)
    assert read("Version 1.5 is out", folder=folder)["text"] == "# Version 1.5 is out\n"


def test_text_is_appended_after_an_empty_line():
    folder = _folder(a="one", b="one\n")
    for name in "ab":
        append(name, "two\n", folder=folder)
        assert read(name, folder=folder)["text"] == "one\n\ntwo\n"


def test_search_wants_all_words_and_folds_case_and_accents():
    folder = _folder(one="Café in Zürich", two="coffee in Zurich", three="CAFE elsewhere")
    assert [each["note"] for each in search("cafe zurich", folder=folder)["found"]] == ["one"]
    assert [each["note"] for each in search("ZÜRICH", folder=folder)["found"]] == ["two", "one"]


def test_what_is_in_the_title_comes_first_then_headings():
    folder = _folder(boat="x", other="boat boat boat", third="## A boat")
    assert [each["note"] for each in search("boat", folder=folder)["found"]] == ["boat", "third", "other"]


def test_words_are_found_by_their_beginning_and_phrases_as_a_whole():
    folder = _folder(a="gardening in\nspring", b="in the garden")
    assert search("garden", folder=folder)["count"] == 2
    assert search("arden", folder=folder)["count"] == 0
    assert [each["note"] for each in search('"in spring"', folder=folder)["found"]] == ["a"]


def test_snippets_show_the_original_around_the_word():
    folder = _folder(a="first line\n" + "ß" * 300 + " the Über-word " + "y" * 300 + "\nlast")
    (snippet,) = search("uber", folder=folder)["found"][0]["snippets"]
    assert "the Über-word" in snippet and snippet[0] == snippet[-1] == "…" and len(snippet) <= 162


def test_tags_are_not_looked_for_in_code_links_and_headings():
    text = "# Heading\n#car and #car/oil, #1 is none\n`#no`\n```\n#nor-this\n```\n[x](#anchor) https://a.org/#b"
    folder = _folder(a=text, b="#Car")
    assert tags(folder=folder)["tags"] == {"car": 2, "car/oil": 1}
    assert search("#car/oil", folder=folder)["count"] == 1
    assert [each["note"] for each in list_notes(tag="car", folder=folder)["notes"]] == ["b", "a"]


def test_the_newest_are_listed_first():
    folder = _folder(old="", new="")
    assert [each["note"] for each in list_notes(folder=folder)["notes"]] == ["new", "old"]
    assert list_notes(limit=1, folder=folder)["count"] == 2


def test_a_daily_note_is_made_once_and_grows():
    folder = _folder()
    assert daily("First.", day="2026-03-01", folder=folder)["text"] == "# Sunday, 2026-03-01\n\nFirst.\n"
    again = daily("Second.", day="2026-03-01", folder=folder)
    assert again["text"] == "# Sunday, 2026-03-01\n\nFirst.\n\nSecond.\n"
    assert again["note"] == "daily/2026-03-01"


def test_a_name_that_two_notes_have_is_asked_back():
    folder = _folder()
    add("a/plan", folder=folder)
    add("b/plan", folder=folder)
    with raises(ValueError, "a/plan, b/plan"):
        read("plan", folder=folder)
    assert read("b/plan", folder=folder)["note"] == "b/plan"
