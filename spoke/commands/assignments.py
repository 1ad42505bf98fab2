"""`NAME=VALUE` on a command line: settings that are set, and with nothing behind the `=` taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from shared.errors import InvalidArgument


def assignments(texts: Iterable[str], names: Collection[str], *, open_: str = "") -> dict[str, str]:
    """By name, as they were typed. `open_`: a name after which any other may stand, as in `parameters.top_p`.

    Raises `InvalidArgument`.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidArgument(f"'{text[:80]}' is no NAME=VALUE. NAME= takes back what was set.")
        check_name(name, names, open_=open_)
        found[name] = value
    return found


def check_name(name: str, names: Collection[str], *, open_: str = "") -> None:
    """Raises `InvalidArgument`."""
    if name in names or (open_ and name.startswith(f"{open_}.") and len(name) > len(open_) + 1):
        return
    also = f", {open_}.NAME" if open_ else ""
    raise InvalidArgument(f"There is no setting '{name[:80]}'. There is {', '.join(names)}{also}.")


def number(name: str, text: str) -> float:
    """Raises `InvalidArgument`."""
    try:
        return float(text)
    except ValueError:
        raise InvalidArgument(f"{name} is a number, not '{text[:40]}'.") from None


def value_of(text: str) -> Any:
    """JSON where it is some; else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text
