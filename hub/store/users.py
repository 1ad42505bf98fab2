"""Rows of users and of the pairing codes they were handed."""

from __future__ import annotations

from typing import cast

from sqlmodel import Session, col, delete, func, select

from hub.store.records import Credential, Role, User
from hub.store.tables import DeviceRow, PairingCodeRow, UserRow


def add(session: Session, user_id: str, name: str, role: Role, password_hash: str | None, now_ms: int) -> None:
    session.add(UserRow(id=user_id, name=name, role=role, password_hash=password_hash, created_ms=now_ms))


def find(session: Session, name: str) -> User | None:
    row = session.exec(select(UserRow).where(UserRow.name == name)).first()
    return _record(session, row) if row else None


def list_all(session: Session) -> list[User]:
    return [_record(session, row) for row in session.exec(select(UserRow).order_by(UserRow.name))]


def get(session: Session, user_id: str) -> User:
    return _record(session, _row(session, user_id))


def credential(session: Session, name: str) -> Credential | None:
    row = session.exec(select(UserRow).where(UserRow.name == name)).first()
    return Credential(row.id, row.name, row.disabled, row.password_hash, row.password_until_ms) if row else None


def set_password(session: Session, user_id: str, password_hash: str, *, until_ms: int | None) -> None:
    """`until_ms`: of a one-time password, until when it is good for choosing another."""
    row = _row(session, user_id)
    row.password_hash, row.password_until_ms = password_hash, until_ms


def set_disabled(session: Session, user_id: str, disabled: bool) -> None:
    _row(session, user_id).disabled = disabled


def remove(session: Session, user_id: str) -> None:
    """With all that belongs to the user: devices, codes, log."""
    session.delete(_row(session, user_id))


def add_code(session: Session, code_hash: str, user_id: str, *, expires_ms: int, forget_before_ms: int) -> None:
    session.exec(delete(PairingCodeRow).where(col(PairingCodeRow.expires_ms) < forget_before_ms))
    session.add(PairingCodeRow(code_hash=code_hash, user_id=user_id, expires_ms=expires_ms))


def find_code(session: Session, code_hash: str) -> PairingCodeRow | None:
    """The row itself, so that using the code is setting its `device_id`."""
    return session.get(PairingCodeRow, code_hash)


def _row(session: Session, user_id: str) -> UserRow:
    return session.exec(select(UserRow).where(UserRow.id == user_id)).one()


def _record(session: Session, row: UserRow) -> User:
    devices = select(func.count()).select_from(DeviceRow).where(DeviceRow.user_id == row.id, ~col(DeviceRow.revoked))
    return User(
        id=row.id,
        name=row.name,
        role=cast(Role, row.role),
        disabled=row.disabled,
        has_password=row.password_hash is not None,
        devices=session.exec(devices).one(),
        created_ms=row.created_ms,
        password_until_ms=row.password_until_ms,
    )
