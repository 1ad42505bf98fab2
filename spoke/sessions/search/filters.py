"""Which sessions and messages a search is to look at, as conditions of SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spoke.node.bodies.sessions import Where
from spoke.sessions.search import index


@dataclass(frozen=True, slots=True)
class Filter:
    """`where`: `active` leaves out what is archived, `all` has both, and only `trash` has what was deleted."""

    session_id: str | None = None
    role: str | None = None
    from_ms: int | None = None
    to_ms: int | None = None
    """Up to and without it."""
    folder: str | None = None
    tag: str | None = None
    where: Where = "all"


PLACES = {
    "all": "NOT session.deleted",
    "active": "NOT session.deleted AND NOT session.archived",
    "archived": "NOT session.deleted AND session.archived",
    "trash": "session.deleted AND NOT session.purged",
}
TAGGED = "EXISTS (SELECT 1 FROM json_each(session.tags) WHERE json_each.value = ?)"


@dataclass(frozen=True, slots=True)
class Conditions:
    """`text` for a WHERE, with its `values`. `span` holds of them what the index can use to begin and to end."""

    parts: tuple[tuple[str, Any], ...] = ()
    low: int | None = None
    high: int | None = None
    about_sessions: tuple[tuple[str, Any], ...] = ()

    @property
    def text(self) -> str:
        return " AND ".join(text for text, _ in self.parts) or "1"

    @property
    def values(self) -> tuple[Any, ...]:
        return tuple(value for _, value in self.parts if value is not None)

    @property
    def span(self) -> Conditions:
        found = [("rowid >= ?", self.low), ("rowid < ?", self.high)]
        return Conditions(tuple(each for each in found if each[1] is not None))

    @property
    def of_sessions(self) -> Conditions:
        return Conditions(self.about_sessions)

    def before(self, number: int | None) -> Conditions:
        """Only messages with a lower number than that."""
        if number is None:
            return self
        high = number if self.high is None else min(self.high, number)
        part = ("search_message.number < ?", number)
        return Conditions((*self.parts, part), self.low, high, self.about_sessions)


def conditions_of(given: Filter) -> Conditions:
    sessions: list[tuple[str, Any]] = [(PLACES[given.where], None)]
    if given.session_id is not None:
        sessions.append(("session.id = ?", given.session_id))
    if given.folder is not None:
        sessions.append(("session.folder = ?", given.folder))
    if given.tag is not None:
        sessions.append((TAGGED, given.tag))
    messages: list[tuple[str, Any]] = []
    low = high = None
    if given.role is not None:
        messages.append(("search_message.role = ?", given.role))
    if given.from_ms is not None:
        messages.append(("search_message.created_ms >= ?", given.from_ms))
        low = index.number_at(given.from_ms)
    if given.to_ms is not None:
        messages.append(("search_message.created_ms < ?", given.to_ms))
        high = index.number_at(given.to_ms) + index.FARTHEST
    return Conditions((*sessions, *messages), low, high, tuple(sessions))
