"""Rows of people's sign-ins and of the refresh tokens they were handed."""

from __future__ import annotations

from typing import cast

from sqlmodel import Session, col, delete, select, update

from hub.store.records import Role, SignIn
from hub.store.tables import RefreshTokenRow, SignInRow, UserRow


def add(session: Session, sign_in_id: str, user_id: str, *, only_password: bool, expires_ms: int, now_ms: int) -> None:
    session.exec(delete(SignInRow).where(col(SignInRow.expires_ms) < now_ms))
    session.add(
        SignInRow(id=sign_in_id, user_id=user_id, only_password=only_password, created_ms=now_ms, expires_ms=expires_ms)
    )
    session.flush()


def get(session: Session, sign_in_id: str) -> SignIn | None:
    found = session.exec(
        select(SignInRow, UserRow).join(UserRow, col(UserRow.id) == SignInRow.user_id).where(SignInRow.id == sign_in_id)
    ).first()
    return _record(*found) if found else None


def end(session: Session, sign_in_id: str) -> None:
    session.exec(delete(SignInRow).where(col(SignInRow.id) == sign_in_id))


def end_all(session: Session, user_id: str, *, but: str | None = None) -> list[str]:
    """Of a user; `but` one. The ids of those that ended."""
    held = select(SignInRow.id).where(SignInRow.user_id == user_id)
    ended = [found for found in session.exec(held) if found != but]
    session.exec(delete(SignInRow).where(col(SignInRow.id).in_(ended)))
    return ended


def open_up(session: Session, sign_in_id: str) -> None:
    """Its person has chosen a password: it reaches as far as they do."""
    session.exec(update(SignInRow).where(col(SignInRow.id) == sign_in_id).values(only_password=False))


def add_refresh(session: Session, token_hash: str, sign_in_id: str) -> None:
    session.add(RefreshTokenRow(token_hash=token_hash, sign_in_id=sign_in_id))


def find_refresh(session: Session, token_hash: str) -> RefreshTokenRow | None:
    """The row itself, so that using the token is setting `used`."""
    return session.get(RefreshTokenRow, token_hash)


def _record(row: SignInRow, user: UserRow) -> SignIn:
    return SignIn(
        id=row.id,
        user_id=row.user_id,
        user=user.name,
        user_role=cast(Role, user.role),
        user_disabled=user.disabled,
        only_password=row.only_password,
        expires_ms=row.expires_ms,
    )
