"""Callers who were welcome a moment ago, and about whom nothing was decided since: known without asking the database.

For routes that are called so often that two ways to the database's thread are what a request costs. It is as strict as
asking: whatever ends a device, a sign-in or a key goes through `Endings`, and after any such end all are asked anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import jwt

from hub.accounts.caller import Caller
from hub.accounts.endings import Endings
from hub.accounts.tokens import Tokens

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Known:
    caller: Caller
    seen: int
    """`Endings.count` before the database was asked."""
    until_ms: int


class Standing:
    def __init__(self, tokens: Tokens, endings: Endings, now_ms: Callable[[], int]) -> None:
        self._tokens = tokens
        self._endings = endings
        self._now_ms = now_ms
        self._known: OrderedDict[tuple[str, str], Known] = OrderedDict()

    async def authenticate(self, token: str, scope: str) -> Known:
        """As `Tokens.authenticate`. What is done for the caller afterwards is done in `Endings.guard`, with `seen`."""
        known = self._known.get((token, scope))
        if known and known.seen == self._endings.count and self._now_ms() < known.until_ms:
            return known
        self._known.pop((token, scope), None)
        seen = self._endings.count
        caller = await self._tokens.authenticate(token, scope)
        expires_s = jwt.decode(token, options={"verify_signature": False})["exp"]
        known = self._known[token, scope] = Known(caller, seen, int(expires_s) * 1000)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return known
