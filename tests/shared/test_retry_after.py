"""When somebody who refused may be asked again."""

from __future__ import annotations

import pytest

from shared.retry_after import retry_after_s

NOW_S = 1_700_000_000.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("17", 17.0), (" 0.5 ", 0.5), ("-3", 0.0), ("1e999", 86_400.0), ("nan", None), ("", None), (None, None),
        ("Tue, 14 Nov 2023 22:13:30 GMT", 10.0), ("Tue, 14 Nov 2023 22:13:30 -0000", 10.0),
        ("Mon, 13 Nov 2023 22:13:30 GMT", 0.0), ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0), ("soon", None),
    ],
)  # fmt: skip
def test_when_to_ask_again_is_read_as_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW_S) == seconds
