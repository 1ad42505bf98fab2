"""Pairing strings."""

import pytest

from shared.errors import InvalidArgument
from shared.pairing import PairingString, fingerprint

PRINT = fingerprint(b"certificate")


@pytest.mark.parametrize(
    "text",
    [
        f"felloe://hub.example:8470/K7QM-2XRT-9FWD/{PRINT}",
        "felloe://hub.example/K7QM-2XRT-9FWD",
        "felloe+http://127.0.0.1:8470/K7QM-2XRT-9FWD",
        f"felloe://[::1]:8470/K7QM-2XRT-9FWD/{PRINT}",
    ],
)
def test_a_pairing_string_survives_the_way_to_another_device(text: str) -> None:
    assert str(PairingString.parse(f"  {text}\n")) == text


def test_the_scheme_says_whether_the_way_is_encrypted() -> None:
    assert PairingString.parse("felloe://h:1/K7QM-2XRT-9FWD").hub_url == "https://h:1"
    assert PairingString.parse("felloe+http://h:1/K7QM-2XRT-9FWD").hub_url == "http://h:1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "https://hub.example/K7QM-2XRT-9FWD",
        "felloe:///K7QM-2XRT-9FWD",
        f"felloe://hub.example/K7QM-2XRT-9FWD/{PRINT}/more",
        "felloe://hub.example:99999/K7QM-2XRT-9FWD",
        "felloe://[::1/K7QM-2XRT-9FWD",
    ],
)
def test_anything_else_is_refused_and_says_where_to_get_one(text: str) -> None:
    with pytest.raises(InvalidArgument, match="felloe-hub pairing-code"):
        PairingString.parse(text)


@pytest.mark.parametrize("left", ["felloe:", "felloe://hub.exa", "felloe://hub.example:8470/K7QM-2X", -1, -43])
def test_one_that_was_not_copied_to_its_end_says_so(left: str | int) -> None:
    whole = f"felloe://hub.example:8470/K7QM-2XRT-9FWD/{PRINT}"
    with pytest.raises(InvalidArgument, match="cut off"):
        PairingString.parse(whole[:left] if isinstance(left, int) else left)
