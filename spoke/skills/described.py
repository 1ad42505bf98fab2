"""What code says of its own functions, checked before anybody relies on it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, ValidationError

from shared.api import Effect, FunctionInfo
from shared.errors import BadSkill
from shared.schemas import check_schema


class _Function(BaseModel):
    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)
    doc: str = Field(max_length=4_000)
    parameters: dict[str, Any]
    returns: dict[str, Any] | None = None
    effects: Effect

    def info(self, skill: str, digest: str) -> FunctionInfo:
        check_schema(self.parameters)
        return FunctionInfo(
            skill=skill,
            function=self.name,
            description=self.doc,
            parameters=self.parameters,
            returns=self.returns,
            effect=self.effects,
            digest=digest,
        )


class _Description(BaseModel):
    functions: list[_Function] = Field(max_length=200)


def described(found: Any, skill: str, digest: str) -> list[FunctionInfo]:
    """The functions in what `describe` found. Raises `BadSkill`."""
    try:
        description = _Description.model_validate(found)
        return [function.info(skill, digest) for function in description.functions]
    except ValidationError:
        raise BadSkill(f"The skill '{skill}' describes its functions in a form that is not allowed.") from None
