"""What of one message is chosen with the pointer, to be copied."""

from __future__ import annotations

from dataclasses import dataclass

from spoke.ui.chats.painted.part import Laid, Part

Place = tuple[int, int]
"""Number of the part in its row, place in its text."""


@dataclass(slots=True)
class Choice:
    turn: str = ""
    begin: Place = (0, 0)
    end: Place = (0, 0)

    def __bool__(self) -> bool:
        return bool(self.turn) and self.begin != self.end

    def clear(self) -> None:
        self.turn, self.begin, self.end = "", (0, 0), (0, 0)

    def start(self, turn: str, place: Place) -> None:
        self.turn, self.begin, self.end = turn, place, place

    def word(self, turn: str, place: Place, part: Part) -> None:
        """Choose the word there."""
        left, right = part.around(place[1])
        self.turn, self.begin, self.end = turn, (place[0], left), (place[0], right)

    def of(self, turn: str, number: int, part: Part) -> tuple[int, int] | None:
        """What is chosen of a part."""
        if turn != self.turn or self.begin == self.end or not part.text:
            return None
        first, last = sorted((self.begin, self.end))
        if not first[0] <= number <= last[0]:
            return None
        left = first[1] if number == first[0] else 0
        right = last[1] if number == last[0] else len(part.text)
        return (left, right) if left < right else None

    def text(self, laid: Laid) -> str:
        found = []
        for number, placed in enumerate(laid.parts):
            part = self.of(self.turn, number, placed.part)
            if part:
                found.append(placed.part.cut(*part))
        return "\n\n".join(found)
