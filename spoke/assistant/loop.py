"""One answer: the model is asked, calls what it wants called, hears the results and is asked again, until it is done.

Rules of this module:
- what the model wants done is on disk before it is done; a stop at any moment leaves what there is, and after a crash
  nothing is done twice: what had begun is `unknown`;
- whatever goes wrong ends in one reason and one line, and what was said and done until then stays;
- the time that the user is waited for does not count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing

from shared.completions.pieces import Text, Thought, ToolCallPiece
from shared.errors import ContextTooLong, FelloeError, ModelRefused, RateLimited
from shared.ids import new_id
from shared.parts import CallPart, EndPart, Reason, StepPart, SummaryPart, Tokens, answer_parts
from shared.system.wall_clock import WallClock
from spoke.assistant.hearing import Hearing
from spoke.assistant.history import answered, extra_of, step_wire
from spoke.assistant.question import ChatSoFar, Fitted
from spoke.assistant.recording import Recorder
from spoke.assistant.step_calls import NAME, StepCalls
from spoke.assistant.terms import Terms
from spoke.assistant.waiting import Waiting
from spoke.models.answering import Answer, AskModel, Began
from spoke.node.bodies.approvals import AskInfo

_LEAST_ROOM = 8_192
"""Bytes that a message must still hold for the loop to go on."""

_TRIES = 3
"""How often a question that was refused is mended and asked again."""

_LONGEST_WAIT_S = 20.0
"""What an answer waits for a model that says when it may be asked again."""

LINES: dict[Reason, str] = {
    "answered": "",
    "stopped": "It was stopped.",
    "steps": "It took more steps than one answer may, so it was stopped here.",
    "time": "It took longer than one answer may, so it was stopped here.",
    "tokens": "It cost more tokens than one answer may, so it was stopped here.",
    "size": "The answer holds as much as one message can.",
    "loop": "The model made the same call again and again, so it was stopped.",
    "model": "The model gave no answer.",
    "interrupted": "The device was stopped while this was written.",
    "failed": "The device failed in a way it should not. Its log says where.",
}


class _End(Exception):
    def __init__(self, reason: Reason, message: str = "", error: FelloeError | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.error = error


class Loop:
    """What the recorder holds already is taken up where it was. `has_read`: what the chat has read."""

    def __init__(
        self,
        recorder: Recorder,
        chat: ChatSoFar,
        calls: StepCalls,
        waiting: Waiting,
        clock: WallClock,
        ask: AskModel,
        terms: Terms,
        has_read: Callable[[], list[str]],
    ) -> None:
        self._recorder = recorder
        self._chat = chat
        self._calls = calls
        self._waiting = waiting
        self._clock = clock
        self._ask = ask
        self._terms = terms
        self._has_read = has_read
        self._steps = [part for part in answer_parts(recorder.live.grown.parts) if isinstance(part, StepPart)]
        self._used = _sum([step.usage for step in self._steps])
        self._model = self._steps[-1].model if self._steps else ""
        """That was asked last, as far as it answered."""

        self._said = ""
        """By the model in the newest step."""

    # --- its course --------------------------------------------------------------------------------------------------

    async def run(self) -> EndPart:
        """Only cancelling raises."""
        try:
            async with self._clock:
                await self._go_on()
        except _End as end:
            return self.ended(end.reason, end.message, end.error)
        except TimeoutError:
            return self.ended("time", f"It took longer than {self._terms.time_s:g} s, so it was stopped here.")
        except FelloeError as error:
            return self.ended("failed", error.message, error)
        return self.ended("answered")

    def ended(self, reason: Reason, message: str = "", error: FelloeError | None = None) -> EndPart:
        """How it ended, as its last part says; what still was open is stopped."""
        self._waiting.end()
        self._calls.stop()
        last = self._steps[-1] if self._steps else None
        costs = [step.cost for step in self._steps if step.cost is not None]
        body = error.body().model_copy(update={"details": {}}) if error else None
        end = EndPart(
            id="end", at=self._recorder.at, reason=reason, message=(message or LINES[reason])[:1_000], error=body,
            model=self._model, upstream=last.upstream if last else "",
            usage=self._used, cost=sum(costs) if costs else None,
            steps=len(self._steps), ms=round(self._clock.taken() * 1e3, 1),
        )  # fmt: skip
        self._recorder.part(end)
        return end

    @property
    def open_calls(self) -> list[CallPart]:
        return self._calls.open

    def asked_of_user(self, infos: Sequence[AskInfo]) -> None:
        """Questions to the user as they stand now."""
        self._waiting.asked(infos, self._calls.open)

    async def _go_on(self) -> None:
        await self._take_up()
        if self._steps and not self._calls.of_step:  # it was cut off after the model had said its last word
            return _check_end(self._steps[-1].finish, self._recorder.live.grown.text[self._last_began :])
        while True:
            self._check_limits()
            answer = await self._step()
            if answer.problem is not None:
                raise _End("model", answer.problem.message, answer.problem)
            if not answer.tool_calls:
                return _check_end(answer.finish, answer.text)
            await self._recorder.durable()
            await self._calls.make()
            self._chat.add(list(step_wire(self._steps[-1], self._said, self._calls.of_step)))
            if self._calls.stuck:
                raise _End("loop")

    async def _take_up(self) -> None:
        await self._calls.take_up()
        grown = self._recorder.live.grown
        self._chat.add(answered(grown.text[: self._from], grown.parts))

    def _check_limits(self) -> None:
        if len(self._steps) >= self._terms.steps:
            raise _End(
                "steps", f"It took {self._terms.steps} steps, as many as one answer may, so it was stopped here."
            )
        used = self._used
        if used.prompt + used.completion >= self._terms.tokens:
            cost, most = used.prompt + used.completion, self._terms.tokens
            raise _End("tokens", f"It cost {cost:,} tokens, and one answer may cost {most:,}, so it was stopped here.")
        if self._recorder.room < _LEAST_ROOM:
            raise _End("size")

    # --- asking the model --------------------------------------------------------------------------------------------

    async def _step(self) -> Answer:
        for last in (*[False] * _TRIES, True):
            try:
                return await self._asked(await self._question())
            except FelloeError as error:
                if last or not await self._mended(error):
                    raise _End("model", error.message, error) from None
        raise AssertionError("unreachable")

    async def _mended(self, error: FelloeError) -> bool:
        """Whether it makes sense to ask once more: with less, without pictures, or when it is time again."""
        match error:
            case ContextTooLong():
                return self._chat.shrink()
            case ModelRefused():
                return self._chat.without_pictures()
            case RateLimited(details={"retry_after_s": int() | float() as wait_s}) if wait_s <= _LONGEST_WAIT_S:
                await asyncio.sleep(wait_s)
                return True
        return False

    async def _question(self) -> Fitted:
        """With what the answer already holds; a chat that is too long becomes a summary first."""
        asked = await self._chat.question()
        if asked.summary is not None:
            self._recorder.part(
                SummaryPart(
                    id=f"m{new_id()[-8:]}", at=self._recorder.at, until=asked.summary.until, text=asked.summary.text,
                    by=asked.summary.by, read=self._has_read(),
                )
            )  # fmt: skip
        return asked

    @property
    def _last_began(self) -> int:
        """Where the text of the newest step begins."""
        return self._steps[-2].at if len(self._steps) > 1 else 0

    @property
    def _from(self) -> int:
        """Where the text of the step begins that is asked for now."""
        return self._steps[-1].at if self._steps else 0

    async def _asked(self, asked: Fitted) -> Answer:
        number = len(self._steps) + 1
        hearing = Hearing(self._recorder, number, self._from)
        try:
            async with aclosing(self._ask(asked.question)) as answering:
                async for piece in answering:
                    match piece:
                        case Began():
                            self._model = piece.model[:NAME]
                            self._recorder.live.set_model(self._model)
                        case Text():
                            if not hearing.text(piece.text):
                                raise _End("size", "The answer became too long, so it was stopped here.")
                        case Thought():
                            hearing.thought(piece.text)
                        case ToolCallPiece():
                            hearing.call(piece)
                        case Answer():
                            hearing.fresh()
                            self._record(number, piece, hearing)
                            return piece
        finally:
            hearing.end({part.id for part in self._calls.of_step})
        raise AssertionError("an answer has an end")

    def _record(self, number: int, answer: Answer, hearing: Hearing) -> None:
        extra = extra_of(answer.message)
        calls = [] if answer.problem else answer.tool_calls
        if answer.problem:
            extra.pop("tool_calls", None)
        usage = answer.usage
        step = StepPart(
            id=f"s{number}", at=self._recorder.at, step=number, model=answer.model[:NAME], upstream=answer.upstream,
            finish=answer.finish[:NAME], cost=answer.cost_usd, ms=round(answer.whole_s * 1e3, 1), origin=answer.origin,
            usage=Tokens(prompt=usage.prompt, completion=usage.completion, cached=usage.cached,
                         reasoning=usage.reasoning, estimated=usage.estimated),
            extra=extra,
        )  # fmt: skip
        if len(step.model_dump_json()) > self._recorder.room // 2:
            step = step.model_copy(update={"extra": {}})
        self._said = hearing.said
        self._steps.append(step)
        self._used = _sum([self._used, step.usage])
        self._model = step.model
        self._recorder.part(step)
        self._calls.queue(number, calls)


def _check_end(finish: str, text: str) -> None:
    if finish == "length":
        raise _End("size", "The model stopped at its own limit of tokens.")
    if finish == "content_filter":
        raise _End("model", "The model's provider refused to go on.")
    if finish == "cut":
        raise _End("model", "The model's answer was cut off.")
    if not text.strip():
        raise _End("model", "The model said nothing.")


def _sum(usages: Sequence[Tokens]) -> Tokens:
    return Tokens(
        prompt=sum(each.prompt for each in usages), completion=sum(each.completion for each in usages),
        cached=sum(each.cached for each in usages), reasoning=sum(each.reasoning for each in usages),
        estimated=any(each.estimated for each in usages),
    )  # fmt: skip
