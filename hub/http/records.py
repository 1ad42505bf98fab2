"""The admin's routes on what the hub has written down: audit, use, bounds. Also served on the private socket."""

from __future__ import annotations

import datetime
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Security
from pydantic import BaseModel, ConfigDict, Field

from hub.http.access import Caller, TokenFirst, authorized
from hub.services import Services, services_of
from hub.store import all_use, usage
from hub.store.records import AuditLine
from hub.user_limits import UserLimit
from shared.errors import NotFound
from shared.system.problems import declared
from shared.upstreams import MAX_MODEL

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
Admin = Annotated[Caller, Security(authorized, scopes=["admin"])]
Name = Annotated[str | None, Query(max_length=200)]
Model = Annotated[str, Field(max_length=MAX_MODEL)]


class LimitLine(BaseModel):
    """Null: no bound but the product's own."""

    model_config = ConfigDict(frozen=True)

    user: str
    calls_in_flight: int | None = None
    calls_a_minute: int | None = None
    storage_bytes: int | None = None
    models: list[str] | None = None
    """The only ones that may be asked."""
    model_requests_in_flight: int | None = None
    model_requests_a_day: int | None = None
    model_tokens_a_day: int | None = None


class NewLimit(BaseModel):
    """What is not given stays; null lifts the bound."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls_in_flight: int | None = Field(default=None, ge=0, le=1_000_000)
    calls_a_minute: int | None = Field(default=None, ge=0, le=1_000_000)
    storage_bytes: int | None = Field(default=None, ge=0, le=1 << 50)
    models: list[Model] | None = Field(default=None, max_length=1_000)
    model_requests_in_flight: int | None = Field(default=None, ge=0, le=1_000_000)
    model_requests_a_day: int | None = Field(default=None, ge=0, le=1_000_000)
    model_tokens_a_day: int | None = Field(default=None, ge=0, le=1 << 50)


@router.get("/audit")
async def audit(
    hub: Hub,
    _: Admin,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 50,
    user: Name = None,
    device: Name = None,
    action: Name = None,
    since_ms: Annotated[int | None, Query(ge=0, lt=2**62)] = None,
    until_ms: Annotated[int | None, Query(ge=0, lt=2**62)] = None,
    after: Annotated[int | None, Query(ge=0, lt=2**62, description="Id of a line: only newer ones.")] = None,
) -> list[AuditLine]:
    """Scope: admin. Who did what, the newest first."""
    asked: dict[str, Any] = {"user": user, "device": device, "action": action}
    return await hub.audit.find(limit, **asked, since_ms=since_ms, until_ms=until_ms, after=after)


@router.get("/usage", responses=declared(NotFound))
async def used(
    hub: Hub,
    _: Admin,
    days: Annotated[int, Query(ge=1, le=3_660)] = 30,
    by: Literal["user", "device", "model", "day"] = "user",
    user: Name = None,
) -> list[dict[str, Any]]:
    """Scope: admin. Calls, bytes, connection time, and what was asked of models, of the last days (UTC)."""
    if user is not None:
        await hub.users.find(user)
    await hub.meter.flush()
    await hub.models.meter.flush()
    today = datetime.datetime.fromtimestamp(hub.now_ms() / 1000, datetime.UTC).date()
    since = (today - datetime.timedelta(days=days - 1)).isoformat()
    return await hub.store.core_read(lambda core: all_use.totals(core, since, by, user))


@router.get("/limits")
async def limits(hub: Hub, _: Admin) -> list[LimitLine]:
    """Scope: admin. Of all users."""
    return [_line(user.name, hub.limits.get(user.id)) for user in await hub.users.list_all()]


@router.patch("/limits/{name}", responses=declared(NotFound))
async def set_limit(name: str, body: NewLimit, hub: Hub, admin: Admin) -> LimitLine:
    """Scope: admin. Holds from the next call or change on."""
    found = await hub.users.find(name)
    held = hub.limits.get(found.id)
    changed = {name: getattr(body, name) for name in body.model_fields_set}
    if changed.get("models") is not None:
        changed["models"] = tuple(changed["models"])
    limit = replace(held, **changed)
    await hub.store.core_write(lambda core: usage.set_limit(core, found.id, limit))
    hub.limits.set(found.id, limit)
    await hub.audit.now(admin.actor, "user-limit", found.name, **changed)
    return _line(found.name, limit)


def _line(user: str, limit: UserLimit) -> LimitLine:
    return LimitLine(user=user, **asdict(limit) | {"models": None if limit.models is None else list(limit.models)})
