"""The admin's routes on models: where they come from, and what was asked of them. Also served on the private socket.

A key comes in here and is in no answer.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Security
from pydantic import Field, SecretStr

from hub.http.access import Caller, TokenFirst, authorized
from hub.models.offers import model_names
from hub.models.trial import try_out
from hub.services import Services, services_of
from hub.store import model_use
from hub.store.records import Upstream
from shared.api import Body
from shared.errors import InvalidArgument, ModelFailed, ModelKeyRefused, ModelRefused, ModelUnreachable, NotFound
from shared.system.problems import declared
from shared.upstreams import MAX_MODEL, base_url, in_the_clear, upstream_name

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
Admin = Annotated[Caller, Security(authorized, scopes=["admin"])]
Name = Annotated[str, Path(max_length=64, examples=["openai"], description="Of an upstream.")]
Filter = Annotated[str | None, Query(max_length=MAX_MODEL)]
_KEY = 8_192


class NewUpstream(Body):
    """What it is to be from now on."""

    url: str = Field(max_length=2_000, examples=["https://api.openai.com/v1"])
    models: list[str] = Field(max_length=1_000, examples=[["gpt-5-mini", "fast=gpt-5-nano"]])
    """Names; `ALIAS=NAME` for one that is offered by another name."""
    key: SecretStr | None = Field(default=None, max_length=_KEY)
    """Empty: it needs none. Null: the one that it has stays."""


class UpstreamLine(Body):
    name: str
    url: str
    models: dict[str, str]
    """The names that are offered, and the upstream's own."""
    has_key: bool
    in_the_clear: bool
    """Key and chats could be read on the way there."""


class NewTrial(Body):
    model: str | None = Field(default=None, max_length=MAX_MODEL)


class TrialLine(Body):
    upstream: str
    model: str
    said: str
    prompt_tokens: int
    completion_tokens: int
    estimated: bool
    first_byte_ms: int
    ms: int
    not_listed: list[str]
    """Models that are offered here, and that the upstream does not say that it has."""
    lists: bool
    """It says what it has."""


class RequestLine(Body):
    """One request to a model, in figures."""

    id: int
    at_ms: int
    user: str
    device: str
    """`-` for a person at a browser or a program."""
    model: str
    upstream: str
    outcome: str
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    estimated: bool
    cost: float | None
    """In the currency of the price list; null where the model has no price."""
    first_byte_ms: int | None
    ms: int


@router.get("/upstreams")
async def list_upstreams(hub: Hub, _: Admin) -> list[UpstreamLine]:
    """Scope: admin. In the order in which those that offer the same model are asked."""
    return [_line(upstream) for upstream in hub.models.offers.all()]


@router.put("/upstreams/{name}", responses=declared(InvalidArgument))
async def put_upstream(name: Name, body: NewUpstream, hub: Hub, admin: Admin) -> UpstreamLine:
    """Scope: admin. Add one, or change the one of that name, which keeps its place."""
    key = None if body.key is None else body.key.get_secret_value().strip()
    if key and not (key.isascii() and key.isprintable()):
        raise InvalidArgument("The key holds what no header can.")
    upstream = await hub.upstreams.put(
        upstream_name(name), base_url(body.url), model_names(body.models), key, admin.actor, hub.now_ms()
    )
    return _line(upstream)


@router.delete("/upstreams/{name}", responses=declared(NotFound))
async def remove_upstream(name: Name, hub: Hub, admin: Admin) -> UpstreamLine:
    """Scope: admin. Requests that are on their way go on."""
    return _line(await hub.upstreams.remove(name, admin.actor, hub.now_ms()))


@router.post(
    "/upstreams/{name}/test",
    responses=declared(NotFound, InvalidArgument, ModelFailed, ModelUnreachable, ModelKeyRefused, ModelRefused),
)
async def test_upstream(name: Name, body: NewTrial, hub: Hub, _: Admin) -> TrialLine:
    """Scope: admin. Asks for the models that it has, and for one short answer."""
    upstream = hub.upstreams.find(name)
    trial = await try_out(hub.models.forwarding, upstream, body.model)
    return TrialLine(
        upstream=name,
        model=trial.model,
        said=trial.said,
        prompt_tokens=trial.usage.prompt,
        completion_tokens=trial.usage.completion,
        estimated=trial.usage.estimated,
        first_byte_ms=trial.first_byte_ms,
        ms=trial.ms,
        not_listed=sorted(set(upstream.models.values()) - set(trial.listed)) if trial.listed is not None else [],
        lists=trial.listed is not None,
    )


@router.get("/model-requests")
async def model_requests(
    hub: Hub,
    _: Admin,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 50,
    user: Filter = None,
    device: Filter = None,
    model: Filter = None,
    before: Annotated[int | None, Query(ge=0, lt=2**62, description="Id of a request: only older ones.")] = None,
) -> list[RequestLine]:
    """Scope: admin. What was asked of models, the newest first: figures, never a word of it."""
    await hub.models.meter.flush()
    asked: dict[str, Any] = {"user": user, "device": device, "model": model, "before": before}
    rows = await hub.store.core_read(lambda core: model_use.latest(core, limit, **asked))
    return [RequestLine(**row, cost=None if (cost := row.pop("cost_nanos")) is None else cost / 1e9) for row in rows]


def _line(upstream: Upstream) -> UpstreamLine:
    return UpstreamLine(
        name=upstream.name,
        url=upstream.url,
        models=dict(upstream.models),
        has_key=bool(upstream.key),
        in_the_clear=in_the_clear(upstream.url),
    )
