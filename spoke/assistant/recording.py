"""What an answer says and does, told to who follows it at once and written down moments later.

Text comes in many small pieces: all that came within `PAUSE_S` is one commit, so a kill costs no more than that of it.
What must be on disk before something else happens (a call before it is made) waits for `durable`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from shared.completions.growing import mended
from shared.errors import FelloeError
from shared.limits import KIB, LIMITS
from shared.parts import AnswerPart
from spoke.assistant.live import LiveAnswer
from spoke.sessions.growth import Piece, cut_piece, least, text_piece
from spoke.sessions.unfinished import Writer

log = structlog.get_logger()

PAUSE_S = 0.25

_KEPT_BACK = 48 * KIB
"""Bytes for the least form of whatever one step may still lead to, and for the end."""


class Recorder:
    """`spawn` owns tasks. Only the answer's own task uses it."""

    def __init__(
        self, live: LiveAnswer, writer: Writer, spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    ) -> None:
        self.live = live
        self._writer = writer
        self._spawn = spawn
        self._waiting: list[Piece] = []
        self._writing = asyncio.Lock()
        self._later: asyncio.Task[None] | None = None
        self._sizes = {part["id"]: _size(_written(part)) for part in live.grown.parts}

    @property
    def at(self) -> int:
        """Where in the text it is."""
        return self.live.grown.length

    @property
    def room(self) -> int:
        """Bytes of parts that the message can still hold in full: below 0 they are kept in their least form."""
        return LIMITS.message_parts - _KEPT_BACK - sum(self._sizes.values())

    def say(self, text: str) -> None:
        self._add(text_piece(text))

    def part(self, part: AnswerPart) -> None:
        """A new part, or one in place of that with its id."""
        text = _written(part.model_dump(mode="json", exclude_none=True))
        if _size(text) > self.room + self._sizes.get(part.id, 0):
            text = _written(least(json.loads(text)))
        self._sizes[part.id] = _size(text)
        self._add(Piece("part", text, part.id))

    def think(self, thought_id: str, text: str) -> None:
        self._sizes[thought_id] += len(json.dumps(text, ensure_ascii=False).encode())
        self._add(Piece("thought", text, thought_id))

    def cut(self, at: int, parts: list[str]) -> None:
        for each in parts:
            self._sizes.pop(each, None)
        self._add(cut_piece(at, parts))

    async def durable(self) -> None:
        """Returns when all of it is on disk. Cancelling is safe: it is written all the same."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        self._spawn(self._write_for(done))
        await asyncio.shield(done)

    def _add(self, piece: Piece) -> None:
        self.live.add(piece)
        self._waiting.append(piece)
        if self._later is None or self._later.done():
            self._later = self._spawn(self._write_later())

    async def _write_later(self) -> None:
        await asyncio.sleep(PAUSE_S)
        try:
            await self._write()
        except FelloeError as error:  # whoever needs it on disk hears of it
            log.warning("an answer is not on disk yet", answer=self._writer.message.id, reason=error.message)

    async def _write_for(self, done: asyncio.Future[None]) -> None:
        try:
            await self._write()
        except FelloeError as error:
            done.set_exception(error)
        except asyncio.CancelledError:
            done.cancel()
            raise
        else:
            done.set_result(None)

    async def _write(self) -> None:
        async with self._writing:
            pieces, self._waiting = self._waiting, []
            if not pieces:
                return
            try:
                await self._writer.write(_joined(pieces))
            except FelloeError:
                self._waiting = pieces + self._waiting
                raise


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Text of many pieces as one, and thoughts."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and piece.kind in ("text", "thought") and (last.kind, last.about) == (piece.kind, piece.about):
            found[-1] = Piece(piece.kind, last.text + piece.text, piece.about)
        else:
            found.append(piece)
    return found


def _written(part: dict[str, Any]) -> str:
    """Without halves of characters, which texts of others may hold and no disk takes."""
    return mended(json.dumps(part, ensure_ascii=False))


def _size(text: str) -> int:
    return len(text.encode()) + 2
