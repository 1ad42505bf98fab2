"""What is said of calls to others when this device and its hub part for good."""

from __future__ import annotations

from typing import Literal

from shared.errors import NotPaired, OutcomeUnknown, Unauthenticated

Parting = Literal["left", "turned away"]
"""`left`: it was the device that went."""

_REASONS = ("revoked", "disabled", "unknown_device")


def turns_away(problem: object) -> bool:
    """Whether it is the hub's word that this device is none of its own: to try again helps nobody."""
    return isinstance(problem, Unauthenticated) and problem.details.get("reason") in _REASONS


def unsent(what: str, parting: Parting) -> NotPaired:
    if parting == "left":
        return NotPaired(f"This device left its hub before {what} was sent, so it did not run.")
    return NotPaired(f"The hub turned this device away before {what} was sent, so it did not run.")


def unended(what: str, parting: Parting) -> OutcomeUnknown:
    if parting == "left":
        return OutcomeUnknown(
            f"This device left its hub before {what} ended. It may have run: look before you repeat it."
        )
    return OutcomeUnknown(
        f"The hub turned this device away before {what} ended. It may have run: look before you repeat it."
    )
