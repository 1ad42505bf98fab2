"""Who is told to update what."""

from __future__ import annotations

import pytest

from shared import versions
from shared.versions import parse, refusal


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        ([1], None),
        ([3, 1], None),
        ([2, 3], "speaks version 1 of the HTTP API, this device 2 and 3. Update the hub: it is older"),
        ([], "none that it knows. Update Felloe on this device"),
    ],
)
def test_the_one_that_is_older_is_to_be_updated(spoken: list[int], said: str | None) -> None:
    error = refusal("api", spoken)
    assert (said is None) == (error is None)
    if error is not None and said is not None:
        assert said in error.message
        assert error.details["supported"] == [1]


def test_a_device_that_is_too_old_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.SUPPORTED, "api", (3, 4))
    error = refusal("api", [1, 2])
    assert error is not None
    assert "speaks version 3 and 4" in error.message
    assert "Update Felloe on this device" in error.message


@pytest.mark.parametrize(("header", "found"), [("1", [1]), ("1, 2", [1, 2]), ("", []), ("x1", []), ("9" * 500, [])])
def test_what_is_no_version_counts_as_none(header: str, found: list[int]) -> None:
    assert parse(header) == found
