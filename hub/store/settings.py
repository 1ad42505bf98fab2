"""Facts that the hub keeps about itself, and its signing keys."""

from __future__ import annotations

from sqlmodel import Session, col, delete, select, update

from hub.store.records import SigningKey
from hub.store.tables import SettingRow, SigningKeyRow


def get(session: Session, key: str) -> str | None:
    row = session.get(SettingRow, key)
    return row.value if row else None


def put(session: Session, key: str, value: str) -> None:
    session.merge(SettingRow(key=key, value=value))


def get_or_put(session: Session, key: str, value: str) -> str:
    """What is kept under `key`; `value` where nothing is."""
    held = get(session, key)
    if held is None:
        put(session, key, value)
    return value if held is None else held


def add_signing_key(session: Session, key: SigningKey) -> None:
    """It signs from now on; those before it retire."""
    session.exec(update(SigningKeyRow).where(col(SigningKeyRow.retired_ms).is_(None)).values(retired_ms=key.created_ms))
    session.add(SigningKeyRow(kid=key.kid, private_key=key.private_key, created_ms=key.created_ms))


def drop_signing_keys(session: Session, *, retired_before_ms: int) -> None:
    session.exec(delete(SigningKeyRow).where(col(SigningKeyRow.retired_ms) <= retired_before_ms))


def signing_keys(session: Session) -> list[SigningKey]:
    """The one that signs last."""
    rows = session.exec(
        select(SigningKeyRow).order_by(col(SigningKeyRow.retired_ms).is_(None), col(SigningKeyRow.created_ms))
    )
    return [SigningKey(row.kid, row.private_key, row.created_ms, row.retired_ms) for row in rows]
