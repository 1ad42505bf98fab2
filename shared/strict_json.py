"""JSON as every program reads it: no NaN, no Infinity and no 1e999, no half of a character, no nesting without end.

Python's `json` takes all of these, and pydantic takes the numbers and writes them as null: whoever asked for a number
would be told that there is none.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import JsonValue, TypeAdapter
from pydantic_core import to_json

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


def parse(text: str | bytes) -> JsonValue:
    """Raises `ValueError`."""
    value = _JSON.validate_json(text)
    if not writable(value):
        raise ValueError("a number that JSON cannot write")
    return value


def writable(value: Any) -> bool:
    """Whether JSON can write all that is in it."""
    try:
        text = to_json(value, inf_nan_mode="constants")
        if b"NaN" in text or b"Infinity" in text:
            json.dumps(value, allow_nan=False)  # the word may stand in a text
    except ValueError:
        return False
    return True
