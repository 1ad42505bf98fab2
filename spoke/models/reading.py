"""One answer as it comes over the wire: pieces, then all of it, and why it is not whole where it is not.

Rules of this module:
- nothing came yet: what fails is raised, so that another upstream can be asked;
- something came: nothing is raised any more, and nothing of it is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

import httpx

from shared.completions.accumulator import Accumulator, chunk_of
from shared.completions.event_stream import EventStream
from shared.completions.pieces import Piece
from shared.errors import AnswerCut, BadAnswer, FelloeError, ModelStalled
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.models.refusals import failure

_LINGER_S = 0.5
"""After the last word, for the end of the body: then the connection is good for another request."""

Data = AsyncGenerator[bytes]


class Reading:
    """Of one response that was no refusal. `pieces` is read once; then the rest says what came of it."""

    def __init__(self, upstream: str, response: httpx.Response, *, key: str, model: str) -> None:
        self.answer = Accumulator()
        self.problem: FelloeError | None = None
        self._upstream = upstream
        self._response = response
        self._key = key
        self._model = model
        self._began = False
        self._stream = EventStream()

    async def pieces(self) -> AsyncGenerator[Piece]:
        """Raises where nothing came; sets `problem` where not all did."""
        try:
            async with (
                aclosing(received(self._upstream, self._response)) as data,
                aclosing(self._chunks(data)) as chunks,
            ):
                async for chunk in chunks:
                    for piece in self._taken(chunk):
                        self._began = True
                        yield piece
            self._check_end()
        except FelloeError as error:
            error.details.setdefault("upstream", self._upstream)
            if not self._began:
                raise
            self.problem = error

    def _taken(self, chunk: dict[str, Any]) -> list[Piece]:
        pieces = self.answer.add(chunk)
        if self.answer.error is not None:
            raise failure(self._upstream, self.answer.error, key=self._key, model=self._model)
        return pieces

    def _check_end(self) -> None:
        """A reason or `[DONE]` is an end; without either the connection ended before the answer did."""
        if self.answer.finish is not None:
            return
        if not self._began:
            raise BadAnswer(f"{self._upstream} answered with nothing that a model says. Is its address right?")
        if not self._stream.done:
            raise AnswerCut(f"{self._upstream} ended the connection in the middle of its answer.")

    async def _chunks(self, data: Data) -> AsyncGenerator[dict[str, Any]]:
        kind = self._response.headers.get("content-type", "").lower()
        if kind.startswith("application/json"):  # some stream nothing, whatever they are asked
            whole = await _whole(data)
            self._stream.done = True
            yield whole
            return
        stream = self._stream
        async for piece in data:
            for payload in stream.feed(piece):
                yield chunk_of(payload)
            if stream.done:
                await _linger(data)
                return
        for payload in stream.end():
            yield chunk_of(payload)


async def received(upstream: str, response: httpx.Response) -> Data:
    """The bytes of a body as they come. Raises `ModelStalled`, `AnswerCut`."""
    wait_s = TIMEOUTS.answer_first
    data = response.aiter_bytes()
    try:
        while True:
            async with asyncio.timeout(wait_s):
                piece = await anext(data, None)
            if piece is None:
                return
            yield piece
            wait_s = TIMEOUTS.answer_stall
    except TimeoutError:
        raise ModelStalled(
            f"{upstream} said nothing for {wait_s:g} s, so it was given up.", upstream=upstream
        ) from None
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise AnswerCut(
            f"The connection to {upstream} broke in the middle of its answer.", upstream=upstream
        ) from error


async def _whole(data: Data) -> dict[str, Any]:
    body = bytearray()
    async for piece in data:
        body += piece
        if len(body) > LIMITS.completion:
            raise BadAnswer("The model's answer is longer than anything that could be kept.")
    return chunk_of(bytes(body))


async def _linger(data: Data) -> None:
    with suppress(TimeoutError, FelloeError):
        async with asyncio.timeout(_LINGER_S):
            async for _ in data:
                pass
