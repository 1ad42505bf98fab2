"""Which versions of each protocol this Felloe speaks: one table, and one answer for those it does not. Pure.

A version is a number. An old one is taken out of the table when it is no longer served, a new one is added before
anybody asks for it. What is not in the table is refused with who has to be updated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from shared.errors import VersionUnsupported
from shared.messages import VERSION

Protocol = Literal["channel", "api"]

SUPPORTED: Final[dict[Protocol, tuple[int, ...]]] = {"channel": (VERSION,), "api": (1,)}
API_HEADER: Final = "Felloe-Api"
"""In each request of a device: the versions of the HTTP API that it speaks, such as `1, 2`. Others may leave it out."""

_NAMES: Final = {"channel": "channel", "api": "HTTP API"}


def offered(protocol: Protocol) -> str:
    """As it stands in the header."""
    return ", ".join(map(str, SUPPORTED[protocol]))


def refusal(protocol: Protocol, spoken: Iterable[int]) -> VersionUnsupported | None:
    """What a hub says to a device that speaks only these; none where they share one."""
    versions, served = sorted(set(spoken)), SUPPORTED[protocol]
    if set(versions) & set(served):
        return None
    older = bool(versions) and versions[0] > max(served)
    who = "the hub: it is older than this device" if older else "Felloe on this device: it is older than the hub"
    return VersionUnsupported(
        f"This hub speaks version {' and '.join(map(str, served))} of the {_NAMES[protocol]}, this device "
        f"{' and '.join(map(str, versions)) or 'none that it knows'}. Update {who}.",
        supported=list(served),
    )


def parse(header: str) -> list[int]:
    """The versions of a header; what is no number counts as none."""
    return [int(one) for one in re.findall(r"\b\d{1,6}\b", header[:200])]
