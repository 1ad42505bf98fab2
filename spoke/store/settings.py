"""Facts of which a node has one, by key, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from spoke.store.tables import SettingRow


def get(connection: Connection, key: str, default: Any = None) -> Any:
    found = connection.execute(select(col(SettingRow.value)).where(col(SettingRow.key) == key)).scalar_one_or_none()
    return default if found is None else json.loads(found)


def get_all(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Those of these keys that are set."""
    rows = select(col(SettingRow.key), col(SettingRow.value)).where(col(SettingRow.key).in_(list(keys)))
    return {row.key: json.loads(row.value) for row in connection.execute(rows)}


def remove(connection: Connection, key: str) -> None:
    connection.execute(delete(SettingRow).where(col(SettingRow.key) == key))


def put(connection: Connection, key: str, value: Any) -> None:
    statement = insert(SettingRow).values(key=key, value=json.dumps(value))
    connection.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_={"value": statement.excluded.value})
    )
