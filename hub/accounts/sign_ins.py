"""People sign in with a password, stay signed in with refresh tokens, and sign out.

Rules of this module:
- an unknown name, a wrong password and an account without one get one and the same answer after the same time;
- a refresh token is good once; who brings a used one is a thief or was robbed, so its whole family ends.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Callable
from typing import Literal

import structlog
from sqlmodel import Session

from hub.accounts import passwords
from hub.accounts.attempts import Attempts
from hub.accounts.caller import Caller
from hub.accounts.endings import Endings
from hub.accounts.passwords import Passwords
from hub.accounts.refusals import Refusals
from hub.accounts.tokens import Tokens, disabled
from hub.audit import Audit
from hub.store import audit, sign_ins, users
from hub.store.records import AuditLine, Credential, SignIn
from hub.store.store import Store
from shared.accounts import SignedIn
from shared.api import TokenReply
from shared.errors import Conflict, Forbidden, Unauthenticated
from shared.ids import new_id
from shared.timeouts import TIMEOUTS

log = structlog.get_logger()


class SignIns:
    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        tokens: Tokens,
        endings: Endings,
        now_ms: Callable[[], int],
        audited: Audit,
        replaced: Callable[[str], None] = lambda name: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._tokens = tokens
        self._endings = endings
        self._now_ms = now_ms
        self._audit = audited
        self._replaced = replaced
        self._clock = clock
        self._refusals = Refusals()
        self._wrong_of_name = Attempts("wrong passwords for this name", window_s=300, per_key=10)
        self._wrong_of_address = Attempts("wrong passwords", window_s=300, per_key=30, overall=1_000)

    async def sign_in(self, name: str, password: str, address: str) -> SignedIn:
        """Raises `Unauthenticated` or `RateLimited`."""
        held = await self._proven(unicodedata.normalize("NFC", name).strip(), password, address)
        if held.disabled:
            self._refuse(held, address, "disabled")
            raise disabled()
        now, sign_in_id, refresh = self._now_ms(), new_id(), _new_refresh()
        stronger = await self._passwords.hashed(password) if passwords.outdated(held.password_hash or "") else None

        def work(session: Session) -> SignIn:
            if users.credential(session, held.name) != held:
                raise _refused()  # changed, disabled or deleted meanwhile
            if stronger:
                users.set_password(session, held.user_id, stronger, until_ms=held.password_until_ms)
            sign_ins.add(
                session,
                sign_in_id,
                held.user_id,
                only_password=held.password_until_ms is not None,
                expires_ms=now + int(TIMEOUTS.sign_in * 1000),
                now_ms=now,
            )
            sign_ins.add_refresh(session, _hashed(refresh), sign_in_id)
            audit.add(session, [AuditLine(now, f"user {held.name}", "sign-in", held.name, {"address": address})])
            return _found(session, sign_in_id)

        return self._reply(await self._store.write(work), refresh)

    async def refresh(self, token: str) -> SignedIn:
        """Another pair of tokens. Raises `Unauthenticated`: `reused` when the whole sign-in ended for it."""
        fresh, now, ended = _new_refresh(), self._now_ms(), list[str]()

        def work(session: Session) -> SignIn | Literal["unknown", "reused"]:
            row = sign_ins.find_refresh(session, _hashed(token))
            held = sign_ins.get(session, row.sign_in_id) if row else None
            if row is None or held is None or held.expires_ms <= now:
                return "unknown"
            if row.used:
                sign_ins.end(session, held.id)
                ended.append(held.id)
                audit.add(session, [AuditLine(now, f"user {held.user}", "refresh-reused", held.user, {})])
                return "reused"
            if not held.user_disabled:
                row.used = True
                sign_ins.add_refresh(session, _hashed(fresh), held.id)
            return held

        found = await self._store.write(work)
        if isinstance(found, str):
            self._endings.end(*ended)
            reused = "This refresh token was used before, so everything that came of its sign-in has ended. "
            raise Unauthenticated(f"{reused if found == 'reused' else ''}Sign in again.", reason=found)
        if found.user_disabled:
            raise disabled()
        return self._reply(found, fresh)

    async def sign_out(self, caller: Caller, *, everywhere: bool) -> None:
        mine = _own(caller)

        def work(session: Session) -> list[str]:
            ended = sign_ins.end_all(session, caller.user_id) if everywhere else [mine]
            sign_ins.end(session, mine)
            details = {"everywhere": True} if everywhere else {}
            audit.add(session, [AuditLine(self._now_ms(), caller.actor, "sign-out", caller.user, details)])
            return ended

        self._endings.end(*await self._store.write(work))

    async def change_password(self, caller: Caller, old: str, new: str, address: str) -> TokenReply:
        """Ends the person's other sign-ins. Raises `Forbidden` for a wrong old one."""
        held = await self.confirmed(caller, old, address)
        if old == new:
            raise Conflict("The new password is the old one. Choose another.")
        new_hash, sign_in_id = await self._passwords.hashed(new), _own(caller)

        def work(session: Session) -> tuple[SignIn, list[str]]:
            if users.credential(session, held.name) != held:
                raise Conflict("The password was changed meanwhile by somebody else.")
            users.set_password(session, held.user_id, new_hash, until_ms=None)
            ended = sign_ins.end_all(session, held.user_id, but=sign_in_id)
            sign_ins.open_up(session, sign_in_id)
            audit.add(session, [AuditLine(self._now_ms(), caller.actor, "user-password", held.name, {})])
            return _found(session, sign_in_id), ended

        def changed(done: tuple[SignIn, list[str]]) -> None:
            self._endings.end(*done[1])
            self._replaced(held.name)

        sign_in, _ = await self._store.write(work, changed)
        return self._tokens.of_sign_in(sign_in)

    async def confirmed(self, caller: Caller, password: str, address: str) -> Credential:
        """A person says their password again, before what cannot be taken back. Raises `Forbidden`, `RateLimited`."""
        try:
            return await self._proven(caller.user, password, address)
        except Unauthenticated:
            raise Forbidden("That is not this account's password.", reason="password") from None

    async def _proven(self, name: str, password: str, address: str) -> Credential:
        """Disabled accounts too: who has the password may hear it."""
        started = self._clock()
        self._wrong_of_address.start(address, started)
        self._wrong_of_name.start(name, started)
        held = await self._store.read(lambda session: users.credential(session, name))
        usable = held.password_hash if held and not _over(held, self._now_ms()) else None
        if not await self._passwords.matches(password, usable) or held is None:
            log.warning("wrong password", name=name, address=address)
            self._refuse(held, address, "password")
            raise _refused()
        self._wrong_of_address.right(address, started)
        self._wrong_of_name.right(name, started)
        return held

    def _refuse(self, held: Credential | None, address: str, reason: str) -> None:
        """In the audit, without the disk: the answer takes as long for a name that nobody has. That name is not
        written, since people type passwords there, and who guesses names has one line for all of them.
        """
        name = held.name if held else ""
        if tries := self._refusals.to_write(name, address, self._clock()):
            about = {"address": address, "reason": reason, "tries": tries}
            self._audit.record(f"address {address}", "sign-in-refused", name, **about)

    def _reply(self, held: SignIn, refresh: str) -> SignedIn:
        token = self._tokens.of_sign_in(held)
        return SignedIn(
            access_token=token.access_token,
            expires_in_s=token.expires_in_s,
            refresh_token=refresh,
            user_id=held.user_id,
            user=held.user,
            role=held.user_role,
            must_change_password=held.only_password,
        )


def _over(held: Credential, now_ms: int) -> bool:
    return held.password_until_ms is not None and held.password_until_ms <= now_ms


def _own(caller: Caller) -> str:
    if caller.sign_in is None:
        raise Forbidden("Only a person who signed in can do that.")
    return caller.sign_in


def _found(session: Session, sign_in_id: str) -> SignIn:
    found = sign_ins.get(session, sign_in_id)
    if found is None:
        raise Unauthenticated("This sign-in has ended. Sign in again.", reason="signed_out")
    return found


def _new_refresh() -> str:
    return f"felloe_refresh_{secrets.token_urlsafe(32)}"  # a prefix that secret scanners can be taught


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _refused() -> Unauthenticated:
    return Unauthenticated("This name and password do not belong together.", reason="password")
