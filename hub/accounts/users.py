"""Accounts, as the admin keeps them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from sqlmodel import Session

from hub.accounts import passwords
from hub.store import audit, users
from hub.store.records import AuditLine, Role, User
from hub.store.store import Store
from shared.errors import Conflict, InvalidArgument, NotFound
from shared.ids import new_id
from shared.names import MAX_NAME


class Users:
    def __init__(self, store: Store, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._now_ms = now_ms

    async def add(self, name: str, role: Role, password: str | None) -> User:
        name = _clean(name)
        password_hash = await passwords.hashed(password) if password is not None else None

        def work(session: Session) -> User:
            if users.find(session, name):
                raise Conflict(f"There is a user {name} already.")
            users.add(session, new_id(), name, role, password_hash, self._now_ms())
            self._audit(session, "user-add", name, role=role)
            return _found(session, name)

        return await self._store.write(work)

    async def list_all(self) -> list[User]:
        return await self._store.read(users.list_all)

    async def find(self, name: str) -> User:
        return await self._store.read(lambda session: _found(session, name))

    async def set_password(self, name: str, password: str) -> User:
        password_hash = await passwords.hashed(password)

        def work(session: Session) -> User:
            users.set_password(session, _found(session, name).id, password_hash)
            self._audit(session, "user-password", name)
            return _found(session, name)

        return await self._store.write(work)

    async def set_disabled(self, name: str, disabled: bool) -> User:
        """The caller cuts the connections of the user's devices."""

        def work(session: Session) -> User:
            users.set_disabled(session, _found(session, name).id, disabled)
            self._audit(session, "user-disable" if disabled else "user-enable", name)
            return _found(session, name)

        return await self._store.write(work)

    async def delete(self, name: str) -> User:
        """With devices, codes and log; the audit stays. The caller cuts the connections."""

        def work(session: Session) -> User:
            user = _found(session, name)
            users.remove(session, user.id)
            self._audit(session, "user-delete", name, id=user.id)
            return user

        return await self._store.write(work)

    def _audit(self, session: Session, action: str, user: str, **details: str) -> None:
        audit.add(session, [AuditLine(self._now_ms(), "admin", action, user, details)])


def _found(session: Session, name: str) -> User:
    user = users.find(session, name)
    if user is None:
        raise NotFound(f"There is no user {name[:MAX_NAME]}. `felloe-hub user list` shows all.")
    return user


def _clean(name: str) -> str:
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(cleaned) <= MAX_NAME or not cleaned.isprintable() or "/" in cleaned:
        raise InvalidArgument(f"A user's name needs 1 to {MAX_NAME} visible characters and no slash.")
    return cleaned
