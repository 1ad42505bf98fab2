"""The faces that are attached to this node, and what skills ask of the person in front of them.

Rules of this module:
- the face that was attached last is asked first; one that left a request unanswered is asked after all others;
- a face that goes away, is busy, or says nothing in time gives its turn to the next, and every wait has an end;
- an answer counts once, from the face that was asked, and while somebody waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager

from pydantic import JsonValue

from shared.errors import NoFace, NotFound, RateLimited, from_body
from shared.ids import new_id
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.faces.bodies import Ability, FaceAnswer, FaceRequest


class Faces:
    """One for a node."""

    def __init__(self) -> None:
        self._attached: list[_Face] = []
        self._waiting: dict[str, _Waiting] = {}
        self._closed = False

    def check_room(self) -> None:
        """Raises `RateLimited` when there are too many faces for another one."""
        if len(self._attached) >= LIMITS.faces:
            raise RateLimited(f"{LIMITS.faces} faces are attached to this node already.")

    @contextmanager
    def attached(self, offers: Sequence[Ability]) -> Iterator[AsyncIterator[FaceRequest]]:
        """A face for as long as the block lasts: what it is asked."""
        self.check_room()
        face = _Face(frozenset(offers))
        self._attached.append(face)
        try:
            yield self._requests(face)
        finally:
            self._attached.remove(face)
            for waiting in self._waiting.values():
                if waiting.face is face and not waiting.answer.done():
                    waiting.answer.set_result(None)

    async def _requests(self, face: _Face) -> AsyncIterator[FaceRequest]:
        while not self._closed and (request := await face.requests.get()):
            if request.id in self._waiting:  # else whoever asked has given up meanwhile
                yield request

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for face in self._attached:
            face.leave()

    async def ask(self, ability: Ability, asker: str, args: dict[str, JsonValue]) -> JsonValue:
        """What the first face that can, answers. Raises `NoFace`, and what that face raised. Cancelling is safe."""
        loop = asyncio.get_running_loop()
        until = loop.time() + TIMEOUTS.face_ask
        for face in self._who_offer(ability):
            wait_s = min(TIMEOUTS.face_answer, until - loop.time())
            if wait_s <= 0:
                break
            if answer := await self._ask(face, ability, asker, args, wait_s):
                if answer.error:
                    raise from_body(answer.error)
                return answer.result
            face.silent = True
        raise NoFace(_NOBODY[ability])

    def answer(self, answer: FaceAnswer) -> None:
        """Take a face's answer. Raises `NotFound` where nobody waits for it: too late, twice, or another's."""
        waiting = self._waiting.get(answer.id)
        if waiting is None or waiting.face.id != answer.face or waiting.answer.done():
            raise NotFound("Nobody waits for this answer.")
        waiting.face.silent = False
        waiting.answer.set_result(answer)

    def _who_offer(self, ability: Ability) -> Iterator[_Face]:
        """Whoever is still attached when its turn comes."""
        offering = [face for face in reversed(self._attached) if ability in face.offers]
        for face in sorted(offering, key=lambda face: face.silent):
            if face in self._attached:
                yield face

    async def _ask(
        self, face: _Face, ability: Ability, asker: str, args: dict[str, JsonValue], wait_s: float
    ) -> FaceAnswer | None:
        """None where the face is busy, goes away, or says nothing in time."""
        request = FaceRequest(id=new_id(), face=face.id, ability=ability, asker=asker, args=args, wait_s=wait_s)
        waiting = self._waiting[request.id] = _Waiting(face)
        try:
            face.requests.put_nowait(request)
            async with asyncio.timeout(wait_s):
                return await waiting.answer
        except (asyncio.QueueFull, TimeoutError):
            return None
        finally:
            del self._waiting[request.id]


_NOBODY: dict[Ability, str] = {
    "notify": "Nobody could show it: no desktop of this device is open. `felloe face` shows notifications too.",
    "clipboard.read": "No clipboard could be read: no desktop of this device is open.",
    "clipboard.write": "No clipboard could be written: no desktop of this device is open.",
}


class _Face:
    def __init__(self, offers: frozenset[Ability]) -> None:
        self.id = new_id()
        self.offers = offers
        self.requests: asyncio.Queue[FaceRequest | None] = asyncio.Queue(LIMITS.face_requests)
        self.silent = False
        """It left something unanswered and has answered nothing since."""

    def leave(self) -> None:
        while not self.requests.empty():
            self.requests.get_nowait()
        self.requests.put_nowait(None)


class _Waiting:
    def __init__(self, face: _Face) -> None:
        self.face = face
        self.answer: asyncio.Future[FaceAnswer | None] = asyncio.get_running_loop().create_future()
