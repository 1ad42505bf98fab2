"""What is wrong with a skill, and where: as a compiler says it. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

_TAB = 4
_LONGEST = 160
"""Characters of a quoted line."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`line` and `column` count from 1; column 0 points nowhere in the line, line 0 nowhere in the file."""

    path: str
    line: int
    column: int
    message: str
    warning: bool = False
    width: int = 1

    def shown(self, source: str | None = None) -> str:
        """`path:line: sentence`, and below it the line of `source` with what is meant."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        said = f"{place}: {'warning: ' if self.warning else ''}{self.message}"
        lines = source.splitlines() if source and self.line and self.column else []
        if not 0 < self.line <= len(lines):
            return said
        text = lines[self.line - 1]
        before = text[: self.column - 1].expandtabs(_TAB)
        quoted = text.expandtabs(_TAB)[:_LONGEST]
        if len(before) >= _LONGEST:
            return said
        carets = "^" * max(1, min(self.width, len(quoted) - len(before)))
        return f"{said}\n  {self.line:>4} | {quoted}\n       | {' ' * len(before)}{carets}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
