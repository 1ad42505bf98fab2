"""A chat completion as it was asked for, pure: what the proxy has to know of it, and its bytes.

Rules of this module:
- nothing is normalised: what goes on is what came, byte for byte, but for the value of `model` where the upstream has
  another name for it;
- a body that two readers could read as two different requests is refused: the one that was checked is the one asked.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass

import msgspec

from shared.completions.usage import TOKENS_OF_A_FILE, tokens
from shared.errors import InvalidArgument

_SPACE = re.compile(rb"[ \t\n\r]*+")
_KEY = re.compile(rb'"(?:[^"\\\x00-\x1f]|\\.){0,1000}+"')
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)$")
_MEMBERS = 1_000
"""Of the outermost object, which are read one by one here: an API has fifty."""

_MODEL = 4_096
"""Bytes of a name, as it is written."""

_WEIGHED = 100_000
"""Objects among the messages that are looked at one by one."""

_SLICE = 1 << 20
_CHECKED = frozenset({"model", "stream", "messages"})
_TRUTHS = {b"true": True, b"false": False, b"null": False, b"": False}


class _Part(msgspec.Struct):
    text: str | None = None


class _Message(msgspec.Struct):
    content: str | list[_Part] | None = None


_value = msgspec.json.Decoder(msgspec.Raw)
_messages = msgspec.json.Decoder(list[_Message])


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
    """Raises `InvalidArgument`, with what is wrong and never with what was in it. It takes a millisecond for a megabyte
    at worst, and lets go of the interpreter in between."""
    try:
        _check_text(body)
        members = _members(body)
        begin, end = members.get("model", (0, 0))
        model = json.loads(body[begin:end]) if 0 < end - begin <= _MODEL else None
    except UnicodeDecodeError:
        raise InvalidArgument("The request is not UTF-8.") from None
    except (ValueError, IndexError):
        raise InvalidArgument("The request is not a JSON object.") from None
    except RecursionError:
        raise InvalidArgument("The request is nested too deeply.") from None
    if not isinstance(model, str) or not model or not model.isprintable():
        raise InvalidArgument("model: name the model that is asked, as text.")
    stream = _TRUTHS.get(body[slice(*members.get("stream", (0, 0)))][:6])
    if stream is None:
        raise InvalidArgument("stream: true or false.")
    return Asked(model, stream, _tokens(body, *members.get("messages", (0, 0))), body, begin, end)


def _check_text(body: bytes) -> None:
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(body)
    for at in range(0, len(body), _SLICE):
        decoder.decode(view[at : at + _SLICE])
    decoder.decode(b"", final=True)


def _members(body: bytes) -> dict[str, tuple[int, int]]:
    """Of the outermost object: where each value stands."""
    found: dict[str, tuple[int, int]] = {}
    view = memoryview(body)
    at = _skip(body, 0, b"{")
    if body[at : at + 1] == b"}":
        at += 1
    else:
        while True:
            key = _KEY.match(body, at)
            if key is None:
                raise ValueError
            name = json.loads(key[0]) if b"\\" in key[0] else key[0][1:-1].decode()
            name.encode()  # raises for half of a character, which no answer could name
            begin = _skip(body, _after_space(body, key.end()), b":")
            at = _end(view, begin)
            if name in found:
                raise InvalidArgument(f"{name[:64]}: it stands there twice.")
            if name not in _CHECKED and name.casefold() in _CHECKED:  # readers in Go take it for the other, too
                raise InvalidArgument(f"{name[:64]}: write it as {name.casefold()}.")
            if len(found) >= _MEMBERS:
                raise InvalidArgument("The request has too many parts.")
            found[name] = (begin, begin + len(body[begin:at].rstrip(b" \t\n\r")))
            if body[at : at + 1] == b"}":
                at += 1
                break
            at = _skip(body, at, b",")
    if _after_space(body, at) != len(body):
        raise ValueError
    return found


def _end(view: memoryview, begin: int) -> int:
    """Where the next thing begins after the value at `begin`. The decoder reads that one value, makes nothing of it,
    and says where something else stands behind it: in an object there is always something."""
    try:
        _value.decode(view[begin:])
    except msgspec.DecodeError as error:
        if found := _TRAILING.search(str(error)):
            return begin + int(found[1]) - 1  # it counts what it read
    raise ValueError


def _skip(body: bytes, at: int, sign: bytes) -> int:
    """Where the next thing begins, after `sign` and space around it."""
    at = _after_space(body, at)
    if body[at : at + 1] != sign:
        raise ValueError
    return _after_space(body, at + 1)


def _after_space(body: bytes, at: int) -> int:
    return _SPACE.match(body, at).end()  # type: ignore[union-attr]


def _tokens(body: bytes, begin: int, end: int) -> int:
    """What the messages come to, files by the piece: their base64 says nothing of what they cost."""
    if body.count(b"{", begin, end) > _WEIGHED:
        return tokens(end - begin)
    try:
        messages = _messages.decode(memoryview(body)[begin:end]) if begin else []
    except (msgspec.MsgspecError, ValueError):
        return tokens(end - begin)  # of another shape than we know
    size = files = 0
    for message in messages:
        if isinstance(message.content, str):
            size += len(message.content.encode())
        for part in message.content if isinstance(message.content, list) else ():
            if part.text is None:
                files += 1
            else:
                size += len(part.text.encode())
    return tokens(size) + files * TOKENS_OF_A_FILE
