"""Models as a node sees them: where they are, what they are asked first, what they took."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_serializer

from shared.error_body import ErrorBody
from spoke.node.bodies.body import Body

UpstreamKind = Literal["own", "found", "hub"]
UpstreamPlace = Literal["here", "network", "internet"]
ModelName = Annotated[str, Field(min_length=1, max_length=240)]
UpstreamName = Annotated[str, Field(min_length=1, max_length=40)]


class ModelInfo(Body):
    name: str
    """By its upstream's own name; `UPSTREAM/NAME` asks for it there and nowhere else."""

    context: int | None = None
    """Tokens that it reads at once: as the user says, else as its upstream does; None where neither is known."""

    context_set: bool = False
    """The user said so."""

    chats: bool = True
    """As far as its name tells: others make vectors, pictures or sound."""


class UpstreamInfo(Body):
    name: str
    kind: UpstreamKind
    """`own`: added by the user. `found`: looked for at its usual port on this machine."""

    url: str
    """Empty for the hub."""

    place: UpstreamPlace
    key: Literal["keyring", "file", ""] = ""
    """Where its key is kept; empty where there is none."""

    models: list[ModelInfo]
    named: bool = False
    """The user named its models; what it lists does not count."""

    looked: bool = False
    """Whether it was looked at since the node started."""

    problem: ErrorBody | None = None
    """Why the last look failed; `models` is what was known before."""


class ModelsReply(Body):
    """Upstreams stand in the order in which they are asked."""

    upstreams: list[UpstreamInfo]
    default: list[str]


class NewUpstream(Body):
    url: str = Field(max_length=2_000)
    key: SecretStr | None = None
    """None keeps the one that there is, as long as the address is of the same server; empty removes it."""

    models: list[ModelName] = Field(default=[], max_length=1_000)
    in_the_clear: bool = False

    @field_serializer("key", when_used="json")
    def _in_full(self, key: SecretStr | None) -> str | None:
        return None if key is None else key.get_secret_value()


class UpstreamOrder(Body):
    """Those that are asked first, in this order; the others come after."""

    names: list[UpstreamName] = Field(max_length=200)


class DefaultModels(Body):
    """Asked where none is named, the first first. None: whatever there is."""

    models: list[ModelName] = Field(max_length=50)


class ModelContext(Body):
    """How many tokens a model reads at once, over what its upstream says. None: what that says."""

    model: ModelName
    tokens: int | None = Field(default=None, ge=1_000, le=100_000_000)


class ModelTest(Body):
    model: ModelName | None = None


class ModelTested(Body):
    upstream: str
    model: str
    text: str
    calls_tools: bool
    """It called the tool that it was given and told to call."""

    first_s: float
    whole_s: float
    prompt: int
    completion: int
    estimated: bool
    cost_usd: float | None = None


class ServingInfo(Body):
    """The node's models for other programs on this machine: an OpenAI-compatible API."""

    on: bool
    """It is wanted: it is there while a node stays that has nothing against it."""

    port: int
    url: str = ""
    """Where it is there now, as the base of such an API."""

    problem: ErrorBody | None = None
    """Why it is not there."""


class ServeBody(Body):
    on: bool
    port: int | None = Field(default=None, ge=1, le=65_535)


class TokenBody(Body):
    new: bool = False
    """Make another: the old one is good for nothing any more."""


class ServingToken(Body):
    token: str


UsageBy = Literal["model", "upstream", "session", "message", "purpose", "day"]


class UsageRow(Body):
    of: str
    questions: int
    prompt: int
    completion: int
    cached: int
    estimated: int
    """Questions whose tokens are an estimate, since their upstream did not count."""

    cost_usd: float
    unpriced: int
    """Questions whose cost is not known, and not in the sum."""

    whole_ms: float


class UsageReply(Body):
    rows: list[UsageRow]
