"""Runs, calls to others and decisions of one device as one list, newest first, a page at a time.

Each kind comes in pages of its own; an entry is handed out when no older page can hold a newer one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from spoke.node.bodies.calls import LISTED, CommandInfo
from spoke.node.client import NodeClient
from spoke.ui.activity.entries import Entry, is_denied, is_open, of_ask, of_call, of_decision, of_run
from spoke.ui.event_loop.sliced import checkpoint

State = Literal["", "ran", "failed", "denied", "waiting", "decided"]
_PAGE = 100


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """What a person wants to see. `device`: a handle; empty for this one."""

    words: str = ""
    state: State = ""
    device: str = ""
    since_ms: int = 0

    @property
    def active(self) -> bool:
        return self != ActivityQuery()


class _Source:
    """One kind of entries: `more` gets a page from a place on, and the place of the next."""

    def __init__(self, more: Callable[[object], Awaitable[tuple[list[Entry], object]]]) -> None:
        self._more = more
        self._place: object = None
        self._ended = False
        self.ready: deque[Entry] = deque()

    async def fill(self) -> None:
        while not self.ready and not self._ended:
            entries, self._place = await self._more(self._place)
            self.ready.extend(entries)
            self._ended = self._place is None


class Feed:
    """One walk through what a device did. Cancelling a page loses nothing but that page's entries."""

    def __init__(self, client: NodeClient, query: ActivityQuery) -> None:
        self._client, self.query = client.on(query.device or None), query
        self._sources = []
        if query.state in ("", "ran", "failed"):
            self._sources.append(_Source(self._runs))
        if query.state in ("", "denied", "decided"):
            self._sources.append(_Source(self._decisions))
        if query.state in ("", "ran", "failed", "denied") and not query.device:
            self._sources.append(_Source(self._calls))
        self.ended = False

    async def waiting(self) -> list[Entry]:
        """What is open, whatever its age: questions, and calls of this device to others."""
        if self.query.state not in ("", "waiting"):
            return []
        entries = [of_ask(ask) for ask in (await self._client.asks()).asks]
        if not self.query.device:
            entries += [of_call(call) for call in (await self._client.commands(LISTED)).calls if is_open(call)]
        words = self.query.words.lower()
        return sorted((each for each in entries if words in each.what.lower()), key=lambda each: -each.at_ms)

    async def page(self, count: int = _PAGE) -> list[Entry]:
        found: list[Entry] = []
        while len(found) < count:
            for source in self._sources:
                await source.fill()
            full = [source for source in self._sources if source.ready]
            if not full:
                self.ended = True
                break
            found.append(max(full, key=lambda source: source.ready[0].at_ms).ready.popleft())
        return found

    async def _runs(self, place: object) -> tuple[list[Entry], object]:
        query = self.query
        failed = {"ran": False, "failed": True}.get(query.state)
        before = str(place) if place is not None else None
        reply = await self._client.runs(
            _PAGE, before=before, q=query.words or None, failed=failed, since_ms=query.since_ms or None
        )
        return [of_run(run) for run in reply.runs], reply.next

    async def _calls(self, _: object) -> tuple[list[Entry], object]:
        """Of this device to others, that have ended: all that are listed, in one page."""
        query, words = self.query, self.query.words.lower()
        found: list[Entry] = []
        for call in (await self._client.commands(LISTED)).calls:
            if _ended_so(call, query.state) and call.created_ms >= query.since_ms and words in call.path.lower():
                found.append(of_call(call))
            await checkpoint()
        return sorted(found, key=lambda each: -each.at_ms), None

    async def _decisions(self, place: object) -> tuple[list[Entry], object]:
        query = self.query
        reply = await self._client.decisions(
            _PAGE, before=place if isinstance(place, int) else None, q=query.words or None,
            verdict="denied" if query.state == "denied" else None, since_ms=query.since_ms or None, notable=True,
        )  # fmt: skip
        rows = [row for row in reply.decisions if query.state != "decided" or row.kind in ("answer", "grant")]
        return [of_decision(row) for row in rows], reply.next


def _ended_so(call: CommandInfo, state: State) -> bool:
    if is_open(call):
        return False
    return state in ("", "denied" if is_denied(call) else "ran" if call.state == "done" else "failed")
