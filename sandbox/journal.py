"""What a run did so far, so that it can be put aside while somebody thinks, and continued later.

A guest is continued by running it again from its start with the same randomness, the same readings of the clocks and
the recorded answers: nothing that was done is done again.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

from sandbox import bridge
from shared.limits import LIMITS


class CallRow(BaseModel):
    """One host call of a run, made or refused."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    service: str
    target: str
    verdict: Literal["allowed", "denied", "asked"]
    """`asked`: somebody was, and has not answered yet; nothing was done."""
    rule: str = ""
    """What decided: the id of a grant, `asked` where somebody was asked, empty where nobody had decided anything."""
    elapsed_ms: float
    error: str | None = None
    """Code of the error that it ended with."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of the guest that reached the host, with the answer that it got."""

    number: int
    op: str
    service: str | None = None
    args: dict[str, JsonValue] | None = None
    seconds: float | None = None
    reply: str = ""

    def repeats(self, line: bridge.HostCall) -> bool:
        """Whether the guest asks the same again."""
        return (self.number, self.op, self.service, self.seconds) == (
            line.number,
            line.op,
            line.service,
            line.seconds,
        ) and _text(self.args) == _text(line.args)


@dataclass(slots=True)
class Journal:
    """`dumped` and `loaded` are its JSON."""

    seed: int
    entropy: str
    granted: dict[str, bool] = field(default_factory=dict)
    """The folders that the guest was told of, each with whether it may be changed."""

    clock: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    results: dict[int, str] = field(default_factory=dict)
    """Answers to submitted host calls, by their numbers, also those that the guest has not fetched."""

    asking: list[int] = field(default_factory=list)
    """Numbers of the host calls that wait for somebody's answer, or for a place: they were not done."""

    rows: list[CallRow] = field(default_factory=list)
    wall_left_s: float = 0.0
    whole: bool = True
    """Whether everything is in it; a run that did too much cannot be continued."""

    size: int = 0

    @classmethod
    def new(cls) -> Journal:
        """Of a run that has not begun."""
        return cls(seed=secrets.randbits(63), entropy=secrets.token_hex(32))

    @staticmethod
    def loaded(text: str) -> Journal:
        return _journal.validate_json(text)

    def dumped(self) -> str:
        return _journal.dump_json(self).decode()

    def heard(self, clock: list[int]) -> None:
        self.clock.extend(clock)
        if len(self.clock) > LIMITS.sandbox_readings:
            self.whole = False
            self.clock.clear()

    def add(self, line: bridge.HostCall, reply: str) -> None:
        """Before the guest gets `reply`."""
        step = Step(line.number, line.op, line.service, line.args, line.seconds, reply)
        self._count(reply, _text(line.args))
        if self.whole:
            self.steps.append(step)

    def answered(self, number: int, reply: str) -> None:
        """A submitted host call is done."""
        self._count(reply)
        if self.whole:
            self.results[number] = reply

    def _count(self, *texts: str) -> None:
        self.size += sum(map(len, texts))
        if self.size > LIMITS.sandbox_journal:
            self.whole = False
            self.steps.clear()
            self.results.clear()


_journal = TypeAdapter(Journal)


def _text(args: Any) -> str:
    return json.dumps(args, sort_keys=True)
