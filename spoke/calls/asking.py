"""Who asks for a call, and from where."""

from __future__ import annotations

from dataclasses import dataclass

from shared.messages import Principal

PERSON = Principal(kind="person")


@dataclass(frozen=True, slots=True)
class Asking:
    """`chain`: ids of the calls above it, outermost first. `by_code`: a program asks, not a person at a face.

    `patience_s`: how long it waits for an answer of the user, where that is less than usual.
    `deadline`: by the monotonic clock, when the call above it ends: nothing below may take longer.
    """

    principal: Principal = PERSON
    chain: tuple[str, ...] = ()
    by_code: bool = False
    patience_s: float | None = None
    deadline: float | None = None
    waits: bool = False
    """Whether the run above it is put aside with it, and goes on when it ends."""

    chat: str = ""
    """Id of the chat in which the assistant asks, or asked for what now asks."""
