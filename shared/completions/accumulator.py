"""One answer of a model, joined from its chunks: as a message that can go back to its provider as it came.

Rules of this module:
- nothing that a provider put into the message is dropped: unknown fields (thought signatures) stay where they were;
- content in parts (Mistral) becomes text, its thoughts are only shown;
- a whole answer (`message`) is taken like a chunk (`delta`), so that there is one way for both;
- it never raises for what it does not understand, only for an answer without end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from shared.completions.growing import Growth, Room, Shown
from shared.completions.pieces import Piece, Text, Thought
from shared.completions.tool_calls import ToolCalls
from shared.completions.usage import Usage, usage_in
from shared.errors import BadAnswer
from shared.ids import new_id

_FINISHES = {"end_turn": "stop", "eos": "stop", "max_tokens": "length", "tool_use": "tool_calls"}
_THOUGHTS = ("reasoning_content", "reasoning")
"""Some send both, with the same text."""


def chunk_of(payload: bytes) -> dict[str, Any]:
    """A payload as the object that it is. Raises `BadAnswer`; bytes that are no UTF-8 are replaced."""
    try:
        found = json.loads(payload.decode("utf-8", "replace"), parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise BadAnswer("The model's answer holds something that is not JSON.") from None
    if not isinstance(found, dict):
        raise BadAnswer("The model's answer holds something that is no object.")
    return found


class Accumulator:
    """`finish` is none until the model said why it ended, `error` until the upstream said what broke it.

    `make_id`: of a tool call that came without an id.
    """

    def __init__(self, make_id: Callable[[], str] = lambda: f"call_{new_id().replace('-', '')}") -> None:
        room = Room()
        self.model: str | None = None
        self.error: dict[str, Any] | None = None
        self.usage: Usage | None = None
        self._finish: str | None = None
        self._written = 0
        self._text, self._thought = Shown(), Shown()
        self._message = Growth(room, texts_grow=True)
        self._calls = ToolCalls(room, make_id)

    def add(self, chunk: dict[str, Any]) -> list[Piece]:
        """Take one chunk, or a whole answer; what of it is new to show. Raises `BadAnswer` for one without end."""
        self.model = _text(chunk.get("model")) or self.model
        self.usage = usage_in(chunk) or self.usage
        self._fail(chunk.get("error"))
        choice = _first_choice(chunk)
        self._fail(choice.get("error"))
        if finish := _text(choice.get("finish_reason")):
            self._finish = _FINISHES.get(finish, finish)
        delta = choice.get("delta") if isinstance(choice.get("delta"), dict) else choice.get("message")
        try:
            return list(self._pieces(delta)) if isinstance(delta, dict) else []
        except RecursionError:
            raise BadAnswer("The model's answer is nested without end.") from None

    def message(self) -> dict[str, Any]:
        """The assistant's message in the wire's shape, as far as it came."""
        message, calls = self._message.grown(), self._calls.joined()
        message |= {"role": "assistant", "content": message.get("content") or (None if calls else "")}
        return {**message, "tool_calls": calls} if calls else message

    @property
    def finish(self) -> str | None:
        """Why it ended: `stop`, `length`, `tool_calls`, `content_filter`, or a word of the upstream's own."""
        return "tool_calls" if self._finish == "stop" and self._calls.size else self._finish

    @property
    def written(self) -> int:
        """Bytes of UTF-8 that the model wrote: text, thoughts and tool calls."""
        return self._written + self._calls.size

    def _pieces(self, delta: dict[str, Any]) -> Iterator[Piece]:
        """The thought first: a delta that has both ends the one and begins the other."""
        text, thought = _parted(delta.get("content"))
        thought = thought or next((said for name in _THOUGHTS if (said := _text(delta.get(name)))), "")
        calls = delta.get("tool_calls")
        rest = {name: value for name, value in delta.items() if name != "tool_calls"}
        self._message.grow({**rest, "content": text})
        self._written += len((thought + text).encode("utf-8", "replace"))
        if shown := self._thought.add(thought):
            yield Thought(shown)
        if shown := self._text.add(text):
            yield Text(shown)
        for fragment in calls if isinstance(calls, list) else ():
            if isinstance(fragment, dict):
                yield self._calls.add(fragment)

    def _fail(self, error: object) -> None:
        if error and self.error is None:
            self.error = error if isinstance(error, dict) else {"message": str(error)}


def _parted(content: object) -> tuple[str, str]:
    """Text and thoughts of a content, which may be a list of parts."""
    if not isinstance(content, list):
        return _text(content), ""
    texts, thoughts = [], []
    for part in content:
        if isinstance(part, dict) and part.get("type") == "text":
            texts.append(_text(part.get("text")))
        elif isinstance(part, dict) and part.get("type") == "thinking":
            within = part.get("thinking")
            thoughts.append(_parted(within)[0] if isinstance(within, list) else _text(within))
    return "".join(texts), "".join(thoughts)


def _first_choice(chunk: dict[str, Any]) -> dict[str, Any]:
    choices = chunk.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict) and choice.get("index", 0) in (0, None):
            return choice
    return {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
