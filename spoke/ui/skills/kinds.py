"""The type of a value in words, as it stands beside a field."""

from __future__ import annotations

from typing import Any

from spoke.ui.i18n.translate import later, tr

_KINDS = {
    "string": later("text"),
    "integer": later("whole number"),
    "number": later("number"),
    "boolean": later("yes or no"),
    "array": later("list"),
    "object": later("group"),
    "date": later("date"),
    "date-time": later("date and time"),
    "time": later("time"),
}


def kind_of(schema: dict[str, Any], *, required: bool) -> str:
    kind = str(schema.get("format") if schema.get("format") in _KINDS else schema.get("type"))
    if "enum" in schema:
        name = tr("one of {count}", count=len(schema["enum"]))
    else:
        name = tr(_KINDS[kind]) if kind in _KINDS else "JSON"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        name = tr("{kind}, {low} to {high}", kind=name, low=low, high=high)
    elif low is not None:
        name = tr("{kind}, at least {low}", kind=name, low=low)
    elif high is not None:
        name = tr("{kind}, at most {high}", kind=name, high=high)
    return tr("{kind}, may be empty", kind=name) if can_be_empty(schema, required=required) else name


def can_be_empty(schema: dict[str, Any], *, required: bool) -> bool:
    """It has no value by itself, or an empty one."""
    default = schema.get("default")
    return not required and (default is None or ("enum" not in schema and default in ("", [], {})))
