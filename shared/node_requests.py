"""A request to the node of one device as it travels through the hub, in a stream of kind `node`.

`NodeRequest` opens the stream; `size` bytes of body follow from the hub. The device answers with one line, a
`NodeAnswer`, then the body, and ends. The hub ends its own half when whoever asked has the answer, or has gone: so the
device hears of it where the answer goes on and on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.limits import LIMITS

KIND: Final = "node"
Method = Literal["GET", "POST"]
Scope = Literal["node:read", "node:answer"]

SCOPES: Final[Mapping[Method, Scope]] = {"GET": "node:read", "POST": "node:answer"}
"""What a token must reach. Nothing that a GET does changes anything; a POST answers what was asked, stops what is being
written, or has less offered."""

REQUEST_HEADERS: Final = frozenset({"content-type", "last-event-id"})
ANSWER_HEADERS: Final = frozenset({"cache-control", "content-type", "retry-after"})
"""All that go through."""

EVENTS: Final = "text/event-stream"
ANSWER_TYPES: Final = frozenset({"application/json", "application/problem+json", EVENTS})
"""Nothing that a browser would show as a page of the hub's."""


class NodeRequest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    method: Method
    path: str = Field(pattern=r"^/", max_length=LIMITS.node_path)
    query: str = Field(default="", max_length=LIMITS.node_path)
    headers: dict[str, str] = Field(default={}, max_length=len(REQUEST_HEADERS))
    token: str = Field(max_length=4_096, repr=False)
    """Of the hub, for this device and one scope (`shared.tokens`)."""
    size: int = Field(default=0, ge=0, le=LIMITS.node_body)


class NodeAnswer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    status: int = Field(ge=200, lt=600)
    headers: dict[str, str] = {}


def passed(headers: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    """Those that go through, with the values that do: no server sends others, however far they came."""
    lower = {name.lower(): value for name, value in headers.items()}
    found = {name: lower[name] for name in sorted(names) if name in lower}
    return {name: value for name, value in found.items() if len(value) <= LIMITS.node_header and value.isprintable()}
