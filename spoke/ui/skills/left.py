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

    @classmethod
    def read(cls, kept: object) -> Left:
        """From a file; what is damaged is as if it were new."""
        match kept:
            case {"skill": str(skill), "function": str(function), "device": str(device), "typed": dict(typed),
                  "closed": bool(closed)}:  # fmt: skip
                return cls(skill, function, device, typed, closed)
        return cls("", "", "", {}, False)
