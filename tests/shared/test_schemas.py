from __future__ import annotations

from typing import Any

import pytest

from shared.errors import BadSkill, InvalidArgument
from shared.schemas import MAX_ALTERNATIVES, check_arguments, check_schema


def schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": ["x"], "additionalProperties": False}


def nested(depth: int) -> dict[str, Any]:
    part: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        part = {"type": "array", "items": part}
    return part


def test_a_plain_schema_passes() -> None:
    plain = schema(x={"type": "array", "items": {"type": "integer", "minimum": 1}}, y={"enum": ["a", None]})
    assert check_schema(plain) is plain
    check_schema(schema(x=nested(6)))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (schema(x={"type": "string", "pattern": "^(a+)+$"}), "'pattern'"),
        (schema(x={"$ref": "https://example.org/x"}), r"'\$ref'"),
        (schema(x={"$ref": "#"}), r"'\$ref'"),
        (schema(x={"patternProperties": {}}), "'patternProperties'"),
        (schema(x={"items": {"$dynamicRef": "#"}}), r"'\$dynamicRef'"),
        (schema(x=nested(20)), "nested"),
        (schema(x={"description": "x" * 20_000}), "holds 20"),
        ({"type": "string"}, "an object"),
        ([], "an object"),
        (schema(x=[]), "neither"),
        (schema(x={"anyOf": {}}), "not allowed"),
        (schema(x={"type": "strange"}), "not a JSON Schema"),
        (schema(x={"minimum": "1"}), "not a JSON Schema"),
        (schema(x={"default": {1, 2}}), "not JSON"),
    ],
)
def test_a_schema_that_could_hurt_is_refused(bad: Any, reason: str) -> None:
    with pytest.raises(BadSkill, match=reason):
        check_schema(bad)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({}, "The argument 'x' is missing."),
        ({"x": "1"}, "The argument 'x' does not fit: it must be integer."),
        ({"x": 1, "z": 1}, "There is no argument 'z'. It takes x, y, o."),
        ({"x": 1, "y": "c"}, 'The argument \'y\' does not fit: it must be one of "a", "b".'),
        ({"x": 1, "o": [1]}, "The argument 'o' does not fit: it must be string or null."),
        ({"x": True}, "The argument 'x' does not fit: it must be integer."),
    ],
)
def test_the_argument_that_does_not_fit_is_named(args: dict[str, Any], sentence: str) -> None:
    known = schema(x={"type": "integer"}, y={"enum": ["a", "b"]}, o={"anyOf": [{"type": "string"}, {"type": "null"}]})
    with pytest.raises(InvalidArgument) as caught:
        check_arguments(known, args)
    assert caught.value.message == sentence


def test_arguments_that_fit_pass() -> None:
    check_arguments(schema(x={"type": "integer"}), {"x": 1})


def test_a_schema_with_more_alternatives_than_anybody_should_try_is_refused() -> None:
    parts = {"type": "array", "items": {"anyOf": [{"type": "integer"}] * (MAX_ALTERNATIVES + 1)}}
    with pytest.raises(BadSkill, match="alternatives"):
        check_schema({"type": "object", "properties": {"a": parts}})
