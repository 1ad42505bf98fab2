"""Rows of use: what each device did on each day. And the bounds that the admin set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from hub.store.tables import METADATA
from hub.user_limits import UserLimit

_usage = METADATA.tables["usage"]
_user = METADATA.tables["user"]
_device = METADATA.tables["device"]
_limit = METADATA.tables["user_limit"]
_log = METADATA.tables["sync_log"]


@dataclass(slots=True)
class Use:
    calls: int = 0
    failed: int = 0
    channel_bytes: int = 0
    sync_bytes: int = 0
    connected_ms: int = 0

    def __iadd__(self, other: Use) -> Use:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self


_COUNTED = tuple(asdict(Use()))


def add(connection: Connection, day: str, uses: Mapping[tuple[str, str], Use]) -> None:
    """A user who was deleted meanwhile is left out."""
    users = set(connection.execute(select(_user.c.id).where(_user.c.id.in_({user for user, _ in uses}))).scalars())
    rows = [
        {"day": day, "user_id": user, "device_id": device, **asdict(use)}
        for (user, device), use in uses.items()
        if user in users
    ]
    if rows:
        new = insert(_usage)
        sums = {name: _usage.c[name] + new.excluded[name] for name in _COUNTED}
        connection.execute(new.on_conflict_do_update(index_elements=["day", "user_id", "device_id"], set_=sums), rows)


def totals(connection: Connection, since: str, by: str, user: str | None) -> list[dict[str, Any]]:
    """Sums from the day `since`, by "user", "device" or "day"; the greatest first, days in their order."""
    choices: dict[str, list[Any]] = {
        "user": [_user.c.name.label("user")],
        "device": [_user.c.name.label("user"), func.coalesce(_device.c.handle, "-").label("device")],
        "day": [_usage.c.day],
    }
    keys = choices[by]
    sums = [func.sum(_usage.c[name]).label(name) for name in _COUNTED]
    query = (
        select(*keys, *sums)
        .join(_user, _user.c.id == _usage.c.user_id)
        .outerjoin(_device, _device.c.id == _usage.c.device_id)
        .where(_usage.c.day >= since)
        .group_by(*keys)
        .order_by(_usage.c.day if by == "day" else sums[0].desc())
    )
    if user is not None:
        query = query.where(_user.c.name == user)
    return [dict(row._mapping) for row in connection.execute(query)]


def limits(connection: Connection) -> dict[str, UserLimit]:
    """By user id."""
    found = {}
    for row in connection.execute(select(_limit)).mappings():
        bounds = {name: row[name] for name in asdict(UserLimit())}
        bounds["models"] = None if row["models"] is None else tuple(json.loads(row["models"]))
        found[row["user_id"]] = UserLimit(**bounds)
    return found


def set_limit(connection: Connection, user_id: str, limit: UserLimit) -> None:
    row = asdict(limit) | {"models": None if limit.models is None else json.dumps(limit.models)}
    new = insert(_limit).values(user_id=user_id, **row)
    connection.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=row))


def stored(connection: Connection, user_id: str) -> int:
    """Bytes of a user's chats, about: characters of the log's ops."""
    return connection.execute(select(func.sum(func.length(_log.c.op))).where(_log.c.user_id == user_id)).scalar() or 0
