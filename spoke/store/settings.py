"""Facts of which a node has one, by key, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from spoke.store.tables import SettingRow

# Put together once: they are asked several times in every sync, and that took longer than SQLite does.
_GET = select(col(SettingRow.value)).where(col(SettingRow.key) == bindparam("named"))
_GET_ALL = select(col(SettingRow.key), col(SettingRow.value)).where(
    col(SettingRow.key).in_(bindparam("named", expanding=True))
)
_INSERT = insert(SettingRow)
_PUT = _INSERT.on_conflict_do_update(index_elements=["key"], set_={"value": _INSERT.excluded.value})


def get(connection: Connection, key: str, default: Any = None) -> Any:
    found = connection.execute(_GET, {"named": key}).scalar_one_or_none()
    return default if found is None else json.loads(found)


def get_all(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Those of these keys that are set."""
    return {row.key: json.loads(row.value) for row in connection.execute(_GET_ALL, {"named": list(keys)})}


def remove(connection: Connection, key: str) -> None:
    connection.execute(delete(SettingRow).where(col(SettingRow.key) == key))


def put(connection: Connection, key: str, value: Any) -> None:
    connection.execute(_PUT, {"key": key, "value": json.dumps(value)})
