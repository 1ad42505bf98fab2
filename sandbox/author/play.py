"""Being the model: search functions, read their descriptions, call them, and run code that calls them.

The operations are those of a program that speaks JSON lines; the command's prompt makes them of what a person types.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from sandbox import bridge
from sandbox.author.local_calls import LocalCalls
from sandbox.run_record import RunRecord
from shared.catalogue import Catalogue, Entry, listing
from shared.errors import FelloeError, InvalidArgument, NotFound
from shared.limits import LIMITS
from shared.names import SkillPath
from shared.stubs import stub


class _Operation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Search(_Operation):
    op: Literal["search"]
    query: str = Field(default="", max_length=1_000)
    limit: int = Field(default=20, ge=1, le=100)


class Describe(_Operation):
    op: Literal["describe"]
    function: str = Field(max_length=200)


class Call(_Operation):
    op: Literal["call"]
    function: str = Field(max_length=200)
    args: dict[str, JsonValue] = {}


class Run(_Operation):
    op: Literal["run"]
    code: str = Field(max_length=LIMITS.sandbox_message)


Operation = Search | Describe | Call | Run
_OPERATIONS: TypeAdapter[Operation] = TypeAdapter(Annotated[Operation, Field(discriminator="op")])


@dataclass(frozen=True, slots=True)
class Model:
    """What a model could do with these skills."""

    calls: LocalCalls
    catalogue: Catalogue

    @classmethod
    def of(cls, calls: LocalCalls) -> Model:
        return cls(
            calls,
            Catalogue(
                Entry(name, function, offered.skill.manifest.description, described["doc"])
                for name, offered in calls.offered.items()
                for function, described in offered.functions.items()
            ),
        )

    @property
    def first(self) -> str:
        """What a model is shown at the start."""
        manifests = [offered.skill.manifest for offered in self.calls.offered.values()]
        listed = listing([(manifest.identifier, manifest.description) for manifest in manifests])
        return listed if listed is not None else f"{len(manifests)} skills, too many to list: search them."

    async def answer(self, line: str | bytes) -> dict[str, Any]:
        """The answer to one line of JSON, whatever it holds."""
        try:
            return await self.do(_OPERATIONS.validate_python(bridge.parse_json(line, 2 * LIMITS.sandbox_message)))
        except bridge.BadText as error:
            return _failed(InvalidArgument(str(error)))
        except ValidationError as error:
            return _failed(InvalidArgument(_reason(error)))
        except FelloeError as error:
            return _failed(error)

    async def do(self, operation: Operation) -> dict[str, Any]:
        """`ok` with a `result`, or an `error`; for runs also their figures, and what was called on the way."""
        match operation:
            case Search():
                return {"ok": True, "result": self._search(operation)}
            case Describe():
                return {"ok": True, "result": self._describe(operation.function)}
            case Call():
                path = SkillPath.parse(operation.function)
                self.calls.inner.clear()
                return self._ended(await self.calls.run(path.skill, path.function, operation.args), own=True)
            case Run():
                self.calls.inner.clear()
                return self._ended(await self.calls.code(operation.code))

    def _search(self, search: Search) -> list[dict[str, Any]]:
        return [
            {"function": match.entry.path, "doc": match.entry.doc.partition("\n")[0], "score": match.score}
            for match in self.catalogue.search(search.query, search.limit)
        ]

    def _describe(self, text: str) -> dict[str, Any]:
        path = SkillPath.parse(text)
        offered = self.calls.offered.get(path.skill)
        if offered is None or path.function not in offered.functions:
            raise NotFound(f"There is no function '{path}'. Search for it first.")
        function = offered.functions[path.function]
        code = stub(f"device.{path}", function["parameters"], function["returns"], function["doc"], function["effects"])
        return {"function": str(path), "stub": code, "parameters": function["parameters"],
                "returns": function["returns"], "effects": function["effects"]}  # fmt: skip

    def _ended(self, record: RunRecord, own: bool = False) -> dict[str, Any]:
        inner = self.calls.inner[:-1] if own else self.calls.inner
        return {**record.as_json(), "calls": [run.as_json() for run in inner]}


def _failed(error: FelloeError) -> dict[str, Any]:
    return {"ok": False, "error": error.body().model_dump(mode="json")}


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"].startswith("union_tag") or first["type"] == "model_attributes_type":
        return 'A line must be an object with "op": "search", "describe", "call" or "run".'
    places: Sequence[Any] = first["loc"][1:]
    return f"The field '{'.'.join(map(str, places)) or 'op'}' does not fit: {first['msg']}."[:300]


def as_line(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(", ", ": "))
