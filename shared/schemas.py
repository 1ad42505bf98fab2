"""JSON Schemas of functions' arguments. They come from code that nobody vouches for, so only a harmless part is let in.

No `pattern` (24 characters took jsonschema 0.43 s on `^(a+)+$`), no `$ref` (recursion, remote fetches), bounded in size
and depth.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, UnknownType

from shared.errors import BadSkill, InvalidArgument
from shared.limits import LIMITS

_WORDS = frozenset({"title", "description", "default", "const", "enum", "type", "required", "format"})
_NUMBERS = frozenset(
    {
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
        "minItems", "maxItems", "minProperties", "maxProperties",
    }
)  # fmt: skip
_ONE = frozenset({"items", "additionalProperties"})
_LISTS = frozenset({"anyOf", "prefixItems"})
_MAPS = frozenset({"properties"})
MAX_ALTERNATIVES = 32

NONSENSE = (OverflowError, TypeError, ValueError, AttributeError, ArithmeticError, UnknownType)
"""What applying a schema may raise that is no JSON Schema, or holds numbers beyond all measure."""


def check_part(schema: Any) -> Any:
    """The schema of one value, such as a result, if it is as harmless as those of arguments."""
    check_schema({"type": "object", "properties": {"value": schema}})
    return schema


def check_schema(schema: Any) -> dict[str, Any]:
    """The schema, if it is one of an object that we are ready to apply; `BadSkill` says what is not."""
    try:
        text = json.dumps(schema, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise BadSkill("A function's schema is not JSON.") from None
    if len(text) > LIMITS.schema_bytes:
        raise BadSkill(f"A function's schema holds {len(text)} bytes; at most {LIMITS.schema_bytes} are allowed.")
    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise BadSkill("A function's schema must describe an object, its arguments.")
    _check_words(schema)
    if problem := _no_json_schema(text):
        raise BadSkill(f"A function's schema is not a JSON Schema: {problem}.")
    return schema


@lru_cache(256)
def _no_json_schema(text: str) -> str:
    """What is wrong with it, if anything. It takes milliseconds, and functions take and answer much the same."""
    try:
        Draft202012Validator.check_schema(json.loads(text))
    except SchemaError as error:
        return str(error.message)[:200]
    return ""


def is_harmless(schema: Any) -> bool:
    """Whether applying it is quick and fetches nothing: of another device's function nobody here has checked it. It may
    make no sense, and applying it then raises `NONSENSE`."""
    try:
        _check_words(schema)
    except (BadSkill, RecursionError):
        return False
    return True


def _check_words(schema: Any) -> None:
    _check_part(schema, 0)
    if (alternatives := _alternatives(schema)) > MAX_ALTERNATIVES:
        raise BadSkill(f"A function's schema has {alternatives} alternatives; at most {MAX_ALTERNATIVES} are allowed.")


def _check_part(schema: Any, depth: int) -> None:
    if isinstance(schema, bool):
        return
    if depth > LIMITS.schema_depth:
        raise BadSkill(f"A function's schema is nested more than {LIMITS.schema_depth} deep.")
    if not isinstance(schema, dict):
        raise BadSkill("A part of a function's schema is neither an object nor true or false.")
    for word, value in schema.items():
        if word in _ONE:
            _check_part(value, depth + 1)
        elif word in _LISTS and isinstance(value, list):
            for part in value:
                _check_part(part, depth + 1)
        elif word in _MAPS and isinstance(value, dict):
            for part in value.values():
                _check_part(part, depth + 1)
        elif word not in _WORDS and word not in _NUMBERS:
            raise BadSkill(f"A function's schema uses '{str(word)[:40]}', which is not allowed.")


def _alternatives(schema: Any) -> int:
    """How many `anyOf` there are to try, in all: each part of a value may have to try each of them."""
    if isinstance(schema, list):
        return sum(map(_alternatives, schema))
    if not isinstance(schema, dict):
        return 0
    own = len(schema["anyOf"]) if isinstance(schema.get("anyOf"), list) else 0
    return own + sum(map(_alternatives, schema.values()))


def check_arguments(schema: Mapping[str, Any], args: Mapping[str, Any]) -> None:
    """`InvalidArgument` naming the first argument that does not fit `schema`, which passed `check_schema`."""
    known = schema.get("properties", {})
    for name in args:
        if name not in known and schema.get("additionalProperties") is False:
            expected = f"It takes {', '.join(known)}." if known else "It takes none."
            raise InvalidArgument(f"There is no argument '{str(name)[:100]}'. {expected}", argument=name)
    for name in schema.get("required", []):
        if name not in args:
            raise InvalidArgument(f"The argument '{name}' is missing.", argument=name)
    validator = Draft202012Validator(dict(schema))
    try:
        error = next(validator.iter_errors(dict(args)), None)  # the first is enough; all of them may be millions
    except OverflowError:
        raise InvalidArgument("The argument 'arguments' does not fit: a number in it is too large.") from None
    if error:
        where = ".".join(str(part) for part in error.absolute_path) or "arguments"
        raise InvalidArgument(f"The argument '{where}' does not fit: {_reason(error)}.", argument=where)


def _reason(error: Any) -> str:
    value = error.validator_value
    match error.validator:
        case "type":
            return f"it must be {' or '.join(value) if isinstance(value, list) else value}"
        case "enum":
            return f"it must be one of {', '.join(json.dumps(option) for option in value)[:300]}"
        case "anyOf":
            kinds = [str(option.get("type") or "one of a few values") for option in value if isinstance(option, dict)]
            return f"it must be {' or '.join(kinds)[:200]}"
        case _:
            return str(error.message)[:200]
