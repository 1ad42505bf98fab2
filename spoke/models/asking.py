"""A question as the wire has it: the body of POST /chat/completions. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, Literal, get_args

from shared.errors import InvalidArgument, TooLarge
from shared.limits import LIMITS
from spoke.models.answering import ORIGIN, Question

_OURS = frozenset({"model", "messages", "tools", "stream", "stream_options", "n"})
_OF_A_MESSAGE = ("role", "content", "name", "refusal")
_OF_A_CALL = ("id", "type")
_SHOWN = 500
"""Characters of arguments that are none: enough for the model to see what it wrote."""

Difference = Literal["stream_options", "max_completion_tokens"]
"""Where upstreams part from one another: older ones refuse to be asked for the usage, newer ones `max_tokens`. Each is
named in the refusal."""

DIFFERENCES: tuple[Difference, ...] = get_args(Difference)


def request_body(question: Question, model: str, origin: str, differing: Collection[Difference] = ()) -> bytes:
    """`differing`: how the upstream is known to part from the others.

    Raises `InvalidArgument` for parameters that are not the user's to set, `TooLarge`.
    """
    if taken := _OURS & question.parameters.keys():
        raise InvalidArgument(f"'{min(taken)}' cannot be set as a parameter of a model.")
    parameters = dict(question.parameters)
    if "max_completion_tokens" in differing and "max_tokens" in parameters:
        parameters.setdefault("max_completion_tokens", parameters.pop("max_tokens"))
    try:
        body: dict[str, Any] = {
            "model": model,
            "messages": [_message(message, origin) for message in question.messages],
            **({"tools": list(question.tools)} if question.tools else {}),
            **parameters,
            "stream": True,
            **({"stream_options": {"include_usage": True}} if "stream_options" not in differing else {}),
        }
        data = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, LookupError, AttributeError):
        raise InvalidArgument("The question holds something that is no message, or that JSON cannot hold.") from None
    if len(data) > LIMITS.model_request:
        raise TooLarge(f"A question to a model may hold {LIMITS.model_request} bytes.", limit=LIMITS.model_request)
    return data


def _message(message: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """As it goes to `origin`, which may refuse what only another provider knows: that is left out."""
    kept = message.get(ORIGIN, origin) == origin
    names = message.keys() - {ORIGIN} if kept else _OF_A_MESSAGE
    found = {name: value for name, value in message.items() if name in names}
    calls = message.get("tool_calls")
    return {**found, "tool_calls": [_call(call, kept) for call in calls]} if calls else found


def _call(call: Mapping[str, Any], kept: bool) -> dict[str, Any]:
    function = {**call["function"], "arguments": _arguments(call["function"]["arguments"])}
    if kept:
        return {**call, "function": function}
    known = {name: call[name] for name in _OF_A_CALL if name in call}
    return {**known, "function": {"name": function["name"], "arguments": function["arguments"]}}


def _arguments(written: str) -> str:
    """As the model wrote them where they are an object: Ollama and others refuse a chat that holds anything else."""
    try:
        fits = isinstance(json.loads(written), dict)
    except (ValueError, RecursionError):
        fits = False
    return written if fits else json.dumps({"no_json": written[:_SHOWN]} if written.strip() else {}, ensure_ascii=False)
