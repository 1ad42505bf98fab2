"""What every host service is: something of the host behind the bridge, reached only through the gatekeeper."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from sandbox.capability import Capability
from shared.errors import InvalidArgument


class Request(BaseModel):
    """The arguments of one host call. Subclasses' fields are its schema; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def needs(self) -> Sequence[Capability]:
        """What exactly is asked for; all of it must be allowed before the service hears of the request."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Leave:
    """That the gatekeeper let a request through.

    `granted` are the capabilities that covered its `needs`, in their order. `check` is for what turns up only on the
    way (where a redirect leads): it returns what covers it, and raises `NotGranted`.
    """

    granted: Sequence[Capability]
    check: Callable[[Capability], Awaitable[Capability]]
    number: int = 0
    """Of the host call in its run: the same again when the run is continued."""


R = TypeVar("R", bound=Request, contravariant=True)


class Service(Protocol[R]):
    """One with connections of its own is `Connected` too."""

    name: str

    @property
    def request(self) -> type[Any]:
        """The class of its requests."""
        ...

    async def serve(self, request: R, leave: Leave) -> JsonValue:
        """Do it. Must be safe to cancel; raises FelloeErrors."""
        ...


@runtime_checkable
class Connected(Protocol):
    """A service that holds connections for its run."""

    async def aclose(self) -> None:
        """The run has ended."""
        ...


Services = Mapping[str, Service[Any]]
ServicesOf = Callable[[str, str | None], AbstractAsyncContextManager[Services]]
"""The services of one run, by its principal and the skill that runs, if one does."""


def parse(service: Service[Any], args: Mapping[str, Any]) -> Request:
    """The request, or `InvalidArgument` that names the first argument that does not fit."""
    try:
        request: Request = service.request.model_validate(args)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "arguments"
        reason = str(first["ctx"]["error"]) if "ctx" in first and "error" in first["ctx"] else first["msg"]
        raise InvalidArgument(f"{service.name}: the argument '{where[:100]}' does not fit: {reason}.") from None
    return request
