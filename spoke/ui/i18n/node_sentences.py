"""What nodes, hubs and sandboxes say in English sentences, in the language of the window.

Rules of this module:
- a sentence is known by its template in `spoke.ui.i18n.sentences`: what stands in its places is carried over, and
  itself translated where it is a sentence;
- where the node names a command, the window says what leads there in itself (`sentences.in_a_window`);
- a sentence that nobody translated is shown as it came, after what its code means: nothing is ever hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from shared.errors import FelloeError
from spoke.ui.i18n.sentences import codes, hub, models, node, sandbox, skills, system
from spoke.ui.i18n.sentences.in_a_window import IN_A_WINDOW
from spoke.ui.i18n.translate import tr

if TYPE_CHECKING:
    from shared.error_body import ErrorBody

_PLACE = re.compile(r"\{(\w+)\}")
_TABLES = (node.SENTENCES, hub.SENTENCES, models.SENTENCES, skills.SENTENCES, sandbox.SENTENCES, system.SENTENCES)
_ELSEWHERE = re.compile(r"On ([^\s:]+): (.+)", re.DOTALL)
"""What another device said. It comes before all templates: one that begins with a place would take it for that."""
_DEEP = 3
_WIRE = "Felloe's node on this device does not answer. Start it with `felloe agent`."
"""What a command says; a window starts it by itself."""


def worded(error: FelloeError | ErrorBody) -> str:
    """The sentence of an error."""
    body = error.body() if isinstance(error, FelloeError) else error
    if body.message == _WIRE:
        return tr("Felloe's node went away before it answered.")
    known = in_words(body.message)
    head = codes.CODES.get(body.code, "")
    if known is not None or tr(head) == head:
        return known or body.message
    return f"{tr(head)} {body.message}"


def in_words(sentence: str, deep: int = _DEEP) -> str | None:
    """The sentence in the window's language; none where there is no template for it."""
    if elsewhere := _ELSEWHERE.fullmatch(sentence):
        said = in_words(elsewhere[2], deep)
        return said and tr("On {device}: {said}", device=elsewhere[1], said=said)
    for template in _like(sentence):
        found = _pattern(template).fullmatch(sentence)
        if found:
            inner = {name: _inner(value, deep) for name, value in found.groupdict().items()}
            said = IN_A_WINDOW.get(template, template)
            return tr(said, **inner) if inner else tr(said)
    return None


def _inner(value: str, deep: int) -> str:
    return (in_words(value, deep - 1) if deep else None) or value


def _like(sentence: str) -> Iterator[str]:
    """Templates whose longest fixed part is in the sentence: an expression is made only for those."""
    return (template for fixed, template in _by_fixed() if fixed in sentence)


@cache
def _by_fixed() -> list[tuple[str, str]]:
    """The most fixed text first, so that a narrow template is tried before a wide one."""
    every = [template for table in _TABLES for template in table]
    every.sort(key=lambda template: -len(_PLACE.sub("", template)))
    return [(max(_PLACE.split(template)[::2], key=len), template) for template in every]


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACE.split(template)
    fixed = [re.escape(part.replace("{{", "{").replace("}}", "}")) for part in parts[::2]]
    named = [f"(?P<{name}>.*?)" for name in parts[1::2]]
    return re.compile("".join(a + b for a, b in zip(fixed, [*named, ""], strict=True)), re.DOTALL)
