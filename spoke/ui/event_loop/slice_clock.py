"""When the last slice of long work was, for whoever takes slices of the window's thread too; by `perf_counter`."""

from __future__ import annotations

import time

SLICE_S = 0.002
"""A step that begins within this time still runs to its end; none takes more than a few milliseconds."""

_APART_S = 0.002

until = 0.0
"""The end of the slice that runs. One for all works: many short ones after another are as long as a long one."""

ended = 0.0
"""When the last slice did, or the window was painted or styled: what comes in the same turn then makes it longer."""


_PUT_OFF_S = 0.001

_picture_comes = 0.0
"""When the picture does that gave way to other work."""


def put_picture_off() -> int:
    """It gives way to what was done in this turn. For how many ms."""
    global _picture_comes
    _picture_comes = time.perf_counter() + _PUT_OFF_S + _APART_S
    return round(_PUT_OFF_S * 1000)


def picture_waits() -> bool:
    """Whether one does: what is asked for now would be painted with it."""
    return time.perf_counter() < _picture_comes


def painted() -> float:
    """A picture was, which takes its time as other work does. When that was."""
    global _picture_comes
    _picture_comes = 0.0
    return worked()


def worked() -> float:
    """There was work just now, that is no slice maybe. When that was."""
    global ended
    ended = time.perf_counter()
    return ended


def another_worked(mine: float) -> bool:
    """Whether there was other work than that of `mine`, as told by `worked`, in this very turn."""
    return ended != mine and time.perf_counter() < ended + _APART_S


def busy() -> bool:
    """Whether there was one in this turn or the last."""
    return time.perf_counter() < max(until, ended) + SLICE_S


def end_slice() -> None:
    """The step that follows is a long one: it begins in a turn of its own."""
    global until
    until = 0.0
