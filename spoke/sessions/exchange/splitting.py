"""The chats of a large JSON document one by one, without reading the whole of it, and past what is broken in it.

A parser that streams (ijson) ends at the first thing that is wrong, and builds whatever a document holds. Here the
document is only cut where its outer objects begin and end; each is parsed by itself, and one that is damaged, too
large or too deep costs no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from shared.errors import InvalidArgument

LARGEST = 128 * 2**20
"""Bytes of one chat."""

_CHUNK = 1 << 20
_HEAD = 1 << 16
_OUTSIDE = re.compile(rb'["{}\[\]]')
_INSIDE = re.compile(rb'["\\]')


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Item:
    """`value`, or why there is none."""

    number: int
    value: Any = None
    problem: str = ""


def items(source: Readable, read: Callable[[int], None] = lambda _: None) -> Iterator[Item]:
    """The objects of a list, of the list that an object holds, or the one object that the document is.

    `read` is told how many bytes were read. Raises `InvalidArgument` for what is no JSON list or object at all.
    """
    head = source.read(_HEAD)
    read(len(head))
    scan = _Scan(_wrapping(head.lstrip(b"\xef\xbb\xbf \t\r\n")))
    number = 0
    chunk = head
    while chunk:
        for part in scan.feed(chunk):
            number += 1
            yield _parsed(number, part)
        chunk = source.read(_CHUNK)
        read(len(chunk))
    if scan.unfinished:
        yield Item(number + 1, problem="the file ends in the middle of it")


def _wrapping(head: bytes) -> bytes:
    """What stands around the chats."""
    if head.startswith(b"["):
        return b"["
    if not head.startswith(b"{"):
        raise InvalidArgument("This is no export of chats: it is neither a JSON list nor a JSON object.")
    if re.match(rb'\{\s*"format"\s*:\s*"felloe-chats"', head):
        return b"{["
    return b""


def _parsed(number: int, text: bytes | None) -> Item:
    if text is None:
        return Item(number, problem=f"it is larger than {LARGEST // 2**20} MiB")
    try:
        return Item(number, json.loads(text))
    except RecursionError:
        return Item(number, problem="it is nested too deeply")
    except (ValueError, UnicodeDecodeError):
        return Item(number, problem="it is no valid JSON")


class _Scan:
    """Finds where objects begin and end, across chunks."""

    def __init__(self, around: bytes) -> None:
        self._around = around
        self._stack = bytearray()
        self._in_string = False
        self._escaped = False
        self._kept: list[bytes] | None = None
        self._size = 0

    @property
    def unfinished(self) -> bool:
        """Whether the document ended within an object of it, or before it was closed."""
        return self._kept is not None or self._size > LARGEST or bool(self._stack)

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        at = begin = 0
        if self._escaped:
            self._escaped, at = False, 1
        while found := (_INSIDE if self._in_string else _OUTSIDE).search(chunk, at):
            at = found.end()
            sign = found[0]
            if sign == b"\\":
                self._escaped = at == len(chunk)
                at += 1
            elif sign == b'"':
                self._in_string = not self._in_string
            elif sign in b"{[":
                if sign == b"{" and self._stack == self._around and self._kept is None:
                    self._kept, self._size, begin = [], 0, found.start()
                self._stack += sign
            else:
                self._close(sign)
                if self._stack == self._around and self._kept is not None:
                    self._keep(chunk[begin:at])
                    yield b"".join(self._kept) if self._size <= LARGEST else None
                    self._kept, self._size = None, 0
        if self._kept is not None:
            self._keep(chunk[begin:])

    def _close(self, sign: bytes) -> None:
        """Close what the sign closes, and what was left open within it; nothing around the chat from within it."""
        floor = len(self._around) if self._kept is not None else 0
        opened = self._stack.rfind(b"{" if sign == b"}" else b"[", floor)
        if opened >= 0:
            del self._stack[opened:]

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        assert self._kept is not None
        if self._size <= LARGEST:
            self._kept.append(part)
        else:
            self._kept.clear()
