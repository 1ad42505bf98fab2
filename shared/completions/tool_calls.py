"""Tool calls, joined from fragments.

By `index`, as OpenAI documents it: `id` and `name` stand only in the first fragment. What others do is understood too:
a call whole in one delta, no index, an id that comes again or anew with every fragment, one index for all calls, and
arguments that are an object.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from shared.completions.growing import ITEM, Grown, Growth, Room, mended
from shared.completions.pieces import ToolCallPiece
from shared.errors import BadAnswer
from shared.limits import LIMITS


class ToolCalls:
    """The calls of one answer. `new_id`: for a call that came without one."""

    def __init__(self, room: Room, new_id: Callable[[], str]) -> None:
        self._room = room
        self._new_id = new_id
        self._calls: list[_Call] = []

    def add(self, fragment: dict[str, Any]) -> ToolCallPiece:
        call = self._find(fragment)
        return ToolCallPiece(self._calls.index(call), *call.add(fragment))

    def joined(self) -> list[dict[str, Any]]:
        """In the wire's shape, in the order in which they began."""
        return [call.joined(self._new_id) for call in self._calls]

    @property
    def size(self) -> int:
        """Bytes of what the model wrote."""
        return sum(call.size for call in self._calls)

    def _find(self, fragment: dict[str, Any]) -> _Call:
        index, given = fragment.get("index"), _text(fragment.get("id"))
        named = bool(_text(_function(fragment).get("name")))
        if index is not None:
            found = next((call for call in reversed(self._calls) if call.index == index), None)
        elif given:
            found = next((call for call in self._calls if call.id == given), None if named else self._last)
        else:
            found = None if named else self._last
        if found is None or (named and found.name and given and given != found.id):
            self._room.take(ITEM)
            if len(self._calls) >= LIMITS.completion_calls:
                raise BadAnswer(f"The model wants more than {LIMITS.completion_calls} calls at once.")
            self._calls.append(found := _Call(index, self._room))
        return found

    @property
    def _last(self) -> _Call | None:
        return self._calls[-1] if self._calls else None


class _Call:
    def __init__(self, index: Any, room: Room) -> None:
        self.index = index
        self.id = ""
        self.name = ""
        self.size = 0
        self._arguments = Grown()
        self._rest = Growth(room, texts_grow=False)
        self._room = room

    def add(self, fragment: dict[str, Any]) -> tuple[str, str]:
        """The name, where this fragment brought it, and what is new of the arguments."""
        function = _function(fragment)
        new = "" if self.name else _text(function.get("name"))
        arguments = _arguments(function.get("arguments"))
        self.name = self.name or new
        self.id = self.id or _text(fragment.get("id"))
        self._room.take(len(arguments))
        self.size += len(new) + len(arguments.encode("utf-8", "replace"))
        own = {name: value for name, value in function.items() if name not in ("name", "arguments")}
        self._rest.grow({**fragment, "id": None, "index": None, "function": own})
        return new, self._arguments.add(arguments)

    def joined(self, new_id: Callable[[], str]) -> dict[str, Any]:
        self.id = self.id or new_id()
        rest = self._rest.grown()
        function = {**rest["function"], "name": self.name, "arguments": str(self._arguments)}
        del rest["index"]
        return {**rest, "id": self.id, "type": rest.get("type") or "function", "function": function}


def _function(fragment: dict[str, Any]) -> dict[str, Any]:
    found = fragment.get("function")
    return found if isinstance(found, dict) else {}


def _arguments(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _text(value: object) -> str:
    return mended(value) if isinstance(value, str) else ""
