"""Accounts: made, reset, disabled and deleted, each with its audit line.

`actor` is who does it, as the audit names them. The caller cuts connections of devices that may stay no longer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from sqlmodel import Session

from hub.accounts.endings import Endings
from hub.accounts.passwords import Passwords, one_time_password
from hub.store import audit, sign_ins, users
from hub.store.records import AuditLine, Role, User
from hub.store.store import Store
from shared.errors import Conflict, InvalidArgument, NotFound
from shared.ids import new_id
from shared.names import MAX_NAME
from shared.timeouts import TIMEOUTS

FIRST_ADMIN = "admin"


class Users:
    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        endings: Endings,
        now_ms: Callable[[], int],
        replaced: Callable[[str], None] = lambda name: None,
    ) -> None:
        """`replaced` is told whose password opens nothing any more."""
        self._store = store
        self._passwords = passwords
        self._endings = endings
        self._now_ms = now_ms
        self._replaced = replaced

    async def add(self, name: str, role: Role, password: str | None, actor: str) -> User:
        name = _clean(name)
        password_hash = await self._passwords.hashed(password) if password is not None else None

        def work(session: Session) -> User:
            if users.find(session, name):
                raise Conflict(f"There is a user {name} already.")
            users.add(session, new_id(), name, role, password_hash, self._now_ms())
            self._audit(session, actor, "user-add", name, role=role)
            return _found(session, name)

        return await self._store.write(work)

    async def add_first_admin(self, password: str) -> bool:
        """The account that a new hub starts with, by a one-time password. False where there is any user already."""
        password_hash = await self._passwords.hashed(password)

        def work(session: Session) -> bool:
            if users.list_all(session):
                return False
            user_id, now = new_id(), self._now_ms()
            users.add(session, user_id, FIRST_ADMIN, "admin", None, now)
            session.flush()
            users.set_password(session, user_id, password_hash, until_ms=now + int(TIMEOUTS.one_time_password * 1000))
            self._audit(session, "hub", "user-add", FIRST_ADMIN, role="admin")
            return True

        return await self._store.write(work)

    async def list_all(self) -> list[User]:
        return await self._store.read(users.list_all)

    async def find(self, name: str) -> User:
        return await self._store.read(lambda session: _found(session, name))

    async def get(self, user_id: str) -> User:
        return await self._store.read(lambda session: users.get(session, user_id))

    async def set_password(self, name: str, password: str, actor: str) -> User:
        """Whoever is signed in is signed out."""
        return await self._set_password(name, password, actor, "user-password", None)

    async def reset(self, name: str, actor: str) -> tuple[User, str]:
        """A one-time password: it opens nothing but the choice of another one. Whoever is signed in is signed out."""
        password, until_ms = one_time_password(), self._now_ms() + int(TIMEOUTS.one_time_password * 1000)
        return await self._set_password(name, password, actor, "user-reset", until_ms), password

    async def set_disabled(self, name: str, disabled: bool, actor: str) -> User:
        def work(session: Session) -> User:
            user = _found(session, name)
            if disabled:
                _keep_an_admin(session, user)
                sign_ins.end_all(session, user.id)
            users.set_disabled(session, user.id, disabled)
            self._audit(session, actor, "user-disable" if disabled else "user-enable", name)
            return _found(session, name)

        return await self._store.write(work)

    async def delete(self, name: str, actor: str) -> User:
        """With devices, codes, sign-ins and log; the audit stays."""

        def work(session: Session) -> User:
            user = _found(session, name)
            _keep_an_admin(session, user)
            users.remove(session, user.id)
            self._audit(session, actor, "user-delete", name, id=user.id)
            return user

        return await self._store.write(work, lambda gone: self._replaced(gone.name))

    async def _set_password(self, name: str, password: str, actor: str, action: str, until_ms: int | None) -> User:
        password_hash = await self._passwords.hashed(password)

        def work(session: Session) -> tuple[User, list[str]]:
            user = _found(session, name)
            users.set_password(session, user.id, password_hash, until_ms=until_ms)
            ended = sign_ins.end_all(session, user.id)
            self._audit(session, actor, action, name)
            return _found(session, name), ended

        def changed(done: tuple[User, list[str]]) -> None:
            self._endings.end(*done[1])
            self._replaced(name)

        user, _ = await self._store.write(work, changed)
        return user

    def _audit(self, session: Session, actor: str, action: str, user: str, **details: str) -> None:
        audit.add(session, [AuditLine(self._now_ms(), actor, action, user, details)])


def _found(session: Session, name: str) -> User:
    user = users.find(session, name)
    if user is None:
        raise NotFound(f"There is no user {name[:MAX_NAME]}. `felloe-hub user list` shows all.")
    return user


def _keep_an_admin(session: Session, leaving: User) -> None:
    if leaving.role != "admin" or leaving.disabled:
        return
    if not any(user.role == "admin" and not user.disabled for user in users.list_all(session) if user.id != leaving.id):
        raise Conflict(f"{leaving.name} is the last admin. Make another one first: felloe-hub user add NAME --admin.")


def _clean(name: str) -> str:
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(cleaned) <= MAX_NAME or not cleaned.isprintable() or "/" in cleaned:
        raise InvalidArgument(f"A user's name needs 1 to {MAX_NAME} visible characters and no slash.")
    return cleaned
