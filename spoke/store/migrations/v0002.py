"""Made by `make revision`; what stands under "By hand" is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    before()
    op.create_table(
        "command",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("created_ms", sa.Integer(), nullable=False),
        sa.Column("changed_ms", sa.Integer(), nullable=False),
        sa.Column("deadline_ms", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("call", sa.Text(), nullable=True),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("awaited", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("command", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_command_state"), ["state"], unique=False)

    op.create_table(
        "growing",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answering", sa.Text(), nullable=True),
        sa.Column("touched_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("growing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_growing_session_id"), ["session_id"], unique=False)

    op.create_table(
        "grown",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "number"),
    )
    op.create_table(
        "model_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("upstream", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("prompt", sa.Integer(), nullable=False),
        sa.Column("completion", sa.Integer(), nullable=False),
        sa.Column("cached", sa.Integer(), nullable=False),
        sa.Column("reasoning", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("first_ms", sa.Float(), nullable=True),
        sa.Column("whole_ms", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("model_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_use_at_ms"), ["at_ms"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_use_session"), ["session"], unique=False)

    op.create_table(
        "refused",
        sa.Column("op_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("op_id"),
    )
    op.create_table(
        "session_item",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("server_seq", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "slot"),
    )
    op.drop_table("parked")
    op.drop_table("register")
    op.drop_table("quarantine")
    with op.batch_alter_table("ask", schema=None) as batch_op:
        batch_op.add_column(sa.Column("caller", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("chat", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("root", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("answered_by", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chat", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("written_to", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("server_seq", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("parent_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("created_ms", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("extra", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_message_written_to"), ["written_to"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slot", sa.String(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("offered", sa.Boolean(), server_default=sa.text("0"), nullable=False))
        batch_op.drop_column("sets")

    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chat", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("home", sa.String(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("folder", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("tags", sa.String(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("branch", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("tip", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("deleted_ms", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("purged", sa.Boolean(), server_default=sa.text("0"), nullable=False))
        batch_op.drop_index(batch_op.f("ix_session_updated_ms"))
        batch_op.create_index("session_list", ["deleted", "updated_ms", "id"], unique=False)

    with op.batch_alter_table("skill_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scripts", sa.String(), nullable=True))
    rows()


# By hand:
import json
from collections.abc import Iterator
from typing import Any

from shared.ids import new_id

_SLOT = """CASE json_extract(op, '$.kind')
    WHEN 'session.create' THEN 'create'
    WHEN 'session.set' THEN 'set/' || json_extract(op, '$.field')
    WHEN 'session.delete' THEN 'delete/' || json_extract(op, '$.op_id')
    WHEN 'message.add' THEN 'message/' || json_extract(op, '$.message.id')
    ELSE 'op/' || json_extract(op, '$.op_id') END"""


def before() -> None:
    op.execute("CREATE TEMP TABLE was_refused AS SELECT * FROM quarantine")


def rows() -> None:
    """Sessions get a home. What the hub's log has of them is compared with it again, so it need not be moved here."""
    connection = op.get_bind()
    account = connection.execute(sa.text("SELECT value FROM setting WHERE key = 'account'")).scalar()
    home = "{hub_id}/{user_id}".format(**json.loads(account)) if account else ""
    op.execute(f"UPDATE outbox SET slot = {_SLOT}")
    op.execute(
        "INSERT INTO refused (op_id, session_id, slot, op, code, message) SELECT json_extract(op, '$.op_id'), "
        f"json_extract(op, '$.session_id'), {_SLOT}, op, code, message FROM was_refused"
    )
    op.execute("DROP TABLE was_refused")
    op.execute(
        "UPDATE message SET parent_id = json_extract(body, '$.parent_id'), "
        "created_ms = json_extract(body, '$.created_ms')"
    )
    # What is not on its way was logged by a hub, unless it was refused.
    op.execute(
        "UPDATE message SET server_seq = 1 "
        "WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE slot = 'message/' || message.id) "
        "AND NOT EXISTS (SELECT 1 FROM refused WHERE slot = 'message/' || message.id)"
    )
    sent = "NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.session_id = session.id AND slot = 'create')"
    connection.execute(sa.text("UPDATE session SET home = :home"), {"home": home})
    if not account:  # it was kept from a hub that this device has left
        op.execute(f"UPDATE session SET home = 'kept' WHERE {sent}")
    sessions = connection.execute(
        sa.text(f"SELECT id, title, created_ms, pinned, archived, deleted FROM session WHERE {sent}")
    ).all()
    items = [item for row in sessions for item in _items(row, kept=not account)]
    if items:
        connection.execute(
            sa.text(
                "INSERT INTO session_item (session_id, slot, server_seq, op_id, op) VALUES (:s, :slot, 0, :id, :op)"
            ),
            items,
        )
    if account:
        facts = {"home": home, "repair": "upgraded"}
        for key, value in facts.items():
            connection.execute(
                sa.text("INSERT INTO setting (key, value) VALUES (:key, :value)"),
                {"key": key, "value": json.dumps(value)},
            )


def _items(row: Any, *, kept: bool) -> Iterator[dict[str, str]]:
    """Ops that come to what the session's row says. Where a hub has them too, its own take their place."""
    if row.title != "Recovered":
        yield _item(row.id, "create", {"kind": "session.create", "title": row.title, "created_ms": row.created_ms})
    for field in ("pinned", "archived"):
        if kept and getattr(row, field):
            yield _item(row.id, f"set/{field}", {"kind": "session.set", "field": field, "value": True})
    if kept and row.deleted:
        yield _item(row.id, "delete/", {"kind": "session.delete"})


def _item(session_id: str, slot: str, said: dict[str, object]) -> dict[str, str]:
    op_id = new_id()
    it = json.dumps(said | {"op_id": op_id, "session_id": session_id})
    return {"s": session_id, "slot": slot + op_id if slot.endswith("/") else slot, "id": op_id, "op": it}
