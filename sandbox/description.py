"""What a skill says of its functions, checked: it was read by a guest that ran the skill's code, so none of it is
believed before it has its form, its size and harmless schemas."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, ValidationError

from shared.api import Effect, FunctionInfo
from shared.errors import BadSkill
from shared.schemas import check_part, check_schema

MAX_FUNCTIONS = 200


class Skipped(BaseModel):
    """A function that cannot be called, and why."""

    name: str = Field(max_length=200)
    reason: str = Field(max_length=1_000)


class DescribedFunction(BaseModel):
    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)
    doc: str = Field(max_length=4_000)
    parameters: dict[str, Any]
    returns: dict[str, Any] | None = None
    effects: Effect | None = None
    """None where its docstring does not say."""
    is_async: bool = False
    yields: dict[str, Any] | None = None
    """What each value is that it yields; None for a function that only returns."""

    def info(self, skill: str, digest: str, effects: Effect | None = None) -> FunctionInfo:
        """`effects` are what the skill says of all of its functions."""
        return FunctionInfo(
            skill=skill,
            function=self.name,
            description=self.doc,
            parameters=self.parameters,
            returns=self.returns,
            yields=self.yields,
            effect=self.effects or effects or "effect",
            digest=digest,
        )


class Description(BaseModel):
    doc: str = Field(default="", max_length=20_000)
    functions: list[DescribedFunction] = Field(default=[], max_length=MAX_FUNCTIONS)
    skipped: list[Skipped] = Field(default=[], max_length=2_000)


def checked(said: Any, skill: str) -> Description:
    """`BadSkill` names the function and what is wrong with it."""
    try:
        found = Description.model_validate(said)
    except ValidationError as error:
        raise BadSkill(
            f"The skill '{skill}' describes its functions in a form that is not allowed: {_first(error, said)}."
        ) from None
    names: set[str] = set()
    for function in found.functions:
        if function.name in names:
            raise BadSkill(f"The skill '{skill}' has two functions '{function.name}'.")
        names.add(function.name)
        try:
            check_schema(function.parameters)
            for part in (function.returns, function.yields):
                if part is not None:
                    check_part(part)
        except BadSkill as error:
            raise BadSkill(f"{skill}.{function.name}: {error.message}") from None
    return found


def _first(error: ValidationError, said: Any) -> str:
    problem = error.errors()[0]
    where = list(problem["loc"])
    function = ""
    if where[:1] == ["functions"] and len(where) > 1:
        name = said["functions"][where[1]].get("name") if isinstance(said["functions"][where[1]], dict) else None
        function = f"function '{str(name)[:64]}', "
        where = where[2:]
    part = ".".join(map(str, where)) or "all of it"
    return f"{function}{part}: {problem['msg'][:200]}"
