"""Password hashes: argon2id with the library's defaults, off the event loop because each takes tens of milliseconds."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher

from shared.errors import InvalidArgument

MIN_CHARS = 8
MAX_CHARS = 1_000

_hasher = PasswordHasher()


async def hashed(password: str) -> str:
    """Raises `InvalidArgument` for one that is too short."""
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        raise InvalidArgument(f"A password needs {MIN_CHARS} to {MAX_CHARS} characters.")
    return await asyncio.to_thread(_hasher.hash, password)
