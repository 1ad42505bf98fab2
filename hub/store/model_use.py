"""Rows of requests to models, and their sums by day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from hub.store.records import ModelRequest
from hub.store.tables import METADATA

_request = METADATA.tables["model_request"]
_use = METADATA.tables["model_use"]
_user = METADATA.tables["user"]
_device = METADATA.tables["device"]
_KEYS = ("day", "user_id", "device_id", "model")
SUMS = tuple(column.name for column in _use.columns if column.name not in _KEYS)

_FIELDS = tuple(field.name for field in fields(ModelRequest))
_values = attrgetter(*_FIELDS)
_INSERT = f"INSERT INTO model_request ({', '.join(_FIELDS)}) VALUES ({', '.join('?' * len(_FIELDS))})"  # noqa: S608
"""Plain: a busy hub writes hundreds a second, and what SQLAlchemy does for each was a sixth of what a stream costs."""


def day_of(at_ms: int) -> str:
    return datetime.datetime.fromtimestamp(at_ms / 1000, datetime.UTC).strftime("%Y-%m-%d")


def add(connection: Connection, requests: Sequence[ModelRequest]) -> None:
    """Those of a user who was deleted meanwhile are left out."""
    wanted = {request.user_id for request in requests}
    users = set(connection.execute(select(_user.c.id).where(_user.c.id.in_(wanted))).scalars())
    if kept := [request for request in requests if request.user_id in users]:
        connection.exec_driver_sql(_INSERT, list(map(_values, kept)))
        new = insert(_use)
        sums = {name: _use.c[name] + new.excluded[name] for name in SUMS}
        connection.execute(new.on_conflict_do_update(index_elements=_KEYS, set_=sums), _summed(kept))


def _summed(requests: Sequence[ModelRequest]) -> list[dict[str, Any]]:
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in requests:
        key = (day_of(one.at_ms), one.user_id, one.device_id, one.model)
        row = rows.setdefault(key, dict(zip(_KEYS, key, strict=True)) | dict.fromkeys(SUMS, 0))
        row["requests"] += 1
        row["failed"] += one.outcome != "ok"
        row["estimated"] += one.estimated
        row["unpriced"] += one.cost_nanos is None and one.prompt_tokens + one.completion_tokens > 0
        row["cost_nanos"] += one.cost_nanos or 0
        for name in ("prompt_tokens", "cached_tokens", "completion_tokens", "ms"):
            row[name] += getattr(one, name)
    return list(rows.values())


def today(connection: Connection, day: str) -> dict[str, tuple[int, int]]:
    """Requests and tokens of each user."""
    tokens = _use.c.prompt_tokens + _use.c.completion_tokens
    sums = select(_use.c.user_id, func.sum(_use.c.requests), func.sum(tokens)).where(_use.c.day == day)
    return {user: (requests, spent) for user, requests, spent in connection.execute(sums.group_by(_use.c.user_id))}


def totals(connection: Connection, since: str, by: str, user: str | None) -> list[dict[str, Any]]:
    """Sums from the day `since`, by "user", "device", "model" or "day"; the most requests first."""
    choices: dict[str, list[Any]] = {
        "user": [_user.c.name.label("user")],
        "device": [_user.c.name.label("user"), func.coalesce(_device.c.handle, "-").label("device")],
        "model": [_use.c.model],
        "day": [_use.c.day],
    }
    sums = [func.sum(_use.c[name]).label(name) for name in SUMS]
    query = (
        select(*choices[by], *sums)
        .join(_user, _user.c.id == _use.c.user_id)
        .outerjoin(_device, _device.c.id == _use.c.device_id)
        .where(_use.c.day >= since)
        .group_by(*choices[by])
        .order_by(sums[0].desc())
    )
    if user is not None:
        query = query.where(_user.c.name == user)
    return [dict(row._mapping) for row in connection.execute(query)]


def latest(
    connection: Connection,
    limit: int,
    *,
    user: str | None = None,
    device: str | None = None,
    model: str | None = None,
    before: int | None = None,
) -> list[dict[str, Any]]:
    """Single requests, the newest first; `device` by handle or id."""
    names = [_user.c.name.label("user"), func.coalesce(_device.c.handle, "-").label("device")]
    query = (
        select(*(column for column in _request.columns if column.name not in ("user_id", "device_id")), *names)
        .join(_user, _user.c.id == _request.c.user_id)
        .outerjoin(_device, _device.c.id == _request.c.device_id)
        .order_by(_request.c.id.desc())
        .limit(limit)
    )
    for bound in (
        None if user is None else _user.c.name == user,
        None if device is None else or_(_device.c.handle == device, _device.c.id == device),
        None if model is None else _request.c.model == model,
        None if before is None else _request.c.id < before,
    ):
        query = query if bound is None else query.where(bound)
    return [dict(row._mapping) for row in connection.execute(query)]


def forget(connection: Connection, *, before_ms: int, keep: int) -> None:
    """Requests that are older, and those beyond the newest `keep`; their sums stay."""
    newest = connection.execute(select(func.max(_request.c.id))).scalar() or 0
    connection.execute(delete(_request).where(or_(_request.c.at_ms < before_ms, _request.c.id <= newest - keep)))
