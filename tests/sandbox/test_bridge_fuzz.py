"""Whatever arrives at the bridge is a value that the protocol allows or a `BadText`: nothing else comes out of it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from types import NoneType
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sandbox import bridge
from shared.limits import KIB, LIMITS

ALL = bridge.FROM_PARENT + bridge.FROM_WORKER
# A found text is small enough as it is; shrinking it takes minutes.
fuzzed = settings(max_examples=400, phases=(Phase.explicit, Phase.reuse, Phase.generate))

PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=12,
)
FIELDS: dict[type[Any], st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: PLAIN,
    bool: st.booleans(),
    dict: st.dictionaries(PLAIN, JSON, max_size=3),
    list: st.lists(st.integers(-(2**63), 2**63 - 1), max_size=3),
    NoneType: st.none(),
}
TOKENS = st.sampled_from(
    [b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"NaN",
     b"-Infinity", b"1e400", b"-0.0", b"9" * 30, b"9223372036854775808", b"null", b"true", b"[" * 200, b"{\"t\":" * 60,
     b'"t":"done"', b"\xe2\x80\xa8", b"1" * 5_000]
)  # fmt: skip


def _lines(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Lines of one kind, made from the protocol's own table, so that a new kind is fuzzed too."""
    kinds = {name: found if isinstance(found, tuple) else (found,) for name, found in bridge._SHAPES[cls].items()}
    return st.builds(cls, **{name: st.one_of(*(FIELDS[kind] for kind in found)) for name, found in kinds.items()})


LINES = st.one_of(*(_lines(cls) for cls in ALL))
OPERATIONS = st.one_of(
    st.fixed_dictionaries({"op": st.sampled_from(["call", "submit"]), "service": PLAIN, "args": FIELDS[dict]}),
    st.fixed_dictionaries({"op": st.just("wait"), "timeout": st.none() | st.floats(0, 1e6)}),
    st.fixed_dictionaries({"op": st.just("sleep"), "seconds": st.floats(0, 1e6)}),
    st.fixed_dictionaries({"op": st.just("yield"), "value": JSON}),
    st.fixed_dictionaries({"op": st.just("file"), "path": PLAIN, "offset": st.integers(0, 2**40)}),
    st.dictionaries(st.sampled_from(["op", "service", "args", "timeout", "seconds", "path", "offset", "text"]), JSON),
)


VALUES = st.sampled_from(
    ["NaN", "Infinity", "-Infinity", "1e400", "-1e999", "1e-400", "-0.0", "-0", "1E5", "9" * 30, "9223372036854775808",
     "-9223372036854775808", '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\ud800"', '"\0"', '"\n"', "\n1",
     "[" * 99 + "]" * 99, '{"a":' * 120 + "1" + "}" * 120, "01", "1.", ".5", "+1", "\xa01", "'a'", "undefined"]
)  # fmt: skip
_HOLE = "a place for a value that json.dumps does not write"


@st.composite
def _odd(draw: st.DrawFn) -> str:
    """JSON with odd values in some places."""
    text = draw(VALUES)
    for name in draw(st.lists(st.none() | PLAIN, max_size=3)):
        around = [draw(JSON), _HOLE] if name is None else {"x": draw(JSON), name: _HOLE}
        text = json.dumps(around).replace(json.dumps(_HOLE), text)
    return text


ODD = _odd()


@st.composite
def _mutated(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """A text with a few of its bytes lost, doubled, changed, or joined by something that means something."""
    data = draw(whole)
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + 20)))
        between = draw(st.one_of(TOKENS, st.binary(max_size=4), st.just(data[begin:end] * 2), st.just(b"")))
        data = data[:begin] + between + data[end:]
    return data


MUTATED_LINES = _mutated(LINES.map(bridge.encode))
MUTATED_OPERATIONS = _mutated(OPERATIONS.map(lambda value: json.dumps(value).encode()))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _accepted(parse: Callable[[Any], Any], text: str | bytes) -> list[Any]:
    """What came out, in a list; an empty one for a `BadText`, whose sentence is short and of one line."""
    try:
        return [parse(text)]
    except bridge.BadText as error:
        assert len(str(error)) < 200
        assert "\n" not in str(error)
        return []


def _json(text: str | bytes) -> Any:
    return bridge.parse_json(text, 64 * KIB)


def _survives(value: Any) -> None:
    again = _json(json.dumps(value, allow_nan=False))
    assert again == value
    json.dumps(value, ensure_ascii=False).encode()


@fuzzed
@given(st.binary(max_size=400) | ODD.map(_bytes) | _mutated(ODD.map(_bytes)))
def test_bytes_are_a_value_that_survives_or_a_bad_text(data: bytes) -> None:
    for value in _accepted(_json, data):
        _survives(value)


@fuzzed
@given(
    ODD | st.text(st.characters(), max_size=100) | st.text(st.characters(), max_size=9).map(lambda text: f'["{text}"]')
)
def test_texts_are_a_value_that_survives_or_a_bad_text(text: str) -> None:
    for value in _accepted(_json, text):
        _survives(value)


@fuzzed
@given(st.binary(max_size=300) | LINES.map(bridge.encode) | MUTATED_LINES)
def test_bytes_are_a_line_that_survives_or_a_bad_text(data: bytes) -> None:
    for line in _accepted(lambda text: bridge.decode(text, ALL), data):
        assert type(line) in ALL
        encoded = bridge.encode(line)
        assert encoded.count(b"\n") == 1
        assert bridge.decode(encoded, ALL) == line


@fuzzed
@given(MUTATED_LINES)
def test_a_line_of_one_side_is_never_taken_for_one_of_the_other(data: bytes) -> None:
    for allowed, others in ((bridge.FROM_WORKER, bridge.FROM_PARENT), (bridge.FROM_PARENT, bridge.FROM_WORKER)):
        for line in _accepted(lambda text, allowed=allowed: bridge.decode(text, allowed), data):
            assert not isinstance(line, others)


@fuzzed
@given(
    OPERATIONS.map(json.dumps)
    | MUTATED_OPERATIONS.map(lambda data: data.decode("utf-8", "replace"))
    | ODD.map(lambda text: f'{{"op":"call","service":"x","args":{{"x":{text}}}}}')
    | ODD.map(lambda text: f'{{"op":"sleep","seconds":{text}}}')
)
def test_texts_are_an_operation_in_range_or_a_bad_text(text: str) -> None:
    for operation in _accepted(bridge.parse_operation, text):
        assert (operation.service is None) == (operation.op not in ("call", "submit"))
        assert operation.service is None or len(operation.service) <= bridge._MAX_SERVICE
        assert operation.seconds is None or (math.isfinite(operation.seconds) and operation.seconds >= 0)
        assert operation.offset >= 0
        _survives(operation.args)


@fuzzed
@given(st.integers(0, 100), st.binary(max_size=200) | st.text(st.characters(), max_size=200))
def test_size_is_looked_at_before_anything_else(limit: int, text: bytes | str) -> None:
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    reason = "" if size <= limit else f"A message may hold {limit} bytes, not {size}."
    try:
        bridge.parse_json(text, limit)
    except bridge.BadText as error:
        assert str(error) == reason or not reason
    else:
        assert not reason


@pytest.mark.parametrize(
    "text", ["[" * LIMITS.sandbox_message, '{"a":' * 200_000, "9" * LIMITS.sandbox_message, '"\\ud800']
)
def test_the_worst_texts_that_fit_are_a_bad_text(text: str) -> None:
    with pytest.raises(bridge.BadText):
        bridge.parse_operation(text)
