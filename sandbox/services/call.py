"""`call`: functions of skills, on this device and others. Whoever has the devices hands in how a call is made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from shared.errors import InvalidArgument
from shared.names import SkillPath

THIS_DEVICE = "device"
ANY_DEVICE = "any"


@dataclass(frozen=True, slots=True)
class GuestCall:
    """A call that code in the sandbox wants made. `target` is `device` (this one), `any`, or a device handle."""

    target: str
    path: SkillPath
    args: Mapping[str, JsonValue]


class CallService:
    name = "call"

    def __init__(self, make: Callable[[GuestCall], Awaitable[JsonValue]]) -> None:
        """`make` raises FelloeErrors and is cancelled when the run ends first."""
        self._make = make

    def scope(self, args: Mapping[str, Any]) -> str:
        call = parse(args)
        return f"{call.target}:{call.path}"

    async def serve(self, args: Mapping[str, Any]) -> JsonValue:
        return await self._make(parse(args))


def parse(args: Mapping[str, Any]) -> GuestCall:
    match args:
        case {"target": str(target), "skill": str(skill), "function": str(function), "args": dict(arguments)}:
            path = SkillPath.parse(f"{target}:{skill}.{function}")
            return GuestCall(target, SkillPath(skill=path.skill, function=path.function), arguments)
    raise InvalidArgument("call needs 'target', 'skill', 'function' and 'args'.")
