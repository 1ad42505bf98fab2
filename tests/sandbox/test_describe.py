"""What a skill's annotations become: a schema for the caller, a value of that type for the function."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.description import checked
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRequest
from sandbox.skills import Skill, from_files
from shared.errors import BadSkill
from shared.schemas import check_arguments

pytestmark = pytest.mark.anyio

TYPES = """
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, NotRequired, Optional, Required, TypedDict, Union, overload
from uuid import UUID

class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"

class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2

@dataclass
class Point:
    x: float
    when: date = date(2026, 1, 2)
    tags: list[str] = field(default_factory=list)

class Place(TypedDict):
    name: Required[str]
    point: NotRequired[Point]

class Loose(TypedDict, total=False):
    a: int

Sensor = NewType("Sensor", str)
type Pair = tuple[int, Color]
type Tree = list[Tree]

@dataclass
class Node:
    inner: "list[Node]"
"""


def skill(source: str, metadata: str = "") -> Skill:
    manifest = f"---\nname: sample\ndescription: A sample.\nmetadata: {{{metadata}}}\n---\n"
    return from_files({"SKILL.md": manifest.encode(), "scripts/skill.py": (TYPES + source).encode()})


async def run(pool: Pool, kind: Any, folder: Skill, function: str = "", **args: Any) -> Any:
    request = RunRequest("run", kind, skill=folder.files, function=function, args=args)
    return (await pool.run(request, Gatekeeper("sample"), {})).value()


TEXT = {"type": "string"}
POINT = {
    "type": "object",
    "properties": {
        "x": {"type": "number"},
        "when": {"type": "string", "format": "date", "default": "2026-01-02"},
        "tags": {"type": "array", "items": TEXT},
    },
    "required": ["x"],
    "additionalProperties": False,
}


def item(**fields: Any) -> dict[str, Any]:
    return fields


GOOD: list[tuple[str, dict[str, Any], Any, str]] = [
    ("str", TEXT, "a", "'a'"),
    ("int", {"type": "integer"}, 1, "1"),
    ("bool", {"type": "boolean"}, True, "True"),
    ("None", {"type": "null"}, None, "None"),
    ("Any", {}, {"a": [1]}, "{'a': [1]}"),
    ("object", {}, 1, "1"),
    ("Literal['a', 2, None]", {"enum": ["a", 2, None]}, 2, "2"),
    ("Optional[int]", {"anyOf": [{"type": "integer"}, {"type": "null"}]}, None, "None"),
    ("Union[int, str]", {"anyOf": [{"type": "integer"}, TEXT]}, "a", "'a'"),
    ("date | str", {"anyOf": [item(type="string", format="date"), TEXT]}, "2026-05-01", "'2026-05-01'"),
    (
        "date | None",
        {"anyOf": [item(type="string", format="date"), {"type": "null"}]},
        "2026-05-01",
        "datetime.date(2026, 5, 1)",
    ),
    ("list[int]", {"type": "array", "items": {"type": "integer"}}, [1], "[1]"),
    ("list", {"type": "array"}, [1], "[1]"),
    (
        "Sequence[date]",
        {"type": "array", "items": item(type="string", format="date")},
        ["2026-05-01"],
        "[datetime.date(2026, 5, 1)]",
    ),
    ("set[int]", {"type": "array", "items": {"type": "integer"}}, [1, 1], "{1}"),
    ("frozenset[str]", {"type": "array", "items": TEXT}, ["a"], "frozenset({'a'})"),
    ("tuple[int, ...]", {"type": "array", "items": {"type": "integer"}}, [1, 2], "(1, 2)"),
    (
        "Pair",
        {
            "type": "array",
            "prefixItems": [{"type": "integer"}, {"enum": ["red", "blue"]}],
            "items": False,
            "minItems": 2,
            "maxItems": 2,
        },
        [1, "red"],
        "(1, <Color.RED: 'red'>)",
    ),
    (
        "dict[str, Point]",
        {"type": "object", "additionalProperties": POINT},
        {"a": {"x": 1}},
        "{'a': Point(x=1, when=datetime.date(2026, 1, 2), tags=[])}",
    ),
    ("Mapping[str, int]", {"type": "object", "additionalProperties": {"type": "integer"}}, {"a": 1}, "{'a': 1}"),
    ("dict", {"type": "object"}, {"a": 1}, "{'a': 1}"),
    ("Color", {"enum": ["red", "blue"]}, "blue", "<Color.BLUE: 'blue'>"),
    ("Level", {"enum": [1, 2]}, 2, "<Level.HIGH: 2>"),
    ("list[Color]", {"type": "array", "items": {"enum": ["red", "blue"]}}, ["red"], "[<Color.RED: 'red'>]"),
    ("Point", POINT, {"x": 1, "when": "2026-05-01"}, "Point(x=1, when=datetime.date(2026, 5, 1), tags=[])"),
    (
        "Point | None",
        {"anyOf": [POINT, {"type": "null"}]},
        {"x": 2},
        "Point(x=2, when=datetime.date(2026, 1, 2), tags=[])",
    ),
    (
        "Place",
        {
            "type": "object",
            "properties": {"name": TEXT, "point": POINT},
            "required": ["name"],
            "additionalProperties": False,
        },
        {"name": "a", "point": {"x": 1}},
        "{'name': 'a', 'point': Point(x=1, when=datetime.date(2026, 1, 2), tags=[])}",
    ),
    (
        "Loose",
        {"type": "object", "properties": {"a": {"type": "integer"}}, "required": [], "additionalProperties": False},
        {},
        "{}",
    ),
    ("Sensor", TEXT, "attic", "'attic'"),
    ("Annotated[int, 'How many.']", {"type": "integer", "description": "How many."}, 1, "1"),
    (
        "datetime",
        item(type="string", format="date-time"),
        "2026-05-01T12:00:00",
        "datetime.datetime(2026, 5, 1, 12, 0)",
    ),
    ("time", item(type="string", format="time"), "12:30:00", "datetime.time(12, 30)"),
    (
        "UUID",
        item(type="string", format="uuid"),
        "123e4567-e89b-12d3-a456-426614174000",
        "UUID('123e4567-e89b-12d3-a456-426614174000')",
    ),
    ("Decimal", item(type="string", format="decimal"), "1.50", "Decimal('1.50')"),
    ("Path", item(type="string", format="path"), "/skill/sample", "PosixPath('/skill/sample')"),
    ("bytes", item(type="string", format="base64"), "aGk=", "b'hi'"),
]


@pytest.fixture(scope="module")
async def described(pool: Pool) -> dict[str, dict[str, Any]]:
    """All types of `GOOD` in one skill, since each run has its price."""
    source = "\n".join(f"def f{number}(x: {one[0]}) -> str: return repr(x)" for number, one in enumerate(GOOD))
    folder = skill(source)
    found = checked(await run(pool, "describe", folder), folder.name)
    assert found.skipped == []
    return {function.name: function.parameters for function in found.functions} | {"folder": folder}  # type: ignore[dict-item]


@pytest.mark.parametrize(("number", "case"), list(enumerate(GOOD)), ids=[case[0] for case in GOOD])
async def test_an_annotation_becomes_a_schema_and_a_value_of_its_type(
    pool: Pool, described: dict[str, Any], number: int, case: tuple[str, dict[str, Any], Any, str]
) -> None:
    _, schema, value, shown = case
    parameters = described[f"f{number}"]
    assert parameters["properties"]["x"] == schema
    check_arguments(parameters, {"x": value})
    assert await run(pool, "function", described["folder"], f"f{number}", x=value) == shown


async def test_defaults_and_notes_are_in_the_schema(pool: Pool) -> None:
    source = '''
def f(
    color: Color = Color.RED, when: date = date(2026, 5, 1), data: bytes = b"hi",
    odd: Any = object(), n: Annotated[int, "Annotated."] = 1,
) -> None:
    """F.

    Args:
        color: Of the wall.
    """
'''
    folder = skill(source)
    (function,) = checked(await run(pool, "describe", folder), folder.name).functions
    properties = function.parameters["properties"]
    assert {name: (part.get("default"), part.get("description")) for name, part in properties.items()} == {
        "color": ("red", "Of the wall."),
        "when": ("2026-05-01", None),
        "data": ("aGk=", None),
        "odd": (None, None),
        "n": (1, "Annotated."),
    }
    assert function.parameters["required"] == []


SKIPPED = {
    "def f(x): ...": "'x' has no annotation",
    "def f(*rest: int) -> int: ...": "'rest' cannot be passed by name",
    "def f(**more: int) -> int: ...": "'more' cannot be passed by name",
    "def f(x: int, /) -> int: ...": "'x' cannot be passed by name",
    "def f(x: complex) -> int: ...": "'x' is of a type without a JSON Schema (complex)",
    "def f(x: dict[int, str]) -> int: ...": "'x' is a dict whose keys are not str",
    "def f(x: Node) -> int: ...": "'x' is of a type that holds itself (Node)",
    "def f(x: Tree) -> int: ...": "'x' is of a type that holds itself",
    "def f(x: list[list[list[list[list[list[list[list[int]]]]]]]]) -> int: ...": "'x' is of a type that is nested",
    "def f(x: Literal[b'a']) -> int: ...": "'x' is a choice of values that JSON does not have",
    "def f(x: 'Missing') -> int: ...": "an annotation names 'Missing', which is not defined",
    "def f(n: int) -> int:\n    yield n": "it yields, so what it returns must be written as Iterator[…]",
    "async def f(n: int) -> int:\n    yield n": "it yields, so what it returns must be written as AsyncIterator[…]",
    "def f(n: int) -> int: ...\ndef f(n: str) -> int: ...": "it is defined 2 times, in the lines 39, 40",
}  # fmt: skip


@pytest.mark.parametrize(("source", "reason"), SKIPPED.items())
async def test_what_cannot_be_called_is_named_with_its_reason_and_the_rest_is_kept(
    pool: Pool, source: str, reason: str
) -> None:
    folder = skill(f"{source}\ndef good(n: int) -> int: return n")
    found = checked(await run(pool, "describe", folder), folder.name)
    assert [function.name for function in found.functions] == ["good"]
    ((name, said),) = [(each.name, each.reason) for each in found.skipped]
    assert name == "f"
    assert reason in said


async def test_what_is_imported_is_not_offered_and_overloads_are_one_function(pool: Pool) -> None:
    source = """
from json import dumps
@overload
def f(x: int) -> int: ...
@overload
def f(x: str) -> str: ...
def f(x: int | str) -> int | str: return x
async def g(x: int) -> int: return x
"""
    folder = skill(source)
    found = checked(await run(pool, "describe", folder), folder.name)
    assert [(each.name, each.is_async) for each in found.functions] == [("f", False), ("g", True)]
    assert found.skipped == []


async def test_effects_are_the_docstrings_else_the_manifests_else_the_worst(pool: Pool) -> None:
    source = '''
def said(n: int) -> int:
    """Said.

    Effects: idempotent
    """
def silent(n: int) -> int: ...
'''
    for metadata, expected in (("felloe-effects: none", "none"), ("", "effect")):
        folder = skill(source, metadata)
        found = checked(await run(pool, "describe", folder), folder.name)
        assert [each.info(folder.name, folder.digest, folder.manifest.effects).effect for each in found.functions] == [
            "idempotent",
            expected,
        ]


@pytest.mark.parametrize(
    ("annotation", "value", "reason"),
    [
        ("date", "tomorrow", "The argument 'x' must be a text such as 2026-05-01."),
        ("date | None", "tomorrow", "must be a text such as"),
        ("bytes", "?", "must be a text such as"),
        ("list[Decimal]", ["a"], "must be a text such as"),
        ("set[Any]", [[1]], "values that can be told apart"),
    ],
)
async def test_a_text_that_is_no_value_of_its_type_is_the_callers_fault(
    pool: Pool, annotation: str, value: Any, reason: str
) -> None:
    folder = skill(f"def f(x: {annotation}) -> int: return 1")
    request = RunRequest("run", "function", skill=folder.files, function="f", args={"x": value})
    record = await pool.run(request, Gatekeeper("sample"), {})
    assert record.error is not None
    assert (record.error.code, reason in record.error.message) == ("invalid_argument", True), record.error


FUNCTION = {"name": "f", "doc": "", "parameters": {"type": "object", "properties": {}}, "returns": {}}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (None, "a form that is not allowed"),
        ({"functions": [FUNCTION] * 201}, "functions: List should have at most 200"),
        ({"functions": [FUNCTION | {"name": "a b"}]}, "function 'a b', name"),
        ({"functions": [FUNCTION | {"name": "__init__"}]}, "function '__init__', name"),
        ({"functions": [FUNCTION | {"doc": "x" * 5000}]}, "function 'f', doc"),
        ({"functions": [FUNCTION | {"effects": "little"}]}, "function 'f', effects"),
        ({"functions": [FUNCTION, FUNCTION]}, "has two functions 'f'"),
        ({"functions": [7]}, "functions.0|function"),
        ({"functions": [FUNCTION | {"parameters": {"type": "object", "pattern": "^(a+)+$"}}]}, "sample.f: .*'pattern'"),
        ({"functions": [FUNCTION | {"parameters": {"type": "object", "$ref": "http://x"}}]}, "sample.f: .*'\\$ref'"),
        ({"functions": [FUNCTION | {"returns": {"pattern": "^(a+)+$"}}]}, "sample.f: .*'pattern'"),
        ({"functions": [FUNCTION | {"parameters": {"type": "array"}}]}, "sample.f: .*must describe an object"),
        ({"skipped": [{"name": "f", "reason": "x" * 2000}]}, "a form that is not allowed"),
    ],
)
def test_what_a_guest_says_of_a_skill_is_not_believed(said: Any, reason: str) -> None:
    with pytest.raises(BadSkill, match=reason):
        checked(said, skill("").name)
