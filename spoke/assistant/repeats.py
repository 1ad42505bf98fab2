"""Notices a model that makes the same call again and again. Pure."""

from __future__ import annotations

from shared.errors import Conflict

SAME = 3
"""How often a call may give the same result before it is not made any more."""

END = 6
"""How often it may be asked for in all before the answer ends."""


class Repeats:
    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], tuple[str | None, int]] = {}

    def check(self, name: str, arguments: str) -> None:
        """Raises `Conflict`, with `advice` for the model, where it led to the same again and again."""
        result, count = self._seen.get((name, arguments), (None, 0))
        if count >= SAME:
            self._seen[name, arguments] = result, count + 1
            raise Conflict(
                f"It was called {SAME} times with the same result, so it was not called again.",
                advice="Do something else, or tell the user where you stand.",
            )

    def ended(self, name: str, arguments: str, result: str | None) -> None:
        """Of a call that was made."""
        before, count = self._seen.get((name, arguments), (None, 0))
        self._seen[name, arguments] = result, count + 1 if result == before else 1

    @property
    def stuck(self) -> bool:
        return any(count >= END for _, count in self._seen.values())
