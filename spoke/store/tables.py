"""Tables of a node's database. Rows stay inside `store` and the modules that own them; nothing here is an API.

A registry of its own keeps them apart from the hub's where both are loaded in one process.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

SCHEMA_VERSION = 1


class NodeTable(SQLModel, registry=registry()):
    """Base of all tables here."""


class SettingRow(NodeTable, table=True):
    """Facts of which there is one: the replica's id, the cursor in the hub's log, …; values are JSON."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: str


class SessionRow(NodeTable, table=True):
    __tablename__ = "session"
    id: str = Field(primary_key=True)
    title: str
    created_ms: int
    updated_ms: int = Field(index=True)
    message_count: int = 0
    pinned: bool = False
    archived: bool = False
    deleted: bool = False


class RegisterRow(NodeTable, table=True):
    """The newest value that the hub's log has for each register of a session."""

    __tablename__ = "register"
    session_id: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    value: str
    server_seq: int


class MessageRow(NodeTable, table=True):
    __tablename__ = "message"
    id: str = Field(primary_key=True)
    session_id: str = Field(index=True)
    body: str = Field(sa_type=Text)
    """The sealed message as JSON, with whatever fields a newer version gave it."""


class OutboxRow(NodeTable, table=True):
    """A local op until the hub has it. Numbers are never used twice and leave no gap."""

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}
    replica_seq: int | None = Field(default=None, primary_key=True)
    op_id: str = Field(unique=True)
    session_id: str = Field(index=True)
    sets: str | None = None
    """Name of the register that the op sets, if it does."""
    op: str = Field(sa_type=Text)


class QuarantineRow(NodeTable, table=True):
    """An op that the hub cannot accept, with its reason."""

    __tablename__ = "quarantine"
    replica_seq: int = Field(primary_key=True)
    op: str = Field(sa_type=Text)
    code: str
    message: str


class ParkedRow(NodeTable, table=True):
    """An op of a kind that this version does not know, kept for the one that does."""

    __tablename__ = "parked"
    server_seq: int = Field(primary_key=True)
    op: str = Field(sa_type=Text)


class SkillRow(NodeTable, table=True):
    """An installed skill; its files lie in the data folder under its digest."""

    __tablename__ = "skill"
    name: str = Field(primary_key=True)
    digest: str
    description: str
    capabilities: str
    functions: str = Field(sa_type=Text)
    """What `describe` read, as JSON."""
    warnings: str


class ExposureRow(NodeTable, table=True):
    __tablename__ = "exposure"
    function: str = Field(primary_key=True)
    level: str


class CallRow(NodeTable, table=True):
    """A call from another device, kept so that it runs at most once."""

    __tablename__ = "call"
    id: str = Field(primary_key=True)
    started_ms: int = Field(index=True)
    result: str | None = Field(default=None, sa_type=Text)
    """The answer, once there is one."""


class RunRow(NodeTable, table=True):
    __tablename__ = "run"
    id: str = Field(primary_key=True)
    started_ms: int
    title: str
    principal: str
    ok: bool
    record: str = Field(sa_type=Text)
