"""Device handles and skill paths."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidArgument
from shared.names import MAX_NAME, SkillPath, device_handle, distinct_name


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Attic Pi", "attic_pi"),
        ("Zoë's  laptop!", "zoe_s_laptop"),
        ("书房", "device"),
        ("", "device"),
        ("Device", "d_device"),
        ("any", "d_any"),
        ("7zip", "d_7zip"),
        ("class", "d_class"),
    ],
)
def test_a_display_name_becomes_a_python_identifier(name: str, handle: str) -> None:
    assert device_handle(name) == handle


def test_a_second_device_of_the_same_name_gets_the_next_free_number() -> None:
    assert device_handle("Attic", {"attic"}) == "attic_2"
    assert device_handle("Attic", {"attic", "attic_2", "attic_3"}) == "attic_4"
    assert device_handle("Attic 2", {"attic_2"}) == "attic_2_2"


def test_a_handle_is_never_longer_than_a_call_may_name() -> None:
    long = "x" * MAX_NAME
    assert device_handle(long, {long}) == f"{'x' * (MAX_NAME - 2)}_2"
    assert device_handle("7" * MAX_NAME) == f"d_{'7' * (MAX_NAME - 2)}"


def test_a_second_device_of_one_name_gets_a_number():
    assert distinct_name("Attic", ["Cellar"]) == "Attic"
    assert distinct_name("Attic", ["attic"]) == "Attic (2)"
    assert distinct_name("Attic", ["Attic", "Attic (2)"]) == "Attic (3)"
    long = "x" * MAX_NAME
    assert distinct_name(long, [long]) == f"{'x' * (MAX_NAME - 4)} (2)"


@given(st.text(max_size=200), st.sets(st.sampled_from(["device", "d_device", "device_2"])))
def test_every_handle_is_a_free_identifier_that_means_nothing_else(name: str, taken: set[str]) -> None:
    handle = device_handle(name, taken)
    assert handle.isidentifier() and handle.isascii() and not keyword.iskeyword(handle)
    assert handle not in taken | {"any", "devices", "hub"}
    assert len(handle) <= MAX_NAME


def test_a_skill_path_is_parsed_and_written_back() -> None:
    assert SkillPath.parse("attic:text-tools.count_words") == SkillPath("text_tools", "count_words", "attic")
    assert str(SkillPath.parse("attic:climate.summary")) == "attic:climate.summary"
    assert str(SkillPath.parse("climate.summary")) == "climate.summary"
    longest = f"{'d' * MAX_NAME}:{'s' * MAX_NAME}.{'f' * MAX_NAME}"
    assert str(SkillPath.parse(longest)) == longest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "climate",
        ".x",
        "a.",
        "a.b.c",
        ":a.b",
        "a:b:c.d",
        "A.b",
        "a b.c",
        "../a.b",
        "a.b\n",
        "1:a.b",
        "x" * 300 + ".y",
    ],
)
def test_what_is_not_a_skill_path_is_refused_with_its_right_form(text: str) -> None:
    with pytest.raises(InvalidArgument, match=r"SKILL\.FUNCTION"):
        SkillPath.parse(text)
