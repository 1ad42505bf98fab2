"""A question of another program, passed on as it is: its bytes go to the upstream, the upstream's come back.

Rules of this module:
- nothing is normalised: what goes on is what came, but for the name of the model where the upstream calls it otherwise;
- the next upstream is asked only before the first byte of an answer;
- what it took is read along on the way, and nothing that is in the bytes makes that fail.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import httpx

from shared.completions.asked import Asked
from shared.completions.tee import StreamTee, usage_of_whole
from shared.completions.usage import Usage
from shared.errors import BadAnswer, FelloeError
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.models.candidates import Candidate, Candidates
from spoke.models.models import NEXT, Price, nobody
from spoke.models.reading import Data, received
from spoke.models.refusals import refusal
from spoke.models.upstreams import Upstreams
from spoke.models.uses import Use
from spoke.models.ways import read

DEFAULT = "default"
"""The name of whichever model the user would be answered by."""

PURPOSE = "other programs"
_REFUSAL = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """What comes first of an answer."""

    status: int
    content_type: str
    upstream: str


Forwarded = AsyncGenerator[Head | bytes]


class Forwarding:
    def __init__(self, upstreams: Upstreams, price: Price, note: Callable[[Use], None]) -> None:
        self._upstreams = upstreams
        self._price = price
        self._note = note

    async def ask(self, asked: Asked) -> Forwarded:
        """A head, then bytes. Raises before the head where nobody answers, after it where the answer breaks off: that
        must not look whole. Closing it ends the request."""
        candidates = Candidates(self._upstreams, only_here=False)
        async with aclosing(candidates.of(None if asked.model == DEFAULT else asked.model)) as found:
            async for candidate in found:
                async with aclosing(self._of(candidate, asked)) as answer:
                    try:
                        yield await anext(answer)
                    except NEXT as error:
                        candidates.missed.append(error)
                        continue
                    async for data in answer:
                        yield data
                    return
        raise nobody(candidates.missed, only_here=False)

    async def _of(self, candidate: Candidate, asked: Asked) -> Forwarded:
        way, name = self._upstreams.way(candidate.upstream), candidate.upstream.name
        body = asked.by_name(candidate.model)
        async with way.open("POST", "/chat/completions", body, wait_s=TIMEOUTS.answer_first) as response:
            head = Head(response.status_code, response.headers.get("content-type", "application/json"), name)
            if response.status_code != httpx.codes.OK:
                key = await way.key()
                refused = await read(response, _REFUSAL)
                error = refusal(name, head.status, response.headers, refused, key=key, model=candidate.model)
                if isinstance(error, NEXT):
                    raise error
                yield head  # what is wrong with the question, in the upstream's own words
                yield refused.replace(key.encode(), b"...") if key else refused
                return
            async with aclosing(received(name, response)) as pieces:
                async for piece in self._followed(candidate, asked, head, pieces):
                    yield piece

    async def _followed(self, candidate: Candidate, asked: Asked, head: Head, pieces: Data) -> Forwarded:
        following = _Following(head.content_type)
        began, first, outcome = time.monotonic(), None, "stopped"
        try:
            async for piece in pieces:
                if first is None:
                    first = time.monotonic()
                    yield head
                following.feed(piece)
                yield piece
            if first is None:
                raise BadAnswer(f"{head.upstream} answered with nothing.", upstream=head.upstream)
            outcome = "ok"
        except FelloeError as error:
            outcome = error.body().code
            raise
        finally:
            usage = following.usage(asked)
            self._note(
                Use(
                    upstream=head.upstream,
                    model=candidate.model,
                    session="",
                    message="",
                    purpose=PURPOSE,
                    outcome=outcome,
                    usage=usage,
                    cost_usd=self._price(candidate.upstream, candidate.model, usage),
                    first_ms=first and (first - began) * 1e3,
                    whole_ms=(time.monotonic() - began) * 1e3,
                )
            )


class _Following:
    """Reads along."""

    def __init__(self, content_type: str) -> None:
        self._stream = StreamTee()
        self._whole = bytearray()
        self._is_stream = not content_type.lower().startswith("application/json")

    def feed(self, data: bytes) -> None:
        self._stream.feed(data)
        if not self._is_stream and len(self._whole) <= LIMITS.completion:
            self._whole += data

    def usage(self, asked: Asked) -> Usage:
        if self._is_stream:
            return self._stream.usage(asked.prompt_estimate)
        whole = bytes(self._whole) if len(self._whole) <= LIMITS.completion else None
        return usage_of_whole(whole, self._stream.size, asked.prompt_estimate)
