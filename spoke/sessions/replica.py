"""What this copy of the data folder knows of the hub's log: as whom it pushes, and how far it has read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from shared.ids import new_id
from spoke.sessions import numbering
from spoke.store import settings

_KEYS = ("replica_id", "acked", "cursor", "head", "log_epoch", "repair")


@dataclass(frozen=True, slots=True)
class Replica:
    id: str
    acked: int
    """The highest of its numbers that the hub has said it has."""

    cursor: int
    head: str
    """The log's chain at `cursor`."""

    log_epoch: str | None
    repair: str | None
    """Why this copy has to be compared with the hub's, if it has to be."""


def begin(connection: Connection) -> None:
    """Be a replica, if this is none yet."""
    if settings.get(connection, "replica_id") is None:
        settings.put(connection, "replica_id", new_id())


def load(connection: Connection) -> Replica:
    """Raises `KeyError` before `begin`."""
    known = settings.get_all(connection, _KEYS)
    return Replica(
        id=known["replica_id"],
        acked=known.get("acked", 0),
        cursor=known.get("cursor", 0),
        head=known.get("head", ""),
        log_epoch=known.get("log_epoch"),
        repair=known.get("repair"),
    )


def acknowledged(connection: Connection, number: int, log_epoch: str) -> None:
    settings.put(connection, "acked", number)
    settings.put(connection, "log_epoch", log_epoch)


def has_read(connection: Connection, cursor: int, head: str, log_epoch: str) -> None:
    settings.put(connection, "cursor", cursor)
    settings.put(connection, "head", head)
    settings.put(connection, "log_epoch", log_epoch)


def wants_repair(connection: Connection, reason: str) -> None:
    settings.put(connection, "repair", reason)


def repaired(connection: Connection, cursor: int, head: str, log_epoch: str) -> None:
    """From now on another replica: what waits counts from 1 again, what the log lost before what was written since."""
    numbering.renumber(connection)
    settings.put(connection, "replica_id", new_id())
    settings.put(connection, "acked", 0)
    has_read(connection, cursor, head, log_epoch)
    settings.remove(connection, "repair")


def forget(connection: Connection) -> None:
    """Know no log any more."""
    for key in _KEYS:
        settings.remove(connection, key)
    numbering.renumber(connection)
