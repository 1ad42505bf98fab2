"""`call`: functions of skills, on this device and others. Whoever has the devices hands in how a call is made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import Field, JsonValue

from sandbox.capability import Capability
from sandbox.services.service import Leave, Request
from shared.names import SkillPath

THIS_DEVICE = "device"
ANY_DEVICE = "any"


@dataclass(frozen=True, slots=True)
class GuestCall:
    """A call that code in the sandbox wants made. `target` is `device` (this one), `any`, or a device handle."""

    target: str
    path: SkillPath
    args: dict[str, JsonValue]
    number: int = 0
    """Of the host call in its run."""


class CallRequest(Request):
    target: str = Field(max_length=64)
    """A device handle, `device` for this one, or `any`."""
    skill: str = Field(max_length=64)
    function: str = Field(max_length=64)
    args: dict[str, JsonValue]

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("call", str(SkillPath.parse(f"{self.target}:{self.skill}.{self.function}"))),)

    def call(self, number: int) -> GuestCall:
        path = SkillPath.parse(f"{self.target}:{self.skill}.{self.function}")
        return GuestCall(self.target, SkillPath(skill=path.skill, function=path.function), self.args, number)


class CallService:
    name = "call"
    request = CallRequest

    def __init__(self, make: Callable[[GuestCall], Awaitable[Any]]) -> None:
        """`make` raises FelloeErrors, or `Unanswered`, and is cancelled when the run ends first."""
        self._make = make

    async def serve(self, request: CallRequest, leave: Leave) -> JsonValue:
        found: JsonValue = await self._make(request.call(leave.number))
        return found
