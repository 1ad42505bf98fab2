"""The calls that are on their way, found by who has to do with them, and by when something is due. Pure."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection

from hub.channel.routed import Routed
from shared.call_states import CallState


class OpenCalls:
    def __init__(self) -> None:
        self._calls: dict[str, Routed] = {}
        self._waits: defaultdict[str, dict[str, Routed]] = defaultdict(dict)
        """By who asked, device or user: those somebody waits for."""
        self._commands: defaultdict[str, dict[str, Routed]] = defaultdict(dict)
        """By who asked: those that may wait for their device, or for a person there."""
        self._works: defaultdict[str, dict[str, Routed]] = defaultdict(dict)
        """By the device that answers; those that wait for a person are in `_aside`."""
        self._aside: defaultdict[str, dict[str, Routed]] = defaultdict(dict)
        self._users: defaultdict[str, int] = defaultdict(int)
        self._due: list[tuple[float, str]] = []
        """A heap; entries that no longer hold are skipped, and swept when they are many."""

    def __len__(self) -> int:
        return len(self._calls)

    def __contains__(self, call_id: str) -> bool:
        return call_id in self._calls

    def get(self, call_id: str) -> Routed | None:
        return self._calls.get(call_id)

    # --- who has to do with them -------------------------------------------------------------------------------------

    def load(self, device: str) -> int:
        """How many calls it works on."""
        return len(self._works.get(device, ()))

    def of_user(self, user: str) -> int:
        """How many calls of a user are on their way."""
        return self._users.get(user, 0)

    def asked_for(self, caller: str, *, commands: bool) -> Collection[Routed]:
        """Commands of this caller, or calls that it waits for."""
        return (self._commands if commands else self._waits).get(caller, {}).values()

    def worked_on(self, device: str) -> list[Routed]:
        return list(self._works.get(device, {}).values())

    def aside(self, device: str) -> list[Routed]:
        """What waits for the device, or for a person there."""
        return list(self._aside.get(device, {}).values())

    def adrift(self, user: str) -> list[Routed]:
        """What waits for any device that offers its function."""
        return [one for one in self.aside("") if one.user == user]

    # --- how that changes --------------------------------------------------------------------------------------------

    def add(self, routed: Routed) -> None:
        self._calls[routed.id] = routed
        command = routed.call.wait_s > 0 or routed.state is CallState.SUSPENDED
        (self._commands if command else self._waits)[routed.caller][routed.id] = routed
        self._users[routed.user] += 1

    def remove(self, routed: Routed) -> None:
        del self._calls[routed.id]
        _drop(self._waits, routed.caller, routed.id)
        _drop(self._commands, routed.caller, routed.id)
        self.release(routed)
        self._users[routed.user] -= 1
        if not self._users[routed.user]:
            del self._users[routed.user]

    def become_command(self, routed: Routed) -> None:
        _drop(self._waits, routed.caller, routed.id)
        self._commands[routed.caller][routed.id] = routed

    def start_work(self, routed: Routed) -> None:
        assert routed.callee is not None
        self._works[routed.callee][routed.id] = routed

    def park(self, routed: Routed) -> None:
        """Put it with what waits for its device, for any, or for a person."""
        if routed.state is not CallState.SUSPENDED:
            routed.cut = True
        where = "" if routed.anywhere and routed.state is not CallState.SUSPENDED else routed.callee or ""
        self._aside[where][routed.id] = routed

    def release(self, routed: Routed) -> None:
        """Nobody works on it, and it waits for nobody."""
        for where in {"", routed.callee or ""}:
            _drop(self._aside, where, routed.id)
        if routed.callee:
            _drop(self._works, routed.callee, routed.id)

    # --- time --------------------------------------------------------------------------------------------------------

    def arm(self, routed: Routed, when: float) -> None:
        """`when` is one of its times: its deadline, or that of its acknowledgement."""
        heapq.heappush(self._due, (when, routed.id))
        if len(self._due) > 1_000 + 4 * len(self._calls):
            self._due = [entry for entry in self._due if self._holds(*entry)]
            heapq.heapify(self._due)

    def next_due(self) -> float | None:
        """When the next of their times is."""
        while self._due:
            if self._holds(*self._due[0]):
                return self._due[0][0]
            heapq.heappop(self._due)
        return None

    def pop_due(self) -> Routed:
        """The call of `next_due`."""
        return self._calls[heapq.heappop(self._due)[1]]

    def _holds(self, when: float, call_id: str) -> bool:
        routed = self._calls.get(call_id)
        return routed is not None and when in (routed.deadline, routed.ack_by)


def _drop(table: dict[str, dict[str, Routed]], key: str, call_id: str) -> None:
    if held := table.get(key):
        held.pop(call_id, None)
        if not held:
            del table[key]
