"""Which part of a piece of code has which of the `code.*` inks."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # only with the first piece of code: a start has none
    from pygments.lexer import Lexer  # type: ignore[import-untyped]
    from pygments.token import _TokenType  # type: ignore[import-untyped]

_INKS = {
    "Comment": "code.comment",
    "Keyword": "code.keyword",
    "Operator.Word": "code.keyword",
    "Literal.String": "code.string",
    "Literal.Number": "code.number",
    "Name.Function": "code.name",
    "Name.Class": "code.name",
    "Name.Decorator": "code.name",
    "Name.Tag": "code.name",
    "Name.Attribute": "code.name",
    "Name.Builtin": "code.name",
    "Name.Exception": "code.name",
}
"""By Pygments' names of tokens."""

_PLAIN = frozenset(("", "text", "plain", "plaintext", "txt", "output"))
_MOST_LEXERS = 64

_COLOURED = frozenset({
    "bash", "batch", "c", "clojure", "cmake", "console", "cpp", "csharp", "css", "dart", "diff", "docker",
    "elixir", "elm", "erlang", "fsharp", "glsl", "go", "graphql", "groovy", "haskell", "html", "http", "ini",
    "java", "javascript", "json", "julia", "kotlin", "lua", "make", "matlab", "nginx", "nimrod", "objective-c",
    "ocaml", "perl", "php", "powershell", "properties", "protobuf", "python", "pycon", "splus", "restructuredtext",
    "ruby", "rust", "scss", "sql", "swift", "tex", "toml", "typescript", "vim", "xml", "yaml", "zig",
})  # fmt: skip
"""By Pygments' first name. Not each of its lexers ends: for `"` and thirty backslashes Scala's takes hours, and whoever
writes a message names the language."""

_LONG_LINE, _MANY_LINES = 500, 800
_LONG_BLANK = re.compile(r"(?<!\s)\s{201}")
"""Over these many lexers go again from each character."""

T = TypeVar("T")
Ink = tuple[int, int, str]
"""Begin, length, token."""


_MOST_S = 0.1
"""Ten times what a segment of code takes. What is hostile to a lexer stays plain from there on."""


def inks(code: str, language: str) -> Iterator[Ink | None]:
    """From the begin to the end, as they are found, none for what has no ink: who has little time can go on later."""
    learn(language)
    lexer = _lexers.get(language.lower())
    if lexer is None or lexer.aliases[0] not in _COLOURED or _tedious(code):
        return
    from pygments.token import Name

    for begin, token, text in _within(_MOST_S, lexer.get_tokens_unprocessed(code)):
        ink = _ink(token) or ("code.name" if token in Name and code[begin + len(text) :][:1] == "(" else None)
        yield (begin, len(text), ink) if ink and text.strip() else None


def _within(s: float, found: Iterator[T]) -> Iterator[T]:
    """As many as are found in so many seconds of processor time; what is done in between is not counted."""
    while s > 0:
        began = time.thread_time()
        each = next(found, None)
        s -= time.thread_time() - began
        if each is None:
            return
        yield each


def _tedious(code: str) -> bool:
    lines = code.split("\n")
    return len(lines) > _MANY_LINES or max(map(len, lines)) > _LONG_LINE or _LONG_BLANK.search(code) is not None


@lru_cache(maxsize=256)
def _ink(token: _TokenType) -> str | None:
    return next((ink for kind, ink in _kinds() if token in kind), None)


@cache
def _kinds() -> list[tuple[_TokenType, str]]:
    from pygments.token import string_to_tokentype

    return [(string_to_tokentype(name), ink) for name, ink in _INKS.items()]


def known(language: str) -> bool:
    """Whether its lexer is there, or it has none."""
    return language.lower() in _PLAIN or language.lower() in _lexers


def learn(language: str) -> None:
    """Bring its lexer, which takes some 30 ms: for another thread, before there is something to be painted."""
    if not known(language):
        if len(_lexers) == _MOST_LEXERS:
            del _lexers[next(iter(_lexers))]
        _lexers[language.lower()] = _lexer(language.lower())


_lexers: dict[str, Lexer | None] = {}


def _lexer(language: str) -> Lexer | None:
    """None for a language that nobody knows."""
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def language_name(language: str) -> str:
    """`py` is Python; what nobody knows stays as it was written."""
    learn(language)
    lexer = _lexers.get(language.lower())
    return str(lexer.name) if lexer else language
