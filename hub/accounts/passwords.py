"""Passwords: argon2id with the library's defaults.

Rules of this module:
- each takes tens of milliseconds and 64 MiB: off the event loop, a few at a time, and a short queue;
- a name that is unknown, or has no password, costs the same time as a wrong password;
- text is compared in one form (NFC, RFC 8265), so that an accent typed on another keyboard is the same accent.
"""

from __future__ import annotations

import asyncio
import functools
import secrets
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import InvalidArgument, RateLimited

MIN_CHARS = 8
MAX_CHARS = 1_000
_AT_ONCE = 2
_WAITING = 32
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher()
T = TypeVar("T")


class Passwords:
    """Owns the few turns that there are for hashing."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._busy = 0

    async def hashed(self, password: str) -> str:
        """Raises `InvalidArgument` for one that is too short or no text, `RateLimited` when too many wait."""
        text = _form(password)
        if not MIN_CHARS <= len(text) <= MAX_CHARS:
            raise InvalidArgument(f"A password needs {MIN_CHARS} to {MAX_CHARS} characters.")
        return await self._in_turn(lambda: _hasher.hash(text))

    async def matches(self, password: str, held: str | None) -> bool:
        """Whether it is the one that was hashed; takes as long where none was."""
        text = _form(password)
        return await self._in_turn(lambda: _verify(text, held))

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._busy >= _WAITING:
            raise RateLimited("Too many people sign in right now. Try again in a moment.", retry_after_s=1)
        self._busy += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work)
        finally:
            self._busy -= 1


def one_time_password() -> str:
    """80 random bits that can be read out: four groups of four letters."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def outdated(held: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return _hasher.check_needs_rehash(held)


def _form(password: str) -> str:
    try:
        password.encode()
    except UnicodeEncodeError:
        raise InvalidArgument("A password is text: this one holds half a character.") from None
    return unicodedata.normalize("NFC", password)


def _verify(password: str, held: str | None) -> bool:
    try:
        return _hasher.verify(held or _nobodys(), password) and held is not None
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex())
