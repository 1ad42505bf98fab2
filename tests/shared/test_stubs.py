"""A function as a model reads it."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from shared.stubs import stub, type_text


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string"}, "str"),
        ({"type": "integer"}, "int"),
        ({"type": "number"}, "float"),
        ({"type": "boolean"}, "bool"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "str | None"),
        ({"enum": ["a", 1, True, None]}, 'Literal["a", 1, True, None]'),
        ({"type": "array"}, "list"),
        ({"type": "array", "items": {"type": "array", "items": {}}}, "list[list[Any]]"),
        ({"type": "object"}, "dict"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "dict[str, int]"),
        (
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]},
            '{"a": str, "b": NotRequired[Any]}',
        ),
        ({}, "Any"),
        (None, "Any"),
        ({"type": "strange"}, "Any"),
    ],
)
def test_a_schema_is_written_as_the_annotation_that_it_came_from(schema: Any, text: str) -> None:
    assert type_text(schema) == text


def parameters(**properties: Any) -> dict[str, Any]:
    required = [name for name, schema in properties.items() if "default" not in schema]
    return {"type": "object", "properties": properties, "required": required}


def test_a_stub_has_types_defaults_result_and_docstring() -> None:
    schema = parameters(name={"type": "string"}, times={"type": "integer", "default": 1})
    assert stub("greet", schema, {"type": "object"}, "Greet.", "none") == (
        'def greet(name: str, times: int = 1) -> dict:\n    """Greet.\n\n    Effects: none\n    """'
    )


def test_a_long_signature_has_a_line_for_each_argument() -> None:
    schema = parameters(**{f"argument_{number}": {"type": "string"} for number in range(9)})
    assert stub("f", schema, None, "", "effect").startswith("def f(\n    argument_0: str,\n    argument_1: str,\n")


@pytest.mark.parametrize("doc", ["", "One.", 'Says """hello""".', "a\\", 'ends with "', "one\n\n    two\n", "\\N{x}"])
def test_a_stub_is_python_whatever_the_docstring_says(doc: str) -> None:
    [function] = ast.parse(stub("f", parameters(), {"type": "null"}, doc, "none")).body
    assert isinstance(function, ast.FunctionDef)
    said = ast.get_docstring(function) or ""
    assert said.split() == [*doc.split(), "Effects:", "none"]
