"""What was used of the hub, and of models through it, in one list."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from hub.store import model_use, usage
from hub.store.usage import Use

_KEYS = {"user": ("user",), "device": ("user", "device"), "model": ("model",), "day": ("day",)}
_NAMES = {"requests": "model_requests", "failed": "model_failed", "ms": "model_ms"}
_NONE = dict.fromkeys(asdict(Use()), 0)
_NO_MODELS = {_NAMES.get(name, name): 0 for name in model_use.SUMS if name != "cost_nanos"} | {"cost": 0.0}


def totals(connection: Connection, since: str, by: str, user: str | None) -> list[dict[str, Any]]:
    """Sums from the day `since`, by "user", "device", "model" or "day"; the greatest first, days in their order."""
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in [] if by == "model" else usage.totals(connection, since, by, user):
        rows[tuple(row[key] for key in _KEYS[by])] = row | _NO_MODELS
    for found in model_use.totals(connection, since, by, user):
        key = tuple(found.pop(key) for key in _KEYS[by])
        row = rows.setdefault(key, dict(zip(_KEYS[by], key, strict=True)) | ({} if by == "model" else _NONE))
        row |= {"cost": found.pop("cost_nanos") / 1e9}
        row |= {_NAMES.get(name, name): value for name, value in found.items()}
    return sorted(rows.values(), key=lambda row: row["day"]) if by == "day" else list(rows.values())
