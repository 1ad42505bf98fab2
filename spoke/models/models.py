"""Asking a model: the user's first, and the next where it gives no answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

import httpx

from shared.completions.pieces import Piece
from shared.completions.usage import Usage, estimate
from shared.errors import (
    FelloeError,
    ModelFailed,
    ModelNotAllowed,
    ModelNotFound,
    ModelRefused,
    ModelUnreachable,
    NoModel,
    RateLimited,
)
from shared.timeouts import TIMEOUTS
from spoke.models.answering import Answer, Asking, Began, Question
from spoke.models.asking import DIFFERENCES, Difference, request_body
from spoke.models.candidates import Candidate, Candidates
from spoke.models.reading import Reading
from spoke.models.refusals import refusal
from spoke.models.upstream import Upstream
from spoke.models.upstreams import Upstreams
from spoke.models.uses import Use
from spoke.models.ways import Way, read

_REFUSAL = 64 * 1024
NEXT = (ModelFailed, RateLimited, ModelNotFound, ModelNotAllowed)
"""Of these, another upstream may still give an answer. What is wrong with the question is wrong everywhere."""

Price = Callable[[Upstream, str, Usage], float | None]
"""What that costs in US dollars, where it is known."""


class Models:
    def __init__(self, upstreams: Upstreams, price: Price, note: Callable[[Use], None]) -> None:
        self._upstreams = upstreams
        self._price = price
        self._note = note
        self._differing: dict[Candidate, set[Difference]] = {}

    async def ask(self, question: Question) -> Asking:
        """See `answering`. Nothing is asked before the first piece is waited for."""
        candidates = Candidates(self._upstreams, only_here=question.only_here)
        async with aclosing(candidates.of(question.model)) as found:
            async for candidate in found:
                try:
                    async with aclosing(self._asked(candidate, question, candidates.missed)) as answering:
                        async for piece in answering:
                            yield piece
                    return
                except NEXT as error:
                    candidates.missed.append(error)
        raise nobody(candidates.missed, only_here=question.only_here)

    async def _asked(self, candidate: Candidate, question: Question, missed: Sequence[FelloeError]) -> Asking:
        """Of one upstream. Raises where nothing came."""
        one = _One(self._upstreams.way(candidate.upstream), candidate, question)
        outcome = "stopped"
        try:
            async with aclosing(self._pieces(one)) as pieces:
                async for piece in pieces:
                    yield piece
            answer = one.answer(self._price, tuple(missed))
            outcome = answer.problem.body().code if answer.problem else "ok"
        except FelloeError as error:
            outcome = error.body().code
            raise
        finally:
            if one.reading is not None:  # what was refused took nothing
                self._note(one.use(self._price, outcome))
        yield answer

    async def _pieces(self, one: _One) -> AsyncGenerator[Began | Piece]:
        """Asked again where the upstream only parts from the others in how it wants to be asked."""
        differing = self._differing.setdefault(one.candidate, set())
        while True:
            body = request_body(one.question, one.candidate.model, one.origin, differing)
            async with one.way.open("POST", "/chat/completions", body, wait_s=TIMEOUTS.answer_first) as response:
                if response.status_code == httpx.codes.OK:
                    async with aclosing(one.read(response, await one.way.key())) as pieces:
                        async for piece in pieces:
                            yield piece
                    return
                refused = await self._refused(one, response)
            word = refused.message if isinstance(refused, ModelRefused) else ""
            if not (new := {each for each in DIFFERENCES if each in word} - differing):
                raise refused
            differing |= new

    async def _refused(self, one: _One, response: httpx.Response) -> FelloeError:
        name, model = one.candidate.upstream.name, one.candidate.model
        try:
            async with asyncio.timeout(TIMEOUTS.http_request):
                body = await read(response, _REFUSAL)
        except (TimeoutError, httpx.TransportError):
            body = b""
        key = await one.way.key()
        return refusal(name, response.status_code, response.headers, body, key=key, model=model)


class _One:
    """One question to one upstream, and what came of it so far."""

    def __init__(self, way: Way, candidate: Candidate, question: Question) -> None:
        self.way = way
        self.candidate = candidate
        self.question = question
        self.origin = f"{candidate.upstream.name} {candidate.model}"
        self.reading: Reading | None = None
        self._began = time.monotonic()
        self._first: float | None = None

    async def read(self, response: httpx.Response, key: str) -> AsyncGenerator[Began | Piece]:
        self.reading = Reading(self.candidate.upstream.name, response, key=key, model=self.candidate.model)
        async with aclosing(self.reading.pieces()) as pieces:
            async for piece in pieces:
                if self._first is None:
                    self._first = self._since()
                    yield Began(self._model(self.reading))
                yield piece

    def answer(self, price: Price, missed: tuple[FelloeError, ...]) -> Answer:
        assert self.reading is not None
        read, usage, whole_s = self.reading.answer, self._usage(), self._since()
        return Answer(
            message=read.message(),
            finish="cut" if self.reading.problem else read.finish or "stop",
            usage=usage,
            model=self._model(self.reading),
            upstream=self.candidate.upstream.name,
            origin=self.origin,
            first_s=self._first if self._first is not None else whole_s,
            whole_s=whole_s,
            cost_usd=price(self.candidate.upstream, self.candidate.model, usage),
            passed_over=missed,
            problem=self.reading.problem,
        )

    def _model(self, reading: Reading) -> str:
        return reading.answer.model or self.candidate.model

    def use(self, price: Price, outcome: str) -> Use:
        usage, question = self._usage(), self.question
        return Use(
            upstream=self.candidate.upstream.name,
            model=self.candidate.model,
            session=question.session,
            message=question.message,
            purpose=question.purpose,
            outcome=outcome,
            usage=usage,
            cost_usd=price(self.candidate.upstream, self.candidate.model, usage),
            first_ms=self._first and self._first * 1_000,
            whole_ms=self._since() * 1_000,
        )

    def _usage(self) -> Usage:
        """As the upstream counted; an estimate where it did not, or counted nothing where something was written."""
        assert self.reading is not None
        read = self.reading.answer
        if read.usage and read.usage.prompt and (read.usage.completion or not read.written):
            return read.usage
        return estimate(self.question.messages, self.question.tools, read.written)

    def _since(self) -> float:
        return time.monotonic() - self._began


def nobody(missed: Sequence[FelloeError], *, only_here: bool) -> FelloeError:
    """Why there is no answer."""
    if not missed:
        if only_here:
            return NoModel(
                "This chat stays on this device, and no model runs here. Start Ollama, LM Studio or llama.cpp."
            )
        return NoModel(
            "This device has no model yet. Start Ollama, LM Studio or llama.cpp here, add one with "
            "`felloe models add NAME URL`, or pair with a hub that has some."
        )
    if len(missed) == 1:
        if isinstance(missed[0], ModelUnreachable):
            return ModelUnreachable(
                f"{missed[0].message} `felloe models list` shows what is there.", **missed[0].details
            )
        return missed[0].anew()
    return ModelUnreachable(
        "No model answered. " + " ".join(error.message for error in missed[:5]),
        tried=[error.body().model_dump(mode="json") for error in missed],
    )
