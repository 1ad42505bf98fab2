"""A chat completion as it was asked for, pure: what the proxy has to know of it, and its bytes.

Rules of this module:
- nothing is normalised: what goes on is what came, byte for byte, but for the value of `model` where the upstream has
  another name for it;
- a body that two readers could read as two different requests is refused: the one that was checked is the one asked.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from shared.completions.usage import tokens
from shared.errors import InvalidArgument

_SPACE = re.compile(r"[ \t\n\r]*")
_decoder = json.JSONDecoder()
_THINGS = 2_000_000
"""Brackets and commas: a body of nothing else would hold up the hub, and take fifty times its size."""
_MEMBERS = 1_000
"""Of the outermost object, which are read one by one here: an API has fifty."""

_FILE_TOKENS = 1_000
_CHECKED = frozenset({"model", "stream", "messages"})


@dataclass(frozen=True, slots=True)
class Asked:
    model: str
    stream: bool
    prompt_estimate: int
    """Tokens, about."""
    body: bytes
    _before: int
    """Bytes in front of the value of `model`."""
    _after: int

    def by_name(self, model: str) -> bytes:
        """The body for an upstream that knows the model by this name."""
        if model == self.model:
            return self.body
        return b"".join((self.body[: self._before], json.dumps(model).encode(), self.body[self._after :]))


def parse(body: bytes) -> Asked:
    """Raises `InvalidArgument`, with what is wrong and never with what was in it."""
    if sum(map(body.count, (b"[", b"{", b","))) > _THINGS:
        raise InvalidArgument("The request has too many parts.")
    try:
        text = body.decode()
        members = _members(text)
    except UnicodeDecodeError:
        raise InvalidArgument("The request is not UTF-8.") from None
    except (ValueError, IndexError):
        raise InvalidArgument("The request is not a JSON object.") from None
    except RecursionError:
        raise InvalidArgument("The request is nested too deeply.") from None
    model, begin, end = members.get("model", (None, 0, 0))
    if not isinstance(model, str) or not model or not model.isprintable():
        raise InvalidArgument("model: name the model that is asked, as text.")
    stream = members.get("stream", (False,))[0]
    if stream not in (None, True, False):
        raise InvalidArgument("stream: true or false.")
    before = len(text[:begin].encode())
    after = before + len(text[begin:end].encode())
    return Asked(model, bool(stream), _tokens(members.get("messages", ([],))[0]), body, before, after)


def _members(text: str) -> dict[str, tuple[Any, int, int]]:
    """Of the outermost object: each value, and where it stands."""
    found: dict[str, tuple[Any, int, int]] = {}
    at = _skip(text, 0, "{")
    if text[at] == "}":
        at += 1
    else:
        while True:
            if text[at] != '"':
                raise ValueError
            name, at = _decoder.raw_decode(text, at)
            begin = _skip(text, _SPACE.match(text, at).end(), ":")  # type: ignore[union-attr]
            value, at = _decoder.raw_decode(text, begin)
            if name in found:
                raise InvalidArgument(f"{name[:64]}: it stands there twice.")
            if name not in _CHECKED and name.casefold() in _CHECKED:  # readers in Go take it for the other, too
                raise InvalidArgument(f"{name[:64]}: write it as {name.casefold()}.")
            if len(found) >= _MEMBERS:
                raise InvalidArgument("The request has too many parts.")
            found[name] = (value, begin, at)
            at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
            if text[at] == "}":
                at += 1
                break
            at = _skip(text, at, ",")
    if _SPACE.match(text, at).end() != len(text):  # type: ignore[union-attr]
        raise ValueError
    return found


def _skip(text: str, at: int, sign: str) -> int:
    """Where the next thing begins, after `sign` and space around it."""
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    if text[at] != sign:
        raise ValueError
    return _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]


def _tokens(messages: Any) -> int:
    """What the messages come to, files by the piece: their base64 says nothing of what they cost."""
    size = files = 0
    for message in messages if isinstance(messages, list) else ():
        content = message.get("content") if isinstance(message, dict) else None
        if isinstance(content, str):
            size += len(content.encode("utf-8", "replace"))
        for part in content if isinstance(content, list) else ():
            text = part.get("text") if isinstance(part, dict) else None
            if isinstance(text, str):
                size += len(text.encode("utf-8", "replace"))
            else:
                files += 1
    return tokens(size) + files * _FILE_TOKENS
