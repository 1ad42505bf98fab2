"""A fair share of the server's time for each who asks over HTTP: of one's requests few are worked on at a time.

One is worked on until its answer begins, or for a while: what waits for somebody else (a device, a model) costs nothing
meanwhile. The others wait in order, unread, and nothing is refused. Who asks is the user, where the token that was sent
is known to be one's; else it is told by that token, which nobody else has; who sends none, by the address. However the
header is spelled, one token has one share.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_AT_ONCE = 8
_WHILE_S = 0.05


@dataclass(slots=True)
class _Gate:
    inside: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class FairStart:
    """ASGI middleware. `user_of`: whose a token is, where that is known without asking."""

    def __init__(self, app: ASGIApp, user_of: Callable[[str], str | None] = lambda _: None) -> None:
        self._app = app
        self._user_of = user_of
        self._gates: dict[object, _Gate] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        who = self._who(scope)
        gate = self._gates.setdefault(who, _Gate())
        await self._enter(who, gate)
        inside = True

        def leave() -> None:
            nonlocal inside
            if inside:
                inside = False
                self._leave(who, gate)

        async def sent(message: Message) -> None:
            leave()
            await send(message)

        timer = asyncio.get_running_loop().call_later(_WHILE_S, leave)
        try:
            await self._app(scope, receive, sent)
        finally:
            timer.cancel()
            leave()

    def _who(self, scope: Scope) -> object:
        token = _token(scope)
        user = self._user_of(token.decode("latin-1")) if token else None
        return ("user", user) if user else token or (scope.get("client") or ("",))[0]

    async def _enter(self, who: object, gate: _Gate) -> None:
        if gate.inside < _AT_ONCE:
            gate.inside += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        gate.waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was let in at the same moment
                self._leave(who, gate)
            elif turn in gate.waiting:  # else it was passed over
                gate.waiting.remove(turn)
            raise

    def _leave(self, who: object, gate: _Gate) -> None:
        while gate.waiting:
            if not (turn := gate.waiting.popleft()).done():
                turn.set_result(None)  # in place of the one that leaves
                return
        gate.inside -= 1
        if not gate.inside:
            self._gates.pop(who, None)


def _token(scope: Scope) -> bytes:
    """The one that will be looked at: of the first such header, after the scheme."""
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    return bytes(given).partition(b" ")[2].strip()
