from __future__ import annotations

import pytest

from shared.arguments import as_text, parse_arguments
from shared.errors import InvalidArgument


def test_a_value_is_json_if_it_parses_and_text_if_not() -> None:
    assert parse_arguments(["a=1", "b=true", "c=attic", 'd=["x"]', "e=", "f=x=y", "g=NaN", 'h="1"']) == {
        "a": 1, "b": True, "c": "attic", "d": ["x"], "e": "", "f": "x=y", "g": "NaN", "h": "1",
    }  # fmt: skip


def test_pairs_win_over_the_document() -> None:
    assert parse_arguments(["a=1"], '{"a": 2, "b": 3}') == {"a": 1, "b": 3}


@pytest.mark.parametrize("pair", ["a", "=1", "a b=1", "1=1"])
def test_what_is_no_pair_is_refused(pair: str) -> None:
    with pytest.raises(InvalidArgument, match="NAME=VALUE"):
        parse_arguments([pair])


@pytest.mark.parametrize("document", ["", "[1]", "1", "{", '{"a": NaN}'])
def test_what_is_no_object_is_refused(document: str) -> None:
    with pytest.raises(InvalidArgument, match="--args"):
        parse_arguments([], document)


def test_what_looks_like_json_is_text_where_the_function_wants_text() -> None:
    pairs = ["title=2024", "hours=3"]
    refused = InvalidArgument("It must be string.", argument="title")
    assert as_text(pairs, parse_arguments(pairs), refused) == {"title": "2024", "hours": 3}
    assert as_text(pairs, {"title": "2024", "hours": 3}, refused) is None
    assert as_text(pairs, parse_arguments(pairs), InvalidArgument("No.", argument="other")) is None
