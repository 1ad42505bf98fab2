"""Rows of devices and of what they offer."""

from __future__ import annotations

from typing import cast

from sqlmodel import Session, col, delete, or_, select, update

from hub.store.records import Device, Role
from hub.store.tables import AssertionRow, DeviceRow, UserRow


def add(
    session: Session,
    device_id: str,
    user_id: str,
    *,
    handle: str,
    name: str,
    platform: str,
    public_key: str,
    now_ms: int,
) -> None:
    session.add(
        DeviceRow(
            id=device_id,
            user_id=user_id,
            handle=handle,
            name=name,
            platform=platform,
            public_key=public_key,
            created_ms=now_ms,
        )
    )


def get(session: Session, device_id: str) -> Device | None:
    return _first(session, DeviceRow.id == device_id)


def by_key(session: Session, public_key: str) -> Device | None:
    return _first(session, DeviceRow.public_key == public_key)


def by_handle(session: Session, user_id: str, handle: str) -> Device | None:
    """The user's device of that handle, not a revoked one."""
    return _first(session, DeviceRow.user_id == user_id, DeviceRow.handle == handle, ~col(DeviceRow.revoked))


def of_user(session: Session, user_id: str) -> list[Device]:
    """Without the revoked ones."""
    return _select(session, DeviceRow.user_id == user_id, ~col(DeviceRow.revoked))


def matching(session: Session, name: str, user: str | None) -> list[Device]:
    """Devices of that id or handle that are not revoked, of one user or of all."""
    conditions = [or_(DeviceRow.id == name, DeviceRow.handle == name), ~col(DeviceRow.revoked)]
    if user is not None:
        conditions.append(col(UserRow.name) == user)
    return _select(session, *conditions)


def list_all(session: Session) -> list[Device]:
    return _select(session)


def handles(session: Session, user_id: str) -> set[str]:
    return set(
        session.exec(select(DeviceRow.handle).where(DeviceRow.user_id == user_id, ~col(DeviceRow.revoked))).all()
    )


def names(session: Session, user_id: str) -> set[str]:
    return set(session.exec(select(DeviceRow.name).where(DeviceRow.user_id == user_id, ~col(DeviceRow.revoked))).all())


def rename(session: Session, device_id: str, *, name: str, handle: str) -> None:
    session.exec(update(DeviceRow).where(col(DeviceRow.id) == device_id).values(name=name, handle=handle))


def revoke(session: Session, device_id: str) -> None:
    session.exec(
        update(DeviceRow).where(col(DeviceRow.id) == device_id).values(revoked=True, functions="[]", function_count=0)
    )


def seen(session: Session, device_id: str, *, now_ms: int) -> None:
    session.exec(update(DeviceRow).where(col(DeviceRow.id) == device_id).values(last_seen_ms=now_ms))


def publish(session: Session, device_id: str, functions: str, count: int) -> None:
    """`functions`: a JSON list of `FunctionInfo`."""
    session.exec(
        update(DeviceRow).where(col(DeviceRow.id) == device_id).values(functions=functions, function_count=count)
    )


def published(session: Session, user_id: str) -> list[tuple[str, str, str]]:
    """(device id, handle, JSON list of `FunctionInfo`) of each device that offers something."""
    rows = session.exec(
        select(DeviceRow.id, DeviceRow.handle, DeviceRow.functions)
        .where(DeviceRow.user_id == user_id, ~col(DeviceRow.revoked), DeviceRow.function_count > 0)
        .order_by(DeviceRow.handle)
    )
    return [(device_id, handle, functions) for device_id, handle, functions in rows]


def functions_of(session: Session, device_id: str) -> str:
    return session.exec(select(DeviceRow.functions).where(DeviceRow.id == device_id)).one()


def use_assertion(session: Session, device_id: str, jti: str, *, expires_ms: int, now_ms: int) -> bool:
    """False if it was used before."""
    session.exec(delete(AssertionRow).where(col(AssertionRow.expires_ms) < now_ms))
    if session.get(AssertionRow, (device_id, jti)) is not None:
        return False
    session.add(AssertionRow(device_id=device_id, jti=jti, expires_ms=expires_ms))
    return True


def _first(session: Session, *conditions: object) -> Device | None:
    return next(iter(_select(session, *conditions)), None)


def _select(session: Session, *conditions: object) -> list[Device]:
    rows = session.exec(
        select(DeviceRow, UserRow)
        .join(UserRow, col(UserRow.id) == DeviceRow.user_id)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(UserRow.name, DeviceRow.handle)
    )
    return [_record(row, user) for row, user in rows]


def _record(row: DeviceRow, user: UserRow) -> Device:
    return Device(
        id=row.id,
        user_id=row.user_id,
        user=user.name,
        handle=row.handle,
        name=row.name,
        platform=row.platform,
        public_key=row.public_key,
        revoked=row.revoked,
        user_disabled=user.disabled,
        user_role=cast(Role, user.role),
        last_seen_ms=row.last_seen_ms,
        functions=row.function_count,
    )
