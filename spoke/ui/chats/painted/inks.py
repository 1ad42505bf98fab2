"""Which part of a piece of code has which of the `code.*` inks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

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

Ink = tuple[int, int, str]
"""Begin, length, token."""


def inks(code: str, language: str) -> Iterator[Ink]:
    """From the begin to the end, as they are found: who has little time can go on later."""
    lexer = _lexer(language.lower())
    if lexer is None:
        return
    from pygments.token import Name

    for begin, token, text in lexer.get_tokens_unprocessed(code):
        ink = _ink(token) or ("code.name" if token in Name and code[begin + len(text) :][:1] == "(" else None)
        if ink and text.strip():
            yield begin, len(text), ink


@lru_cache(maxsize=256)
def _ink(token: _TokenType) -> str | None:
    return next((ink for kind, ink in _kinds() if token in kind), None)


@cache
def _kinds() -> list[tuple[_TokenType, str]]:
    from pygments.token import string_to_tokentype

    return [(string_to_tokentype(name), ink) for name, ink in _INKS.items()]


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    """None for a language that nobody knows, and for text."""
    if language in ("", "text", "plain", "plaintext", "txt", "output"):
        return None
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def language_name(language: str) -> str:
    """`py` is Python; what nobody knows stays as it was written."""
    lexer = _lexer(language.lower())
    return str(lexer.name) if lexer else language
