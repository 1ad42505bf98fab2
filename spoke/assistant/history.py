"""A chat as its model gets it: messages in the wire's shapes, made from what the chat holds.

Rules of this module:
- what a provider put into its message goes back as it came (`step.extra`), but for arguments that are no JSON, which
  some refuse to read;
- each call has exactly one result, also one that was stopped or cut off: a wire without it is refused;
- messages of others (imports, older versions) that hold no steps are their text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from shared.parts import AnswerPart, CallPart, StepPart, answer_parts
from spoke.assistant.telling import cut
from spoke.models.answering import ORIGIN

Wire = dict[str, Any]

_UNKNOWN = "The device stopped while this ran. It may have happened: look before you repeat it, or ask the user."
_OPEN = {
    "unknown": _UNKNOWN,
    "stopped": "The user stopped this. It may have been done in part.",
    "waiting": "The user has not answered yet whether this may be done.",
    "queued": "This was not begun.",
    "running": _UNKNOWN,
}

OLD_RESULT = 400
"""Characters of a call's result that are left of it in the older part of a chat."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A message of the chat with what it is on the wire; `id` is the message's. `short`: where room is little."""

    id: str
    wire: list[Wire]
    short: list[Wire]


def extra_of(message: Wire) -> Wire:
    """What of a model's message is kept beside its text and the arguments of its calls."""
    kept = {name: value for name, value in message.items() if name not in ("role", "content", "tool_calls")}
    calls = []
    for call in message.get("tool_calls") or ():
        function = call.get("function")
        inner = {key: value for key, value in function.items() if key != "arguments"} if function else {}
        calls.append(call | {"function": inner})
    return kept | ({"tool_calls": calls} if calls else {})


def answered(text: str, parts: Sequence[Any], *, room: int | None = None) -> list[Wire]:
    """An answer of the assistant; `room`: characters that each result of a call may take."""
    known = list(answer_parts(parts))
    steps = [part for part in known if isinstance(part, StepPart)]
    calls = {step: list(group) for step, group in groupby(_calls(known), key=lambda call: call.step)}
    if not steps:
        return [{"role": "assistant", "content": text}] if text else []
    wire: list[Wire] = []
    start = 0
    for step in steps:
        wire.extend(step_wire(step, text[start : step.at], calls.get(step.step, []), room))
        start = step.at
    if rest := text[start:]:
        wire.append({"role": "assistant", "content": rest})
    return wire


def _calls(parts: Sequence[AnswerPart]) -> Iterator[CallPart]:
    return (part for part in parts if isinstance(part, CallPart))


def step_wire(step: StepPart, text: str, calls: Sequence[CallPart], room: int | None = None) -> Iterator[Wire]:
    """One step of an answer: what the model said, and the results of its calls, which have ended."""
    extra = dict(step.extra)
    kept = extra.pop("tool_calls", None)
    known = kept if isinstance(kept, list) else []
    message: Wire = {"role": "assistant", "content": text or (None if calls else "")} | extra
    if calls:
        message["tool_calls"] = [
            _call(call, known[place] if place < len(known) else {}) for place, call in enumerate(calls)
        ]
    if text or calls:
        yield message | ({ORIGIN: step.origin} if step.origin else {})
    for call in calls:
        yield {"role": "tool", "tool_call_id": call.call_id, "content": result_of(call, room)}


def _call(call: CallPart, kept: Any) -> Wire:
    whole = dict(kept) if isinstance(kept, dict) else {}
    function = whole.get("function")
    named = (dict(function) if isinstance(function, dict) else {}) | {"name": call.name}
    fixed = {"id": call.call_id, "type": "function", "function": named | {"arguments": call.arguments}}
    return whole | fixed


def result_of(call: CallPart, room: int | None = None) -> str:
    said = _OPEN.get(call.state, "") if call.result is None else call.result
    return cut(said, room) if room is not None else said
