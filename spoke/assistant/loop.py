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

from shared.completions.pieces import Text, Thought
from shared.errors import ContextTooLong, FelloeError, LimitExceeded, ModelRefused, TooLarge
from shared.ids import new_id
from shared.limits import LIMITS
from shared.parts import AskPart, CallPart, EndPart, Reason, StepPart, SummaryPart, Tokens, answer_parts
from spoke.assistant.calls import Calls
from spoke.assistant.clock import Clock
from spoke.assistant.hearing import Hearing
from spoke.assistant.history import answered, extra_of, step_wire
from spoke.assistant.question import Asked, ChatSoFar
from spoke.assistant.recording import Recorder
from spoke.assistant.repeats import Repeats
from spoke.assistant.telling import told_error
from spoke.assistant.terms import Terms
from spoke.models.answering import Answer, Ask
from spoke.node.bodies.approvals import AskInfo

_AT_ONCE = 4
"""Calls of one step that are made side by side: each may need a worker of the sandbox, and so may what it calls."""

_LEAST_ROOM = 8_192
"""Bytes that a message must still hold for the loop to go on."""

_LEAST_RESULT = 512
_NAME = 200
"""Characters that are kept of a name, an id or another word of a model's."""

_LEAST_S = 1.0
"""What an answer that is taken up has at least, whatever its steps took before."""

_REFITS = 3
"""How often a question is made smaller where a model says that it cannot read it."""

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
    def __init__(
        self,
        recorder: Recorder,
        chat: ChatSoFar,
        calls: Calls,
        ask: Ask,
        terms: Terms,
        read: Callable[[list[str]], None],
        has_read: Callable[[], list[str]],
    ) -> None:
        """`read` hears what calls have read, `has_read` says what the chat has. What the recorder holds already is
        taken up where it was."""
        self._recorder = recorder
        self._chat = chat
        self._calls = calls
        self._ask = ask
        self._terms = terms
        self._read = read
        self._has_read = has_read
        self._repeats = Repeats()
        known = list(answer_parts(recorder.live.grown.parts))
        self._steps = [part for part in known if isinstance(part, StepPart)]
        self._open = {part.id: part for part in known if isinstance(part, CallPart)}
        """Calls that have not ended, by the ids of their parts."""
        self._asks = {part.ask: part for part in known if isinstance(part, AskPart)}
        self._used = _sum([step.usage for step in self._steps])
        self._heard = ""
        """What the model said in the newest step."""

        self._waiting: set[str] = set()
        self._clock = Clock(max(_LEAST_S, terms.time_s - sum(step.ms for step in self._steps) / 1e3))
        self._ended = False
        self._calls_of_step: dict[str, CallPart] = {
            part.id: part for part in self._open.values() if self._steps and part.step == self._steps[-1].step
        }
        """Of the newest step, as they stand, in the order in which they were asked for."""

        for part in list(self._open.values()):
            if part.state in ("done", "failed", "unknown", "stopped"):
                del self._open[part.id]
                self._repeats.ended(part.name, part.arguments, part.result)

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
        for part in list(self._open.values()):
            self._close(part.model_copy(update={"state": "stopped", "result": None}))
        for asked in self._asks.values():
            if asked.state == "pending":
                self._recorder.part(asked.model_copy(update={"state": "cancelled"}))
        last = self._steps[-1] if self._steps else None
        costs = [step.cost for step in self._steps if step.cost is not None]
        body = error.body().model_copy(update={"details": {}}) if error else None
        end = EndPart(
            id="end", at=self._recorder.at, reason=reason, message=(message or LINES[reason])[:1_000], error=body,
            model=last.model if last else "", upstream=last.upstream if last else "",
            usage=self._used, cost=sum(costs) if costs else None,
            steps=len(self._steps), ms=round(self._clock.taken_s * 1e3, 1),
        )  # fmt: skip
        self._recorder.part(end)
        self._ended = True
        return end

    @property
    def open_calls(self) -> list[CallPart]:
        return list(self._open.values())

    async def _go_on(self) -> None:
        await self._take_up()
        if self._steps and not self._calls_of_step:  # it was cut off after the model had said its last word
            return _check_end(self._steps[-1].finish, self._recorder.live.grown.text[self._last_began :])
        while True:
            self._check_limits()
            answer = await self._step()
            if answer.problem is not None:
                raise _End("model", answer.problem.message, answer.problem)
            if not answer.tool_calls:
                return _check_end(answer.finish, answer.text)
            await self._recorder.durable()
            await self._do(list(self._open.values()))
            self._chat.add(list(step_wire(self._steps[-1], self._heard, list(self._calls_of_step.values()))))
            if self._repeats.stuck:
                raise _End("loop")

    def _check_limits(self) -> None:
        if len(self._steps) >= self._terms.steps:
            raise _End(
                "steps", f"It took {self._terms.steps} steps, as many as one answer may, so it was stopped here."
            )
        used = self._used
        if used.prompt + used.completion >= self._terms.tokens:
            raise _End("tokens", f"It cost {used.prompt + used.completion:,} tokens, so it was stopped here.")
        if self._recorder.room < _LEAST_ROOM:
            raise _End("size")

    # --- asking the model --------------------------------------------------------------------------------------------

    async def _step(self) -> Answer:
        for refit in range(_REFITS + 1):
            try:
                return await self._asked(await self._question())
            except ContextTooLong as error:
                if refit == _REFITS or not self._chat.shrink():
                    raise _End("model", error.message, error) from None
            except ModelRefused as error:
                if refit == _REFITS or not self._chat.without_pictures():
                    raise _End("model", error.message, error) from None
            except FelloeError as error:
                raise _End("model", error.message, error) from None
        raise AssertionError("unreachable")

    async def _question(self) -> Asked:
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

    async def _asked(self, asked: Asked) -> Answer:
        number = len(self._steps) + 1
        hearing = Hearing(self._recorder, number, self._from)
        async with aclosing(self._ask(asked.question)) as answering:
            async for piece in answering:
                match piece:
                    case Text():
                        if not hearing.text(piece.text):
                            raise _End("size", "The answer became too long, so it was stopped here.")
                    case Thought():
                        hearing.thought(piece.text)
                    case Answer():
                        hearing.fresh()
                        self._record(number, piece, hearing)
                        return piece
        raise AssertionError("an answer has an end")

    def _record(self, number: int, answer: Answer, hearing: Hearing) -> None:
        extra = extra_of(answer.message)
        calls = [] if answer.problem else answer.tool_calls
        if answer.problem:
            extra.pop("tool_calls", None)
        usage = answer.usage
        step = StepPart(
            id=f"s{number}", at=self._recorder.at, step=number, model=answer.model[:_NAME], upstream=answer.upstream,
            finish=answer.finish[:_NAME], cost=answer.cost_usd, ms=round(answer.whole_s * 1e3, 1), origin=answer.origin,
            usage=Tokens(prompt=usage.prompt, completion=usage.completion, cached=usage.cached,
                         reasoning=usage.reasoning, estimated=usage.estimated),
            extra=extra,
        )  # fmt: skip
        if len(step.model_dump_json()) > self._recorder.room // 2:
            step = step.model_copy(update={"extra": {}})
        self._heard = hearing.said
        self._steps.append(step)
        self._used = _sum([self._used, step.usage])
        self._calls_of_step = {}
        self._recorder.part(step)
        for place, call in enumerate(calls):
            self._queue(number, place, call)

    # --- doing what it wants -----------------------------------------------------------------------------------------

    def _queue(self, step: int, place: int, call: dict[str, object]) -> None:
        function = call.get("function")
        said = function if isinstance(function, dict) else {}
        arguments = str(said.get("arguments") or "")
        room = max(0, min(LIMITS.tool_arguments, self._recorder.room // 4))
        part = CallPart(
            id=f"c{step}.{place}", at=self._recorder.at, step=step, call_id=str(call.get("id") or "")[:_NAME],
            name=str(said.get("name") or "")[:_NAME], arguments=arguments[:room], run=new_id(),
            state="running" if place < _AT_ONCE else "queued",
        )  # fmt: skip
        if len(arguments) > room:
            return self._close(_failed(part, TooLarge(f"Arguments may hold {room} characters here. Nothing was done.")))
        return self._change(self._calls.begun(part))

    async def _take_up(self) -> None:
        """What was cut off by a stop of the node: never made again; what was not begun is made now."""
        if cut := [part for part in self._open.values() if part.state in ("running", "waiting")]:
            await asyncio.gather(*(self._end_of(part, taken_up=True) for part in cut))
        if self._open:
            await self._do(list(self._open.values()))
        grown = self._recorder.live.grown
        self._chat.add(answered(grown.text[: self._from], grown.parts))

    async def _do(self, parts: list[CallPart]) -> None:
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(place: int, part: CallPart) -> None:
            async with room:
                if place >= LIMITS.tool_calls:
                    many = LimitExceeded(f"A step may make {LIMITS.tool_calls} calls. This one was not made.")
                    self._close(_failed(part, many))
                    return
                try:
                    if part.state == "queued":
                        part = part.model_copy(update={"state": "running"})
                        self._change(part)
                        await self._recorder.durable()
                except FelloeError as error:
                    self._close(_failed(part, error))
                    return
                await self._end_of(part)

        await asyncio.gather(*(one(place, part) for place, part in enumerate(parts)))

    async def _end_of(self, part: CallPart, *, taken_up: bool = False) -> None:
        share = max(_LEAST_RESULT, min(LIMITS.tool_result, self._recorder.room // 4 // max(1, min(4, len(self._open)))))
        if taken_up:
            ended = await self._calls.take_up(part, share)
        else:
            try:
                self._repeats.check(part.name, part.arguments)
            except FelloeError as error:
                ended = _failed(part, error)
            else:
                ended = await self._calls.make(part, share)
                self._repeats.ended(part.name, part.arguments, ended.result)
        self._read(ended.read)
        self._close(ended)

    def _change(self, part: CallPart) -> None:
        self._open[part.id] = self._calls_of_step[part.id] = part
        self._recorder.part(part)

    def _close(self, part: CallPart) -> None:
        self._open.pop(part.id, None)
        self._calls_of_step[part.id] = part
        self._recorder.part(part)

    # --- waiting for the user ----------------------------------------------------------------------------------------

    def waiting(self, part: CallPart, waits: bool) -> None:
        """A call was put aside until the user answers, or goes on."""
        if waits:
            self._waiting.add(part.id)
            self._change(part)
        else:
            self._waiting.discard(part.id)
        self._keep_time()

    def asked_of_user(self, infos: Sequence[AskInfo]) -> None:
        """Questions to the user as they stand now."""
        if self._ended:
            return
        runs = {part.run: part for part in self._open.values()}
        for info in infos:
            known = self._asks.get(info.id)
            part = runs.get(info.root)
            if known is None and part is None:
                continue
            made = known or _ask_part(info, part, self._recorder.at)
            changed = made.model_copy(update={"state": info.state, "answer": info.answer})
            if changed != known:
                self._asks[info.id] = changed
                self._recorder.part(changed)
        self._keep_time()

    def _keep_time(self) -> None:
        """The clock stands still while the user is asked."""
        asked = bool(self._waiting) or any(part.state == "pending" for part in self._asks.values())
        self._recorder.live.set_state("waiting" if asked else "writing")
        (self._clock.stop if asked else self._clock.go_on)()


def _check_end(finish: str, text: str) -> None:
    if finish == "length":
        raise _End("size", "The model stopped at its own limit of tokens.")
    if finish == "content_filter":
        raise _End("model", "The model's provider refused to go on.")
    if finish == "cut":
        raise _End("model", "The model's answer was cut off.")
    if not text.strip():
        raise _End("model", "The model said nothing.")


def _failed(part: CallPart, error: FelloeError) -> CallPart:
    """A call that was not made."""
    return part.model_copy(update={"state": "failed", "result": told_error(error), "error": error.body()})


def _ask_part(info: AskInfo, part: CallPart | None, at: int) -> AskPart:
    return AskPart(
        id=f"a{info.id}", at=at, call=part.id if part else "", ask=info.id, title=info.title, asked=info.asked,
        offered=info.offered, args=info.args_json[:2_000], read=info.read,
    )  # fmt: skip


def _sum(usages: Sequence[Tokens]) -> Tokens:
    return Tokens(
        prompt=sum(each.prompt for each in usages), completion=sum(each.completion for each in usages),
        cached=sum(each.cached for each in usages), reasoning=sum(each.reasoning for each in usages),
        estimated=any(each.estimated for each in usages),
    )  # fmt: skip
