"""A page of a Markdown text. Pure, but for the template, which is a file of the skill."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template
from urllib.parse import quote, unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

TEMPLATE = Path(__file__).parent.parent / "assets" / "page.html"
_METADATA = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_TASK = re.compile(r"\[([ xX])\][ \t]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")
DataOf = Callable[[str], str | None]
"""An image's address to a `data:` address of its own; None where it cannot be put in."""


@dataclass(frozen=True, slots=True)
class Page:
    """`body` and `contents` are HTML, `title` is text."""

    title: str
    contents: str
    body: str

    def whole(self, otherwise: str, language: str) -> str:
        """With everything around it. `otherwise` is the title of a page without one."""
        if not _LANGUAGE.fullmatch(language):
            raise ValueError(f"'{language[:20]}' is not a language's code, such as en or de.")
        told = {"title": escape(self.title or otherwise), "language": language, "body": self.contents + self.body}
        return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(told)


def rendered(text: str, image: DataOf, to_pages: bool = False) -> Page:
    """`to_pages`: links to Markdown files lead to their pages."""
    metadata = _METADATA.match(text)
    named = _TITLE.search(metadata[1] or "") if metadata else None
    parser = _parser()
    tokens = parser.parse(text[metadata.end() :] if metadata else text)
    headings = _with_anchors(tokens)
    for token in tokens:
        for inner in token.children or []:
            _settle(inner, image, to_pages)
    _mark_tasks(tokens)
    title = named[1].strip("\"'") if named else next((words for _, words, _ in headings), "")
    return Page(title, _contents(headings), parser.renderer.render(tokens, parser.options, {}))


@cache
def _parser() -> MarkdownIt:
    """HTML in the text is shown as text: a page must not do what its author did not see."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _with_anchors(tokens: list[Token]) -> list[tuple[int, str, str]]:
    """Give each heading an id; level, words and id of each."""
    found: list[tuple[int, str, str]] = []
    taken: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        words = "".join(inner.content for inner in inline.children or [] if inner.type in ("text", "code_inline"))
        plain = (
            re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", words).lower()).strip().replace(" ", "-") or "section"
        )
        number = taken[plain] = taken.get(plain, -1) + 1
        anchor = f"{plain}-{number}" if number else plain
        opening.attrSet("id", anchor)
        found.append((int(opening.tag[1]), words, anchor))
    return found


def _settle(token: Token, image: DataOf, to_pages: bool) -> None:
    """Put an image in, or a link in its place; lead a link to a page."""
    if token.type == "link_open" and to_pages:
        token.attrSet("href", _page_of(str(token.attrGet("href") or "")))
    if token.type == "image":
        source = str(token.attrGet("src") or "")
        data = image(source)
        if data:
            token.attrSet("src", data)
        else:
            token.type, token.tag = "html_inline", ""
            told = escape(token.content or source)
            token.content = f'<a href="{escape(source)}">{told}</a>' if source else told


def _page_of(href: str) -> str:
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not re.search(r"\.(md|markdown)\Z", parts.path, re.IGNORECASE):
        return href
    return parts._replace(path=re.sub(r"\.\w+\Z", ".html", parts.path)).geturl()


def _mark_tasks(tokens: list[Token]) -> None:
    """`- [x] done` as a box that cannot be clicked."""
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        first = inline.children[0] if inline.type == "inline" and inline.children else None
        if item.type != "list_item_open" or paragraph.type != "paragraph_open" or not first or first.type != "text":
            continue
        if match := _TASK.match(first.content):
            first.content = ("☐ " if match[1] == " " else "☑ ") + first.content[match.end() :]
            item.attrJoin("class", "task")


def _contents(headings: list[tuple[int, str, str]]) -> str:
    """A list of the headings, nested; empty for fewer than two."""
    if len(headings) < 2:
        return ""
    html, open_levels = ["<nav>"], list[int]()
    for level, words, anchor in headings:
        while open_levels and open_levels[-1] > level and len(open_levels) > 1:
            html.append("</li></ul>")
            open_levels.pop()
        if not open_levels or open_levels[-1] < level:
            html.append("<ul>")
            open_levels.append(level)
        else:
            html.append("</li>")
        html.append(f'<li><a href="#{escape(quote(anchor))}">{escape(words)}</a>')
    return "".join(html) + "</li></ul>" * len(open_levels) + "</nav>\n"


def address(path: str) -> str:
    """A path as a link to it."""
    return quote(path)


def path_of(source: str) -> str | None:
    """The file that an image's address means; None for one on the web."""
    parts = urlsplit(source)
    return None if parts.scheme or parts.netloc or not parts.path else unquote(parts.path)
