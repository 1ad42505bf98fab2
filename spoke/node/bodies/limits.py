"""What one run in a node's sandbox may take."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from spoke.node.bodies.body import Body

LimitName = Literal["memory_mb", "compute_s", "function_s", "code_s", "calls", "output_chars"]
"""`compute_s`: of the guest itself, what it waits for not counted. `function_s`, `code_s`: all in all, of a function
that is called here, and of code or a script. `calls`: of its host. A script has ten times the computing and five times
the calls."""


class Limit(Body):
    name: LimitName
    value: float
    """What holds for the next run."""

    default: float
    least: float
    most: float
    whole: bool
    """Only whole numbers."""

    set: bool
    """The user said so; otherwise it is the default."""


class LimitsReply(Body):
    limits: list[Limit]


class LimitsBody(Body):
    """Those named are set, with None as they come; the rest stays as it is."""

    limits: dict[LimitName, float | None] = Field(max_length=20)
