"""Fields that come in pieces, joined: what is known to be text grows, the rest is what came last, nothing is dropped.

Providers put what they want back unchanged (thought signatures) into fields of their own. A message that is to go back
to them is therefore not parsed into a type of ours: it is grown from its deltas, whatever they hold.
"""

from __future__ import annotations

from typing import Any

from shared.errors import BadAnswer
from shared.limits import LIMITS

_GROW = frozenset(
    {"content", "reasoning_content", "reasoning", "refusal", "thinking", "text", "summary", "data", "transcript",
     "arguments"}
)  # fmt: skip
ITEM = 1_000
"""What an item of a list takes of the room beside what it holds."""
DEPTH = 32
"""Of objects and lists within one another: what is kept of an answer is read again by parsers that stop somewhere."""
_STAY = frozenset({"role", "id", "type", "name", "object", "status", "format", "model"})


class Room:
    """How many characters an answer may still hold, in all its fields."""

    def __init__(self, left: int = LIMITS.completion) -> None:
        self._left = left

    def take(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise BadAnswer("The model's answer is longer than anything that could be kept.")


class Shown:
    """A text as it can be shown while it grows: half of a character (JSON may escape an emoji as two) waits."""

    __slots__ = ("half",)

    def __init__(self) -> None:
        self.half = ""

    def add(self, text: str) -> str:
        """What of it can be shown now."""
        text = self.half + text
        self.half = text[-1] if text and "\ud800" <= text[-1] <= "\udbff" else ""
        return mended(text[: len(text) - len(self.half)])


class Grown:
    """A text of which there may be more to come. (`+=` would copy a large one for each piece.)"""

    __slots__ = ("_parts", "_shown")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._shown = Shown()

    def add(self, text: str) -> str:
        """What of it can be shown now."""
        self._parts.append(shown := self._shown.add(text))
        return shown

    def __str__(self) -> str:
        return "".join(self._parts) + mended(self._shown.half)


class Growth:
    """One object, grown from pieces of it. `texts_grow`: also those of names that nobody here knows."""

    def __init__(self, room: Room, *, texts_grow: bool) -> None:
        self._fields: dict[str, Any] = {}
        self._room = room
        self._texts_grow = texts_grow

    def grow(self, piece: dict[str, Any]) -> None:
        """Raises `BadAnswer` once there is no room."""
        self._join(self._fields, piece, self._texts_grow)

    def grown(self) -> dict[str, Any]:
        value: dict[str, Any] = _settled(self._fields)
        return value

    def _join(self, into: dict[str, Any], piece: dict[str, Any], texts_grow: bool = False, depth: int = 0) -> None:
        _check_depth(depth)
        for name, new in piece.items():
            self._room.take(len(name))
            old = into.get(name)
            if new is None:
                into.setdefault(name, None)
            elif isinstance(new, str):
                self._room.take(len(new))
                grows = name in _GROW or (texts_grow and name not in _STAY)
                into[name] = _longer(old, new) if grows else new or old
            elif isinstance(new, dict):
                into[name] = old if isinstance(old, dict) else {}
                self._join(into[name], new, depth=depth + 1)
            elif isinstance(new, list):
                into[name] = old if isinstance(old, list) else []
                for item in new:
                    self._join_item(into[name], item, depth + 1)
            else:
                into[name] = new

    def _join_item(self, into: list[Any], item: Any, depth: int) -> None:
        """An item goes on where one of its index and type is; without an index it is one more."""
        if not isinstance(item, dict):
            self._weigh(item, depth)
            into.append(item)
            return
        same = None
        if "index" in item:
            self._room.take(len(into))
            same = next((each for each in reversed(into) if _same(each, item)), None)
        if same is None:
            self._room.take(ITEM)
            into.append(same := {})
        self._join(same, item, depth=depth + 1)

    def _weigh(self, value: Any, depth: int) -> None:
        """Take room for what is kept as it came."""
        _check_depth(depth)
        self._room.take(ITEM + (len(value) if isinstance(value, str) else 0))
        if isinstance(value, dict):
            value = [*value, *value.values()]
        for each in value if isinstance(value, list) else ():
            self._weigh(each, depth + 1)


def _check_depth(depth: int) -> None:
    if depth > DEPTH:
        raise BadAnswer("The model's answer is nested without end.")


def mended(text: str) -> str:
    """Without halves of characters, which UTF-8 cannot hold; two that belong together become one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _longer(old: object, new: str) -> Grown:
    text = old if isinstance(old, Grown) else Grown()
    text.add(new)
    return text


def _same(one: Any, other: dict[str, Any]) -> bool:
    return isinstance(one, dict) and one.get("index") == other["index"] and one.get("type") == other.get("type")


def _settled(value: Any) -> Any:
    if isinstance(value, dict):
        return {mended(name): _settled(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_settled(each) for each in value]
    if isinstance(value, Grown):
        return str(value)
    return mended(value) if isinstance(value, str) else value
