"""Arguments as people type them: `K=V …`, or one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterable
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
