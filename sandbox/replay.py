"""What a run did before it was put aside, told again to a guest that has to go the same way."""

from __future__ import annotations

import json
from collections import deque

from sandbox import bridge
from sandbox.host_calls import HostCalls
from sandbox.journal import Journal
from sandbox.tickets import Tickets
from sandbox.yields import Yields
from shared.errors import OutcomeUnknown, ReplayDiverged


class Replay:
    """Of one run that is continued, until it has caught up: `goes_on`. Of a new one nothing is to be told."""

    def __init__(self, before: Journal, calls: HostCalls, tickets: Tickets, yields: Yields) -> None:
        self._before = before
        self._calls = calls
        self._tickets = tickets
        self._yields = yields
        self._steps = deque(before.steps)
        self._unfetched: set[int] = set()
        """What was submitted and must be fetched by a recorded `wait`."""

    @property
    def goes_on(self) -> bool:
        return bool(self._steps)

    def again(self, line: bridge.HostCall) -> str:
        """The recorded reply to the next operation; only what waited for an answer is done.

        Raises `ReplayDiverged` where the guest asks for something else, and `OutcomeUnknown` where in the end something
        is left of which nobody knows whether it happened.
        """
        step = self._steps.popleft()
        if not step.repeats(line):
            raise ReplayDiverged(
                "The run did not go the same way when it was continued, so it was stopped. What it had done before "
                "stays done; look at its record before you start it again."
            )
        match line.op:
            case "submit" if "error" in (refused := json.loads(step.reply)):
                self._calls.replayed(line.number, refused)
            case "submit":
                self._submitted(line)
            case "wait":
                for number, reply in json.loads(step.reply)["ok"]:
                    self._calls.replayed(number, reply)
                    self._unfetched.discard(number)
                    self._tickets.fetched(number)
            case "call":
                self._calls.replayed(line.number, json.loads(step.reply))
            case "yield":
                self._yields.again((line.args or {}).get("value"))
        if self._unfetched and not self._steps:
            raise OutcomeUnknown("What this run had begun before it was put aside may or may not have happened.")
        return step.reply

    def _submitted(self, line: bridge.HostCall) -> None:
        if line.number in self._before.asking:
            self._tickets.submit(line)
        elif line.number in self._before.results:
            known = self._before.results[line.number]
            self._calls.replayed(line.number, json.loads(known))
            self._tickets.answered(line.number, known)
        else:
            self._unfetched.add(line.number)
