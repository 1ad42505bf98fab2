"""Tables of a node's database. Rows stay inside `store` and the modules that own them; nothing here is an API.

A registry of its own keeps them apart from the hub's where both are loaded in one process.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Index, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.system.schema import Schema


class NodeTable(SQLModel, registry=registry()):
    """Base of all tables here."""


class SettingRow(NodeTable, table=True):
    """Facts of which there is one: the replica's id, the cursor in the hub's log, …; values are JSON."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: str


class SessionRow(NodeTable, table=True):
    """What a list shows: it follows from `session_item`, the outbox and the messages, and is kept in step with them."""

    __tablename__ = "session"
    __table_args__ = (Index("session_list", "deleted", "updated_ms", "id"),)
    id: str = Field(primary_key=True)
    home: str = ""
    """Where it syncs: nowhere yet (empty, it goes to the next hub), `local` (never), or an account's name."""

    title: str
    created_ms: int
    updated_ms: int
    message_count: int = 0
    pinned: bool = False
    archived: bool = False
    folder: str | None = None
    tags: str = "[]"
    branch: str | None = None
    """The message through which the chosen branch goes."""

    tip: str | None = None
    """The last message of the chosen branch, where it is known without reading the tree."""

    deleted: bool = False
    deleted_ms: int | None = None
    purged: bool = False


class ItemRow(NodeTable, table=True):
    """What the log has for one slot of a session's state, but for messages."""

    __tablename__ = "session_item"
    session_id: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    server_seq: int
    """0 in a session that does not sync."""

    op_id: str
    op: str = Field(sa_type=Text)


class MessageRow(NodeTable, table=True):
    __tablename__ = "message"
    id: str = Field(primary_key=True)
    session_id: str = Field(index=True)
    """The session that shows it."""

    written_to: str | None = Field(default=None, index=True)
    """The session that it was written to, when that was purged before it came."""

    server_seq: int | None = None
    """None until the hub's log has it."""

    parent_id: str | None = None
    created_ms: int = 0
    body: str = Field(sa_type=Text)
    """The sealed message as JSON, with whatever fields a newer version gave it."""

    extra: str | None = Field(default=None, sa_type=Text)
    """Whatever fields a newer version gave its op."""


class GrowingRow(NodeTable, table=True):
    """A message that is being written on this device, until it is sealed."""

    __tablename__ = "growing"
    id: str = Field(primary_key=True)
    session_id: str = Field(index=True)
    body: str = Field(sa_type=Text)
    answering: str | None = Field(default=None, sa_type=Text)
    """Of an answer of the assistant: how it was asked for, as JSON."""

    touched_ms: int = 0


class GrownRow(NodeTable, table=True):
    """A piece of such a message; see `spoke.sessions.growth`."""

    __tablename__ = "grown"
    id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    about: str
    text: str = Field(sa_type=Text)


class OutboxRow(NodeTable, table=True):
    """A local op until the hub has it. Numbers are never used twice and leave no gap."""

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}
    replica_seq: int | None = Field(default=None, primary_key=True)
    op_id: str = Field(unique=True)
    session_id: str = Field(index=True)
    slot: str = ""
    offered: bool = False
    """The log had it once, and lost it: it comes before what was written since."""

    op: str = Field(sa_type=Text)


class QuarantineRow(NodeTable, table=True):
    """An op that the hub cannot accept, with its reason."""

    __tablename__ = "refused"
    op_id: str = Field(primary_key=True)
    session_id: str
    slot: str
    op: str = Field(sa_type=Text)
    code: str
    message: str


class SkillVersionRow(NodeTable, table=True):
    """One version of an installed skill; its files lie in the data folder under its digest."""

    __tablename__ = "skill_version"
    name: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    installed_ms: int
    source: str
    """Where it was taken from, as JSON."""
    description: str
    capabilities: str
    functions: str = Field(sa_type=Text)
    """What `describe` read, as JSON."""
    warnings: str
    scripts: str | None = None
    """Files of it that are run as programs, as JSON; none in a row of an older version."""


class ActiveSkillRow(NodeTable, table=True):
    """The version that calls get."""

    __tablename__ = "active_skill"
    name: str = Field(primary_key=True)
    digest: str


class ExposureRow(NodeTable, table=True):
    """What was allowed, to exactly this code."""

    __tablename__ = "function_exposure"
    digest: str = Field(primary_key=True)
    function: str = Field(primary_key=True)
    """SKILL.FUNCTION"""
    level: str


class CallRow(NodeTable, table=True):
    """A call that runs at most once: one from another device, or one that was put aside."""

    __tablename__ = "call"
    id: str = Field(primary_key=True)
    started_ms: int = Field(index=True)
    work: str | None = Field(default=None, sa_type=Text)
    """What it is, and `journal` what it did, while it is put aside."""
    journal: str | None = Field(default=None, sa_type=Text)
    result: str | None = Field(default=None, sa_type=Text)
    """The answer, once there is one."""


class CommandRow(NodeTable, table=True):
    """A call to another device: one that goes on when nobody waits for it in memory, or that a person made."""

    __tablename__ = "command"
    id: str = Field(primary_key=True)
    path: str
    created_ms: int
    changed_ms: int
    deadline_ms: int
    """Until when it may wait for its device."""
    state: str = Field(index=True)
    call: str | None = Field(default=None, sa_type=Text)
    """What is asked, until the hub has it."""
    sent: bool = False
    """The hub may have it."""
    awaited: bool = False
    """Somebody waits in memory for its end, or was told it from there."""
    cancelled: bool = False
    device: str | None = None
    device_id: str | None = None
    """Which it waits for, as far as the hub has said so."""
    result: str | None = Field(default=None, sa_type=Text)


class GrantRow(NodeTable, table=True):
    __tablename__ = "grant"
    __table_args__ = {"sqlite_autoincrement": True}
    id: int | None = Field(default=None, primary_key=True)
    """Small, since people type it; never used twice."""

    holder: str = Field(index=True)
    label: str
    capability: str
    verdict: str
    args: str | None = Field(default=None, sa_type=Text)
    """The exact arguments that it is bound to, if it is."""
    created_ms: int


class AskRow(NodeTable, table=True):
    """A question to the user, and its answer."""

    __tablename__ = "ask"
    __table_args__ = {"sqlite_autoincrement": True}
    id: int | None = Field(default=None, primary_key=True)
    """Small, since people type it; never used twice."""

    work_id: str = Field(index=True)
    number: int
    asked: str
    offered: str
    args: str = Field(sa_type=Text)
    holder: str
    label: str
    title: str
    asker: str
    caller: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Id of the device that it came from, if it was another."""
    chat: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Id of the chat in which the assistant asked for it, if it did."""
    root: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Id of the work at the beginning of the chain."""
    read: str = Field(sa_type=Text)
    created_ms: int
    expires_ms: int
    state: str = Field(index=True)
    answer: str
    answered_ms: int | None = None
    answered_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Who answered, where it was from another device."""


class AuditRow(NodeTable, table=True):
    """A decision: something was allowed, denied, asked, answered, granted or revoked."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at_ms: int
    kind: str
    who: str
    what: str
    target: str
    verdict: str
    rule: str
    work: str
    chat: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Id of the chat that it came from, if it came from one."""


class ModelUseRow(NodeTable, table=True):
    """One question to a model: figures, never a word of it."""

    __tablename__ = "model_use"
    __table_args__ = {"sqlite_autoincrement": True}
    id: int | None = Field(default=None, primary_key=True)
    at_ms: int = Field(index=True)
    upstream: str
    model: str
    session: str = Field(index=True)
    message: str
    purpose: str
    outcome: str
    prompt: int
    completion: int
    cached: int
    reasoning: int
    estimated: bool
    cost_usd: float | None = None
    first_ms: float | None = None
    whole_ms: float


class RunRow(NodeTable, table=True):
    __tablename__ = "run"
    id: str = Field(primary_key=True)
    started_ms: int = Field(index=True)
    title: str
    principal: str
    ok: bool
    chat: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Id of the chat in which the assistant asked for it, or for what did."""
    record: str = Field(sa_type=Text)


SCHEMA = Schema(NodeTable.metadata, Path(__file__).parent / "migrations", released=1, version=2)
