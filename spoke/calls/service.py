"""The `call` service: how code in the sandbox calls functions of skills, on this device and on the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from shared.errors import InvalidArgument
from shared.names import SkillPath
from spoke.calls.asking import Asking
from spoke.calls.router import Router


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str = Field(max_length=64)
    skill: str = Field(max_length=64)
    function: str = Field(max_length=64)
    args: dict[str, JsonValue] = {}

    @property
    def path(self) -> SkillPath:
        return SkillPath.parse(f"{self.target}:{self.skill}.{self.function}")


class CallService:
    """One for a run: it carries who asks."""

    name = "call"

    def __init__(self, router: Router, asking: Asking) -> None:
        self._router = router
        self._asking = asking

    def scope(self, args: Mapping[str, Any]) -> str:
        return str(_parse(args).path)

    async def serve(self, args: Mapping[str, Any]) -> JsonValue:
        request = _parse(args)
        reply = await self._router.call(request.path, request.args, self._asking)
        return reply.result


def _parse(args: Mapping[str, Any]) -> _Request:
    try:
        return _Request.model_validate(args)
    except ValidationError:
        raise InvalidArgument("A call names a device, a skill, a function and its arguments by name.") from None
