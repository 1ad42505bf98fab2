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
    record: RunRecord


class RunsReply(Body):
    runs: list[RunInfo]
