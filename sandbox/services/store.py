"""`store`: what a skill keeps on this device from run to run. A key has a JSON value; nobody else sees either.

A shelf belongs to a skill's name, so an update of the skill finds it again; loose code has no name and no shelf.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, JsonValue

from sandbox.capability import Capability
from sandbox.services.service import Leave, Request, Service
from shared.errors import InvalidArgument
from shared.limits import LIMITS

if TYPE_CHECKING:
    from sandbox.services.shelves import Shelves

PAGE = 1_000
"""Keys of one answer."""

Key = Annotated[str, Field(min_length=1, max_length=LIMITS.store_key)]


class _StoreRequest(Request):
    def needs(self) -> tuple[Capability, ...]:
        return (Capability("store"),)


class GetRequest(_StoreRequest):
    """Answered with `found` and `value`."""

    key: Key


class KeysRequest(_StoreRequest):
    """Answered with a list of keys; the next page begins after its last one."""

    prefix: str = Field(default="", max_length=LIMITS.store_key)
    after: str = Field(default="", max_length=LIMITS.store_key)
    limit: int = Field(default=PAGE, ge=1, le=PAGE)


class DeleteRequest(_StoreRequest):
    """Answered with whether there was a value. `expected` counts where it is given, also as null: no value."""

    key: Key
    expected: JsonValue = None

    @property
    def expects(self) -> tuple[JsonValue, ...]:
        return (self.expected,) if "expected" in self.model_fields_set else ()


class SetRequest(DeleteRequest):
    """Answered with null."""

    value: JsonValue


class _StoreService:
    def __init__(self, name: str, request: type[Any], serve: Callable[[Any], Awaitable[JsonValue]]) -> None:
        self.name = name
        self.request = request
        self._serve = serve

    async def serve(self, request: Any, leave: Leave) -> JsonValue:
        return await self._serve(request)


def store_services(shelves: Callable[[], Shelves], owner: str | None) -> list[Service[Any]]:
    """The four services of a run's store. `owner`: name of the skill that runs; `shelves` is called when it is used."""

    def shelf() -> tuple[Shelves, str]:
        if owner is None:
            raise InvalidArgument("Only a skill has a store, and this code is none. Keep it in a skill.")
        return shelves(), owner

    async def get(request: GetRequest) -> JsonValue:
        kept, name = shelf()
        found, value = await kept.get(name, request.key)
        return {"found": found, "value": value}

    async def put(request: SetRequest) -> JsonValue:
        kept, name = shelf()
        await kept.set(name, request.key, request.value, request.expects)
        return None

    async def remove(request: DeleteRequest) -> JsonValue:
        kept, name = shelf()
        return await kept.delete(name, request.key, request.expects)

    async def keys(request: KeysRequest) -> JsonValue:
        kept, name = shelf()
        return list(await kept.keys(name, request.prefix, request.after, request.limit))

    return [
        _StoreService("store.get", GetRequest, get),
        _StoreService("store.set", SetRequest, put),
        _StoreService("store.delete", DeleteRequest, remove),
        _StoreService("store.keys", KeysRequest, keys),
    ]
