"""One item of a feed, whatever form the feed has. Pure."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

LONGEST_TEXT = 500
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Item:
    """`time` is ISO 8601 in UTC, whose order as text is that of time. `feed` is the address that was asked for."""

    id: str
    title: str
    link: str
    time: str | None
    author: str
    text: str
    feed: str

    def has(self, words: list[str]) -> bool:
        whole = f"{self.title} {self.text} {self.author}".casefold()
        return all(word in whole for word in words)


def moment(text: str | None) -> str | None:
    """A time as feeds write it: RFC 822, ISO 8601, or nearly so. Without a zone UTC is meant."""
    text = (text or "").strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
        except (ValueError, TypeError, OverflowError):
            continue
    return None


class _Words(HTMLParser):
    """The text of HTML: blocks apart, scripts and styles left out."""

    _APART = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td"})
    _NO_TEXT = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._skipping = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in self._NO_TEXT:
            self._skipping = tag
        if tag in self._APART:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipping:
            self._skipping = ""
        if tag in self._APART:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.words.append(data)


def plain(text: str | None, longest: int = LONGEST_TEXT) -> str:
    """HTML as one line of plain text, cut at the end of a word."""
    text = (text or "")[: longest * 40]
    if re.search(r"<[a-zA-Z!/]", text):
        reader = _Words()
        reader.feed(text)
        reader.close()
        text = "".join(reader.words)
    else:
        text = html.unescape(text)
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[:longest].rpartition(" ")[0].rstrip(" ,;:") + " …" if " " in line[:longest] else line[:longest] + "…"
