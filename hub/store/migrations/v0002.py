"""Made by `make revision`; what stands under "By hand" is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "upstream",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("models", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("http", sa.Boolean(), nullable=False),
        sa.Column("callee", sa.String(), nullable=True),
        sa.Column("callee_handle", sa.String(), nullable=False),
        sa.Column("anywhere", sa.Boolean(), nullable=False),
        sa.Column("repeatable", sa.Boolean(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("request", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.Column("deadline_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(
            "call_not_received", ["caller"], unique=False, sqlite_where=sa.text("result IS NOT NULL AND http = 0")
        )
        batch_op.create_index("call_of_user", ["user_id", "id"], unique=False)
        batch_op.create_index(
            "call_unknown", ["callee"], unique=False, sqlite_where=sa.text("state = 'unknown' AND final = 0")
        )
        batch_op.create_index(batch_op.f("ix_call_expires_ms"), ["expires_ms"], unique=False)

    op.create_table(
        "model_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("upstream", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("cached_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("cost_nanos", sa.BigInteger(), nullable=True),
        sa.Column("first_byte_ms", sa.Integer(), nullable=True),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("model_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_request_at_ms"), ["at_ms"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_request_user_id"), ["user_id"], unique=False)

    op.create_table(
        "model_use",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cached_tokens", sa.BigInteger(), nullable=False),
        sa.Column("completion_tokens", sa.BigInteger(), nullable=False),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.Column("unpriced", sa.Integer(), nullable=False),
        sa.Column("cost_nanos", sa.BigInteger(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("day", "user_id", "device_id", "model"),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("only_password", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_expires_ms"), ["expires_ms"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "trash",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "session_id"),
    )
    with op.batch_alter_table("trash", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trash_since_ms"), ["since_ms"], unique=False)

    op.create_table(
        "usage",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("channel_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sync_bytes", sa.BigInteger(), nullable=False),
        sa.Column("connected_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("day", "user_id", "device_id"),
    )
    op.create_table(
        "user_limit",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("calls_in_flight", sa.Integer(), nullable=True),
        sa.Column("calls_a_minute", sa.Integer(), nullable=True),
        sa.Column("storage_bytes", sa.BigInteger(), nullable=True),
        sa.Column("models", sa.String(), nullable=True),
        sa.Column("model_requests_in_flight", sa.Integer(), nullable=True),
        sa.Column("model_requests_a_day", sa.Integer(), nullable=True),
        sa.Column("model_tokens_a_day", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "refresh_token",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("sign_in_id", sa.String(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_in.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    with op.batch_alter_table("refresh_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refresh_token_sign_in_id"), ["sign_in_id"], unique=False)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at_ms"), ["at_ms"], unique=False)

    with op.batch_alter_table("signing_key", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retired_ms", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("sync_log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_id", sa.String(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("slot", sa.String(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("digest", sa.String(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("chain", sa.String(), server_default=sa.text("('')"), nullable=False))
        batch_op.create_index("sync_log_session", ["user_id", "session_id", "server_seq"], unique=False)

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("password_until_ms", sa.BigInteger(), nullable=True))
    rows()


# By hand:
import json
import time
from typing import Any

from shared.sync.digest import next_link, op_digest


def rows() -> None:
    """Each entry of the sync log says what it is about; deleted sessions are in the trash from now on."""
    connection = op.get_bind()
    users = connection.execute(sa.text("SELECT DISTINCT user_id FROM sync_log")).scalars().all()
    for user_id in users:
        _log_of(connection, user_id)
    connection.execute(
        sa.text(
            "INSERT INTO trash (user_id, session_id, since_ms) SELECT DISTINCT user_id, session_id, :now FROM sync_log "
            "WHERE slot LIKE 'delete/%'"
        ),
        {"now": int(time.time() * 1000)},
    )


def _log_of(connection: sa.Connection, user_id: str) -> None:
    entries = connection.execute(
        sa.text("SELECT server_seq, op_id, op FROM sync_log WHERE user_id = :user ORDER BY server_seq"),
        {"user": user_id},
    ).all()
    chain, changed = "", []
    for seq, op_id, text in entries:
        it = json.loads(text)
        chain = next_link(chain, op_id)
        slot = _slot(it)
        entity = {"message.add": slot, "session.create": f"create/{it['session_id']}"}.get(it["kind"])
        changed.append(
            {
                "user": user_id, "seq": seq, "session": it["session_id"], "slot": slot, "entity": entity,
                "digest": op_digest(it), "chain": chain,
            }
        )  # fmt: skip
    connection.execute(
        sa.text(
            "UPDATE sync_log SET session_id = :session, slot = :slot, entity = :entity, digest = :digest, "
            "chain = :chain WHERE user_id = :user AND server_seq = :seq"
        ),
        changed,
    )


def _slot(it: dict[str, Any]) -> str:
    match it["kind"]:
        case "session.create":
            return "create"
        case "session.set":
            return f"set/{it['field']}"
        case "session.delete":
            return f"delete/{it['op_id']}"
        case "message.add":
            return f"message/{it['message']['id']}"
    return f"op/{it['op_id']}"
