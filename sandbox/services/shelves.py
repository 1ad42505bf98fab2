"""What skills keep on this device, in a file of its own. Apart from the services, which are there for every run: its
tables bring SQLAlchemy, and most runs keep nothing.

Rules of this module:
- a write is durable when it is answered, whole or not at all;
- limits are checked in the transaction that would break them, so two runs at once do not either.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import JsonValue
from sqlalchemy import Connection, Index, Text, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import registry
from sqlmodel import Field as Column
from sqlmodel import SQLModel, col

from shared.errors import Conflict, InvalidArgument, TooLarge
from shared.limits import LIMITS
from shared.system.database import Database
from shared.system.schema import Schema


class StoreTable(SQLModel, registry=registry()):
    """Base of the tables of a store's file."""


class EntryRow(StoreTable, table=True):
    __tablename__ = "entry"
    __table_args__ = (Index("entry_sizes", "owner", "size"),)  # so that summing up reads no values
    owner: str = Column(primary_key=True)
    key: str = Column(primary_key=True)
    value: str = Column(sa_type=Text)
    size: int
    """Bytes of key and value."""


SCHEMA = Schema(StoreTable.metadata, Path(__file__).parent / "migrations", released=1, version=1)


class Shelves:
    """What all skills of a device keep. Every method is safe to cancel: a write still ends whole or not at all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, owner: str, key: str) -> tuple[bool, JsonValue]:
        """Whether there is a value, and it."""
        text = await self._database.read(lambda connection: _text(connection, owner, key))
        return text is not None, None if text is None else json.loads(text)

    async def set(self, owner: str, key: str, value: JsonValue, expected: Iterable[JsonValue] = ()) -> None:
        """Keep a value. Where `expected` holds one, only if the value is still that; None stands for no value.

        Raises `Conflict`, and `TooLarge` where it would break a limit of the store.
        """
        text = _json(value)
        size = _size(key, text)

        def work(connection: Connection) -> None:
            _check_expected(connection, owner, key, expected)
            row = insert(EntryRow).values(owner=owner, key=key, value=text, size=size)
            new = {"value": text, "size": size}
            connection.execute(row.on_conflict_do_update(index_elements=["owner", "key"], set_=new))
            _check_room(connection, owner)

        await self._database.write(work)

    async def delete(self, owner: str, key: str, expected: Iterable[JsonValue] = ()) -> bool:
        """Whether there was a value. `expected` as for `set`."""

        def work(connection: Connection) -> bool:
            _check_expected(connection, owner, key, expected)
            row = delete(EntryRow).where(col(EntryRow.owner) == owner, col(EntryRow.key) == key)
            return connection.execute(row).rowcount > 0

        return await self._database.write(work)

    async def keys(self, owner: str, prefix: str, after: str, limit: int) -> list[str]:
        """Keys with that beginning, in their order, from the one behind `after` on."""
        key = col(EntryRow.key)
        found = select(key).where(col(EntryRow.owner) == owner, key > after)
        if prefix:
            found = found.where(key >= prefix, func.substr(key, 1, len(prefix)) == prefix)
        found = found.order_by(key).limit(limit)
        return await self._database.read(lambda connection: list(connection.execute(found).scalars()))

    async def count(self, owner: str) -> int:
        sums = select(func.count()).where(col(EntryRow.owner) == owner)
        return await self._database.read(lambda connection: int(connection.execute(sums).scalar_one()))

    async def forget(self, owner: str) -> int:
        """Drop all that the skill keeps; how many values there were."""
        rows = delete(EntryRow).where(col(EntryRow.owner) == owner)
        return await self._database.write(lambda connection: connection.execute(rows).rowcount)


def _text(connection: Connection, owner: str, key: str) -> str | None:
    found = select(col(EntryRow.value)).where(col(EntryRow.owner) == owner, col(EntryRow.key) == key)
    return connection.execute(found).scalar_one_or_none()


def _json(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _size(key: str, text: str) -> int:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise InvalidArgument(f"The value of '{key}' holds half of a surrogate pair, which is not text.") from None
    if size > LIMITS.store_value:
        raise TooLarge(f"The value of '{key}' is too large: a stored value may hold {LIMITS.store_value} bytes.")
    return size + len(key.encode())


def _check_expected(connection: Connection, owner: str, key: str, expected: Iterable[JsonValue]) -> None:
    for value in expected:
        if (_text(connection, owner, key) or "null") != _json(value):
            raise Conflict(f"The value of '{key}' is not what was expected: another run changed it. Read it again.")


def _check_room(connection: Connection, owner: str) -> None:
    """Raising takes the write back."""
    sums = select(func.count(), func.sum(col(EntryRow.size))).where(col(EntryRow.owner) == owner)
    entries, size = connection.execute(sums).one()
    if entries > LIMITS.store_entries:
        raise TooLarge(f"The store is full: it holds {LIMITS.store_entries} keys. Delete some first.")
    if size > LIMITS.store_bytes:
        raise TooLarge(f"The store is full: it holds {LIMITS.store_bytes} bytes. Delete something first.")
