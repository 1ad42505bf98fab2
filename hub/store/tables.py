"""The hub's tables. SQLModel stays in `hub.store`: the rest of the hub sees the frozen records of `hub.store.records`.

Times are milliseconds since 1970 by the hub's clock.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from sqlalchemy import BigInteger, Index, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from shared.system.schema import Schema


class _Table(SQLModel):
    metadata: ClassVar[MetaData] = MetaData()


class UserRow(_Table, table=True):
    __tablename__ = "user"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    role: str
    password_hash: str | None = None
    password_until_ms: int | None = Field(default=None, sa_type=BigInteger)
    """Of a one-time password: until when it is good for choosing another."""

    disabled: bool = False
    created_ms: int = Field(sa_type=BigInteger)


class SignInRow(_Table, table=True):
    """A person's sign-in: the family of all tokens that came out of one password."""

    __tablename__ = "sign_in"

    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    only_password: bool = False
    created_ms: int = Field(sa_type=BigInteger)
    expires_ms: int = Field(sa_type=BigInteger, index=True)


class RefreshTokenRow(_Table, table=True):
    """A refresh token lies here only as its sha256. The used ones stay as long as their family: to know a thief by."""

    __tablename__ = "refresh_token"

    token_hash: str = Field(primary_key=True)
    sign_in_id: str = Field(foreign_key="sign_in.id", ondelete="CASCADE", index=True)
    used: bool = False


class PairingCodeRow(_Table, table=True):
    """A code lies here only as its sha256: it has 60 random bits and lives for minutes."""

    __tablename__ = "pairing_code"

    code_hash: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    expires_ms: int = Field(sa_type=BigInteger)
    device_id: str | None = None
    """The device that used it."""


class DeviceRow(_Table, table=True):
    __tablename__ = "device"
    __table_args__ = (
        # A revoked device leaves its handle to the next one of that name.
        Index(
            "device_handle",
            "user_id",
            "handle",
            unique=True,
            sqlite_where=text("NOT revoked"),
            postgresql_where=text("NOT revoked"),
        ),
    )

    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    handle: str
    name: str
    platform: str
    public_key: str = Field(unique=True)
    revoked: bool = False
    created_ms: int = Field(sa_type=BigInteger)
    last_seen_ms: int | None = Field(default=None, sa_type=BigInteger)
    functions: str = "[]"
    """JSON list of `FunctionInfo`: what the device offers."""

    function_count: int = 0


class SyncRow(_Table, table=True):
    """The ordered log of one user. A row is never removed: compaction only empties its `op`."""

    __tablename__ = "sync_log"
    __table_args__ = (
        UniqueConstraint("user_id", "op_id"),
        UniqueConstraint("user_id", "entity"),
        Index("sync_log_session", "user_id", "session_id", "server_seq"),
    )

    user_id: str = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    server_seq: int = Field(primary_key=True, sa_type=BigInteger)
    op_id: str
    session_id: str = ""
    slot: str = ""
    """Which place of the session's state it fills."""

    entity: str | None = None
    """The message or session that the op makes, if it makes one."""

    digest: str = ""
    chain: str = ""
    """Stands for this entry and all before it."""

    replica_id: str
    replica_seq: int
    op: str


class TrashRow(_Table, table=True):
    """A session that is deleted, and not purged."""

    __tablename__ = "trash"

    user_id: str = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    session_id: str = Field(primary_key=True)
    since_ms: int = Field(sa_type=BigInteger, index=True)


class QuarantineRow(_Table, table=True):
    """An op that was not accepted. Its number is used up, so that what comes after it goes on."""

    __tablename__ = "quarantine"

    user_id: str = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    replica_id: str = Field(primary_key=True)
    replica_seq: int = Field(primary_key=True)
    code: str
    message: str
    op: str


class ReplicaRow(_Table, table=True):
    """How far one copy of a device's data folder has pushed."""

    __tablename__ = "replica"

    user_id: str = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    replica_id: str = Field(primary_key=True)
    device_id: str
    """The device that pushed as this replica first; no other may."""

    last_seq: int


class SettingRow(_Table, table=True):
    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str


class SigningKeyRow(_Table, table=True):
    __tablename__ = "signing_key"

    kid: str = Field(primary_key=True)
    private_key: str
    """Ed25519, raw, unpadded base64url."""

    created_ms: int = Field(sa_type=BigInteger)
    retired_ms: int | None = Field(default=None, sa_type=BigInteger)
    """Since when another one signs. It verifies until the last token that it signed has ended."""


class AssertionRow(_Table, table=True):
    """Assertions that were used and have not expired: none is good twice, not even over a restart."""

    __tablename__ = "used_assertion"

    device_id: str = Field(primary_key=True)
    jti: str = Field(primary_key=True)
    expires_ms: int = Field(sa_type=BigInteger, index=True)


class AuditRow(_Table, table=True):
    """Who did what and when. Ids are kept as text: a line outlives what it names."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at_ms: int = Field(sa_type=BigInteger, index=True)
    actor: str
    action: str
    user: str = ""
    details: str = "{}"


class CallRow(_Table, table=True):
    """A call, from before it is sent until its end is of no use to anybody.

    `request` is wiped once the device has it, `result` once the caller has it; what is left says who asked whom for
    what, and how it ended.
    """

    __tablename__ = "call"
    __table_args__ = (
        Index("call_of_user", "user_id", "id"),
        # SQLite looks there only for the same words: see `for_device` in hub/store/calls.py.
        Index("call_not_received", "caller", sqlite_where=text("result IS NOT NULL AND http = 0")),
        Index("call_unknown", "callee", sqlite_where=text("state = 'unknown' AND final = 0")),
    )

    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE")
    caller: str
    """Id of the device, or of the user, that asked."""

    http: bool
    """It came by a request: its answer is fetched, not sent."""

    callee: str | None
    callee_handle: str
    anywhere: bool
    repeatable: bool
    skill: str
    function: str
    principal: str
    waits: bool
    """It may wait for its device."""

    question: str
    """Digest of what was asked."""

    state: str
    code: str | None = None
    cancelled: bool = False
    final: bool = False
    """The device itself says that it does not know how it ended."""

    request: str | None
    result: str | None = None
    created_ms: int = Field(sa_type=BigInteger)
    changed_ms: int = Field(sa_type=BigInteger)
    deadline_ms: int = Field(sa_type=BigInteger)
    expires_ms: int | None = Field(default=None, sa_type=BigInteger, index=True)
    """When the row goes; none while the call is on its way."""


class UsageRow(_Table, table=True):
    """What one device of a user did on one day (UTC); `device_id` is empty for the user at a browser or a program."""

    __tablename__ = "usage"

    day: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    device_id: str = Field(primary_key=True)
    calls: int = Field(sa_type=BigInteger)
    failed: int = Field(sa_type=BigInteger)
    channel_bytes: int = Field(sa_type=BigInteger)
    sync_bytes: int = Field(sa_type=BigInteger)
    connected_ms: int = Field(sa_type=BigInteger)


class UserLimitRow(_Table, table=True):
    """What the admin bounded; null is no bound."""

    __tablename__ = "user_limit"

    user_id: str = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    calls_in_flight: int | None = None
    calls_a_minute: int | None = None
    storage_bytes: int | None = Field(default=None, sa_type=BigInteger)
    models: str | None = None
    """JSON list of the only models that the user may ask."""

    model_requests_in_flight: int | None = None
    model_requests_a_day: int | None = None
    model_tokens_a_day: int | None = Field(default=None, sa_type=BigInteger)


class UpstreamRow(_Table, table=True):
    """A server of models that the hub asks for its users."""

    __tablename__ = "upstream"

    name: str = Field(primary_key=True)
    position: int
    """Where several offer a model, the lowest is asked first."""

    url: str
    key: str
    models: str
    """JSON object: the name that is offered, and the upstream's own."""


class ModelRequestRow(_Table, table=True):
    """One request to a model: figures, never a word of it."""

    __tablename__ = "model_request"

    id: int | None = Field(default=None, primary_key=True)
    at_ms: int = Field(sa_type=BigInteger, index=True)
    user_id: str = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    device_id: str
    model: str
    upstream: str
    outcome: str
    """"ok", or the code of what went wrong."""

    prompt_tokens: int
    cached_tokens: int
    """Of the prompt's."""

    completion_tokens: int
    estimated: bool
    """The upstream gave no figures."""

    cost_nanos: int | None = Field(default=None, sa_type=BigInteger)
    """Billionths of the price list's currency; null where it has no price."""

    first_byte_ms: int | None = None
    ms: int


class ModelUseRow(_Table, table=True):
    """The sums of such requests of one device of a user on one day (UTC); they outlast the requests."""

    __tablename__ = "model_use"

    day: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    device_id: str = Field(primary_key=True)
    model: str = Field(primary_key=True)
    requests: int
    failed: int
    prompt_tokens: int = Field(sa_type=BigInteger)
    cached_tokens: int = Field(sa_type=BigInteger)
    completion_tokens: int = Field(sa_type=BigInteger)
    estimated: int
    """Requests whose tokens are estimates."""

    unpriced: int
    """Requests with tokens and no price."""

    cost_nanos: int = Field(sa_type=BigInteger)
    ms: int = Field(sa_type=BigInteger)


METADATA = _Table.metadata
SCHEMA = Schema(METADATA, Path(__file__).parent / "migrations", released=1, version=2)
