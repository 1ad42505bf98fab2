from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import bridge

TEXT = st.text(max_size=200)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT.filter(lambda text: text.encode("utf-8", "replace").decode() == text),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip
PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
NUMBER = st.floats(0, 1e6)
READINGS = st.lists(st.integers(0, 2**62), max_size=3)
LINES = st.one_of(
    st.builds(bridge.Ready, st.integers(0, 99)),
    st.builds(bridge.SkillFile, PLAIN, PLAIN, PLAIN),
    st.builds(bridge.Forget, PLAIN),
    st.builds(
        bridge.Run, PLAIN, NUMBER, st.integers(0, 999), st.integers(0, 999), st.integers(0, 2**40), PLAIN,
        PLAIN | st.none(), PLAIN | st.none(), PLAIN, st.booleans(), READINGS,
    ),
    st.builds(
        bridge.HostCall, PLAIN, st.integers(0, 999), PLAIN, PLAIN | st.none(),
        st.dictionaries(PLAIN, JSON, max_size=3) | st.none(), NUMBER | st.none(),
        NUMBER, READINGS,
    ),
    st.builds(bridge.Printed, PLAIN, PLAIN, st.booleans()),
    st.builds(bridge.SkillCode, PLAIN, PLAIN, PLAIN),
    st.builds(bridge.Reply, st.integers(0, 999), PLAIN),
    st.builds(bridge.Done, PLAIN, PLAIN | st.none(), PLAIN | st.none(), NUMBER, st.integers(0, 2**40) | st.none()),
)  # fmt: skip
ALL = bridge.FROM_PARENT + bridge.FROM_WORKER


@given(LINES)
def test_what_is_encoded_is_one_line_and_decodes_to_itself(line: Any) -> None:
    data = bridge.encode(line)
    assert data.count(b"\n") == 1
    assert bridge.decode(data, ALL) == line


@given(JSON)
def test_json_values_survive(value: Any) -> None:
    assert bridge.parse_json(json.dumps(value), 1_000_000) == value


@given(st.binary(max_size=300))
def test_any_bytes_are_a_line_or_a_bad_text(data: bytes) -> None:
    with contextlib.suppress(bridge.BadText):
        assert type(bridge.decode(data, ALL)) in ALL


@given(st.text(max_size=300) | JSON.map(json.dumps))
def test_any_text_is_an_operation_or_a_bad_text(text: str) -> None:
    with contextlib.suppress(bridge.BadText):
        assert isinstance(bridge.parse_operation(text), bridge.Operation)


OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["call", "submit", "wait", "sleep", "file", "files"])},
    optional={
        "service": PLAIN | st.integers(),
        "args": JSON,
        "timeout": JSON | st.floats(),
        "seconds": JSON | st.floats(),
        "path": JSON,
        "offset": JSON,
        "extra": JSON,
    },
)


@given(OPERATIONS)
def test_what_is_almost_an_operation_is_one_in_range_or_a_bad_text(value: Any) -> None:
    try:
        operation = bridge.parse_operation(json.dumps(value))
    except bridge.BadText:
        return
    assert operation.seconds is None or (math.isfinite(operation.seconds) and operation.seconds >= 0)
    assert operation.offset >= 0
    assert (operation.service is None) == (operation.op not in ("call", "submit"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("NaN", "NaN is not JSON"),
        ('{"x": [-Infinity]}', "-Infinity is not JSON"),
        ("9223372036854775808", "64 bits"),
        ("1" * 5000, "64 bits"),
        ('"\\ud800"', "surrogate"),
        ("[" * 100_000, "nested"),
        ("[" * 101 + "]" * 101, "nested"),
        ("{", "not JSON"),
        (b"\xff", "not UTF-8"),
        ("\ud800", "not UTF-8"),
    ],
)
def test_what_json_parsers_let_through_is_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(bridge.BadText, match=reason):
        bridge.parse_json(text, 1_000_000)


def test_values_at_the_edge_are_let_through() -> None:
    assert bridge.parse_json("[9223372036854775807, -9223372036854775808]", 100) == [2**63 - 1, -(2**63)]
    assert bridge.parse_json("[" * 100 + "]" * 100, 1_000)
    assert bridge.parse_json('"\\ud83d\\ude00"', 100) == "😀"


def test_size_is_checked_before_anything_is_parsed() -> None:
    with pytest.raises(bridge.BadText, match="may hold 10 bytes, not 11"):
        bridge.parse_json("{" * 11, 10)
    with pytest.raises(bridge.BadText, match="may hold 10 bytes, not 12"):
        bridge.parse_json("ä" * 6, 10)


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"t": "nothing"},
        {"t": "run"},
        {"t": "reply", "number": True, "text": ""},
        {"t": "reply", "number": 1, "text": "", "more": 1},
        {"t": "reply", "number": "1", "text": ""},
        {"t": []},
    ],
)
def test_a_line_of_another_shape_is_refused(value: Any) -> None:
    with pytest.raises(bridge.BadText):
        bridge.decode(json.dumps(value).encode(), ALL)


def test_a_line_of_the_other_side_is_refused() -> None:
    with pytest.raises(bridge.BadText, match="does not belong"):
        bridge.decode(bridge.encode(bridge.Reply(1, "")), bridge.FROM_WORKER)
