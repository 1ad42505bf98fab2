"""What ran on a node."""

from __future__ import annotations

from sandbox.run_record import RunRecord
from shared.ids import Id
from spoke.node.bodies.body import Body


class RunInfo(Body):
    """A run as its node keeps it; `record` is the sandbox's own account of it."""

    id: Id
    started_ms: int
    title: str
    """`climate.summary`, or the first line of the code."""
    principal: str
    ok: bool
    chat: str = ""
    """Id of the chat in which the assistant asked for it, or for what did."""
    record: RunRecord


class RunSummary(Body):
    """A run without its result, output and calls: those may be long."""

    id: Id
    started_ms: int
    title: str
    principal: str
    ok: bool
    error: str | None
    """The code of the error that it ended in, if it did."""
    chat: str = ""
    """As in `RunInfo`."""
    elapsed_ms: float
    peak_memory_bytes: int | None
    calls: int


class Figures(Body):
    """How often something ran, and how long it took."""

    title: str
    runs: int
    failed: int
    median_ms: float
    """Of the newest 50 of them."""


class FiguresReply(Body):
    figures: list[Figures]


class RunsReply(Body):
    runs: list[RunSummary]
    next: str | None = None
    """Pass as `before` to get the next page."""
