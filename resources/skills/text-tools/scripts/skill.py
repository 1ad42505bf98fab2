"""Small tools for text. Nothing here needs anything from outside."""

import difflib
import re
from typing import Literal

import letters
import markdown_contents
import paragraphs

LONGEST = 200_000
LINES_COMPARED = 5_000
Case = Literal["upper", "lower", "title", "sentence", "camel", "pascal", "snake", "kebab", "constant"]

_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w+%-]+(?:\.[\w+%-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![\w-])"
)
_SENTENCE = re.compile(r"[.!?…。！？]+[\"'”’)\]]*(?=\s|$)")


def diff(old: str, new: str, context: int = 3, ignore_space: bool = False) -> dict:
    """Compare two texts line by line.

    Args:
        old: The text before.
        new: The text after.
        context: How many unchanged lines to show around a change, from 0 to 20.
        ignore_space: Whether lines are alike that differ in spaces only.

    Effects: none
    """
    before, after = _checked(old).splitlines(), _checked(new).splitlines()
    if max(len(before), len(after)) > LINES_COMPARED:
        raise ValueError(f"At most {LINES_COMPARED} lines can be compared.")
    if not 0 <= context <= 20:
        raise ValueError("'context' must be from 0 to 20.")
    if ignore_space:
        same = {" ".join(line.split()): line for line in reversed(before)}
        after = [same.get(" ".join(line.split()), line) for line in after]
        before = [same[" ".join(line.split())] for line in before]
    told = list(difflib.unified_diff(before, after, "old", "new", n=context, lineterm=""))
    added = sum(line.startswith("+") for line in told[2:])
    removed = sum(line.startswith("-") for line in told[2:])
    return {"same": not told, "added": added, "removed": removed, "diff": "\n".join(told)}


def replace(text: str, find: str, put: str, whole_words: bool = False, ignore_case: bool = False) -> dict:
    """Replace a text by another wherever it stands. Both are taken as they are: there are no patterns.

    Args:
        text: Where to look.
        find: What to look for.
        put: What to put in its place.
        whole_words: Whether letters or digits around it rule it out.
        ignore_case: Whether case does not matter; the replacement then follows the case of what it replaces.

    Effects: none
    """
    if not find:
        raise ValueError("There is nothing to look for.")
    pattern = re.escape(find)
    if whole_words:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    flags = re.IGNORECASE if ignore_case else 0
    changed, count = re.subn(
        pattern, lambda found: letters.like(found[0], put) if ignore_case else put, _checked(text), flags=flags
    )
    return {"text": changed, "count": count}


def count(text: str, words_per_minute: int = 238) -> dict:
    """Count characters, words, sentences, lines and paragraphs, and say how long reading takes.

    Args:
        text: The text.
        words_per_minute: How fast somebody reads.

    Effects: none
    """
    if words_per_minute < 1:
        raise ValueError("'words_per_minute' must be 1 or more.")
    words = letters.words(_checked(text))
    return {
        "characters": letters.characters(text),
        "characters_without_spaces": letters.characters("".join(text.split())),
        "words": len(words),
        "different_words": len({word.casefold() for word in words}),
        "sentences": len(_SENTENCE.findall(text)) or bool(words) * 1,
        "lines": len(text.splitlines()),
        "paragraphs": len([part for part in re.split(r"\n\s*\n", text) if part.strip()]),
        "minutes_to_read": round(len(words) / words_per_minute, 1),
    }


def slug(text: str, language: Literal["", "de"] = "", longest: int = 80) -> str:
    """Make a name for addresses and files: small ASCII letters, digits and hyphens.

    Args:
        text: Such as a title.
        language: "de" writes umlauts as ae, oe, ue and & as und.
        longest: Characters at most; it ends with a whole word where it can.

    Effects: none
    """
    if longest < 1:
        raise ValueError("'longest' must be 1 or more.")
    return letters.slug(_checked(text), language, longest)


def case(text: str, to: Case) -> str:
    """Change the case of a text, or make a name for code of it.

    Args:
        text: The text. For camel, pascal, snake, kebab and constant it is one name, however it is written now.
        to: Which case.

    Effects: none
    """
    return letters.recased(_checked(text), to)


def wrap(text: str, width: int = 72) -> str:
    """Break lines at a width. Paragraphs are filled; lists, quotes, code, tables and headings keep their form.

    Args:
        text: Plain text or Markdown.
        width: Columns, from 20 to 500. Wide letters (Chinese, Japanese, Korean) take two.

    Effects: none
    """
    if not 20 <= width <= 500:
        raise ValueError("'width' must be from 20 to 500.")
    return paragraphs.wrapped(_checked(text), width)


def links(text: str) -> dict:
    """Find the web addresses and e-mail addresses in a text, each once, in their order.

    Args:
        text: Plain text, Markdown or HTML.

    Effects: none
    """
    urls = [_trimmed(found[0]) for found in _URL.finditer(_checked(text))]
    emails = [found[0] for found in _EMAIL.finditer(_URL.sub(" ", text))]
    return {"urls": list(dict.fromkeys(urls)), "emails": list(dict.fromkeys(emails))}


def lines(
    text: str,
    order: Literal["", "text", "natural", "length", "reverse"] = "",
    unique: bool = False,
    ignore_case: bool = True,
    falling: bool = False,
    drop_empty: bool = False,
) -> dict:
    """Sort lines, and leave out those that are there already.

    Args:
        text: The lines.
        order: "natural" puts 2 before 10; "reverse" turns the order around; as they are where it is empty.
        unique: Whether only the first of lines that are alike stays.
        ignore_case: Whether lines are alike, and ordered, without regard to case.
        falling: Whether to sort the other way.
        drop_empty: Whether to leave out empty lines.

    Effects: none
    """
    there = _checked(text).splitlines()
    kept = [line for line in there if line.strip() or not drop_empty]
    if unique:
        first: dict[str, str] = {}
        for line in kept:
            first.setdefault(line.rstrip().casefold() if ignore_case else line.rstrip(), line)
        kept = list(first.values())
    if order == "reverse":
        kept.reverse()
    elif order:
        kept.sort(key=lambda line: letters.rank(line, order, ignore_case), reverse=falling)
    return {"text": "\n".join(kept), "lines": len(kept), "left_out": len(there) - len(kept)}


def contents(text: str, deepest: int = 3) -> str:
    """Make a table of contents of a Markdown text, with links to its headings as GitHub names them.

    Args:
        text: Markdown.
        deepest: The deepest level of heading, from 1 to 6.

    Effects: none
    """
    if not 1 <= deepest <= 6:
        raise ValueError("'deepest' must be from 1 to 6.")
    return markdown_contents.contents(_checked(text), deepest)


def _checked(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(f"The text has {len(text)} characters; {LONGEST} are what one call takes.")
    return text


def _trimmed(url: str) -> str:
    """Without the punctuation of the sentence around it; a bracket stays that was opened within."""
    opened = {")": "(", "]": "["}
    while url[-1] in ".,;:!?*_~" or (url[-1] in opened and url.count(url[-1]) > url.count(opened[url[-1]])):
        url = url[:-1]
    return url
