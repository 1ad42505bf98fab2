from felloe.testing import raises
from skill import case, contents, count, diff, lines, links, replace, slug, wrap


def test_a_diff_counts_what_came_and_went():
    found = diff("a\nb\nc\n", "a\nB\nc\nd\n")
    assert (found["added"], found["removed"], found["same"]) == (2, 1, False)
    assert found["diff"].splitlines()[2:] == ["@@ -1,3 +1,4 @@", " a", "-b", "+B", " c", "+d"]
    assert diff("-- a\n", "++ b\n")["added"] == 1
    assert diff("a  b\n", "a b\n", ignore_space=True)["same"]
    assert diff("", "")["same"]


def test_texts_are_replaced_as_they_are():
    assert replace("a.c abc", "a.c", r"\1")["text"] == r"\1 abc"
    assert replace("cat concat Cat", "cat", "dog", whole_words=True) == {"text": "dog concat Cat", "count": 1}
    assert replace("cat Cat CAT", "cat", "dog", ignore_case=True) == {"text": "dog Dog DOG", "count": 3}
    assert replace("C++ and C", "c++", "Rust", whole_words=True, ignore_case=True)["text"] == "Rust and C"
    with raises(ValueError, "nothing"):
        replace("a", "", "b")


def test_words_and_characters_are_counted_as_a_reader_does():
    found = count("It's a well-known fact. Isn't it? Yes\n\nNew paragraph…")
    assert (found["words"], found["sentences"], found["paragraphs"]) == (9, 3, 2)
    assert count("e\u0301👩‍👩‍👧🇦🇹🇩🇪👍🏽")["characters"] == 5
    assert count("你好 world")["words"] == 3
    assert count("") == dict.fromkeys(count(""), 0)
    assert count("word " * 476)["minutes_to_read"] == 2.0


def test_slugs_are_plain_and_end_with_a_word():
    assert slug("Größe & Maß", language="de") == "groesse-und-mass"
    assert slug("  Größe & Maß! ") == "grosse-mass"
    assert slug("Ångström's Łódź — 2026") == "angstroms-lodz-2026"
    assert slug("one two three", longest=9) == "one-two"
    assert slug("one two three", longest=7) == "one-two"
    assert slug("incomprehensible", longest=5) == "incom"
    assert slug("书房") == ""


def test_names_change_their_case_however_they_are_written():
    for name in ("HTTPServer error2", "http_server-error 2", "httpServerError2"):
        assert case(name, "snake") == "http_server_error_2", name
    assert case("http server", "pascal") == "HttpServer"
    assert case("Http server", "camel") == "httpServer"
    assert case("http server", "constant") == "HTTP_SERVER"
    assert case("Straße nach Graz", "kebab") == "straße-nach-graz"


def test_titles_keep_small_words_and_names():
    assert case("the lord of the rings", "title") == "The Lord of the Rings"
    assert case("what NASA's iPhone is for", "title") == "What NASA's iPhone Is For"
    assert case("HELLO THERE. how ARE you?", "sentence") == "Hello there. How are you?"


def test_wrapping_keeps_lists_quotes_code_and_tables():
    text = (
        "one two three four five six\nseven\n\n- an item that is too long\n  and goes on\n- b\n\n> quoted text that is long\n> too\n\n"
        "```\na line of code that is left as it is\n```\n| a | table that is very wide |\n"
    )
    assert wrap(text, 20) == (
        "one two three four\nfive six seven\n\n- an item that is\n  too long and goes\n  on\n- b\n\n"
        "> quoted text that\n> is long too\n\n```\na line of code that is left as it is\n```\n| a | table that is very wide |\n"
    )


def test_wrapped_lines_are_never_longer_unless_one_word_is():
    words = "supercalifragilisticexpialidocious a bb ccc " * 10
    assert all(len(row) <= 20 or " " not in row for row in wrap(words, 20).splitlines())
    assert wrap(words, 20).split() == words.split()
    assert wrap("漢字" * 3 + " " + "漢字" * 3, 20).splitlines() == ["漢字" * 3, "漢字" * 3]


def test_links_end_where_the_sentence_goes_on():
    found = links(
        "See https://a.example/x_(y), (http://b.example/?q=1). [c](https://c.example/z) www.d.example! Twice: https://a.example/x_(y)"
    )
    assert found["urls"] == ["https://a.example/x_(y)", "http://b.example/?q=1", "https://c.example/z", "www.d.example"]
    found = links("ana.b+c@mail.example.org, <ben@b.example>; not@here, a@b..c, https://u@h.example/x")
    assert found["emails"] == ["ana.b+c@mail.example.org", "ben@b.example"]


def test_lines_are_sorted_and_deduped():
    assert lines("b10\nb2\na", order="natural")["text"] == "a\nb2\nb10"
    assert lines("b10\nb2\na", order="text")["text"] == "a\nb10\nb2"
    assert lines("zoo\nÄpfel\nbanane", order="text")["text"] == "Äpfel\nbanane\nzoo"
    assert lines("A\na\nb\n\n", unique=True, drop_empty=True) == {"text": "A\nb", "lines": 2, "left_out": 2}
    assert lines("A\na", unique=True, ignore_case=False)["lines"] == 2
    assert lines("1\n3\n2", order="natural", falling=True)["text"] == "3\n2\n1"
    assert lines("1\n3\n2", order="reverse")["text"] == "2\n3\n1"


def test_contents_link_to_headings_as_github_names_them():
    text = "# Top\n## What's new?\n```\n# code\n```\n## [Link](x) & more ##\n### Deep\n#### Deeper\nUnder\n-----\n## Deep\n#no\n- item\n---\n"
    assert contents(text) == (
        "- [Top](#top)\n  - [What's new?](#whats-new)\n  - [Link & more](#link--more)\n    - [Deep](#deep)\n"
        "  - [Under](#under)\n  - [Deep](#deep-1)"
    )
    assert contents("## Only\n") == "- [Only](#only)"
    assert contents("") == ""


def test_texts_that_are_too_long_are_refused():
    with raises(ValueError, "200000"):
        count("x" * 200_001)
