"""Where a person was among the skills: for a window that comes after the one that they were in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spoke.ui.skills.form import Typed


@dataclass(frozen=True, slots=True)
class Left:
    """Where a person was, and what they had typed. `closed`: they had closed the form."""

    skill: str
    function: str
    device: str
    typed: Typed
    closed: bool

    def written(self, typed: Typed) -> dict[str, object]:
        """For a file, with so much of what was typed as has its place there."""
        return {"skill": self.skill, "function": self.function, "device": self.device, "typed": typed,
                "closed": self.closed}  # fmt: skip

    @classmethod
    def read(cls, kept: object) -> Left:
        """From a file; what is damaged is as if it were new."""
        match kept:
            case {"skill": str(skill), "function": str(function), "device": str(device), "typed": dict(typed),
                  "closed": bool(closed)}:  # fmt: skip
                return cls(skill, function, device, typed, closed)
        return cls("", "", "", {}, False)
