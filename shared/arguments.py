"""Arguments as people type them: `K=V …`, or one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from shared.errors import InvalidArgument


def parse_arguments(pairs: Iterable[str], document: str | None = None) -> dict[str, Any]:
    """`hours=24` is a number, `sensor=attic` a text: JSON if it parses, else text. Pairs win over `document`."""
    args = _object(document) if document is not None else {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise InvalidArgument(f"'{pair[:100]}' is not an argument. Write it as NAME=VALUE.")
        args[name] = _value(value)
    return args


def as_text(pairs: Iterable[str], args: Mapping[str, Any], refused: InvalidArgument) -> dict[str, Any] | None:
    """The arguments with the refused one as it was typed: `title=2024` is a text where the function wants a text.

    None where that would change nothing.
    """
    refused_name = refused.details.get("argument")
    for pair in pairs:
        name, _, text = pair.partition("=")
        if name == refused_name and name in args and not isinstance(args[name], str):
            return {**args, name: text}
    return None


def _object(document: str) -> dict[str, Any]:
    try:
        value = json.loads(document, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InvalidArgument("--args is not JSON.") from None
    if not isinstance(value, dict):
        raise InvalidArgument("--args must be a JSON object such as '{\"hours\": 24}'.")
    return value


def _value(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return text


def _no_constant(name: str) -> Any:
    raise ValueError(name)
