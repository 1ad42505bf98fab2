"""Facts that the hub keeps about itself, and its signing keys."""

from __future__ import annotations

from sqlmodel import Session, select

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


def add_signing_key(session: Session, kid: str, private_key: str, now_ms: int) -> None:
    session.add(SigningKeyRow(kid=kid, private_key=private_key, created_ms=now_ms))


def signing_keys(session: Session) -> list[tuple[str, str]]:
    """(kid, private key), the newest last."""
    rows = session.exec(select(SigningKeyRow).order_by(SigningKeyRow.created_ms, SigningKeyRow.kid))  # type: ignore[arg-type]
    return [(row.kid, row.private_key) for row in rows]
