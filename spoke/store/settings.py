"""Facts of which a node has one, by key, as JSON."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from spoke.store.tables import SettingRow


def get(connection: Connection, key: str, default: Any = None) -> Any:
    found = connection.execute(select(col(SettingRow.value)).where(col(SettingRow.key) == key)).scalar_one_or_none()
    return default if found is None else json.loads(found)


def remove(connection: Connection, key: str) -> None:
    connection.execute(delete(SettingRow).where(col(SettingRow.key) == key))


def put(connection: Connection, key: str, value: Any) -> None:
    statement = insert(SettingRow).values(key=key, value=json.dumps(value))
    connection.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_={"value": statement.excluded.value})
    )
