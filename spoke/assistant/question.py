"""The question that a model is asked at each step: prompt, chat so far, what this answer did already; made to fit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.completions.pieces import Text
from shared.completions.usage import tokens
from shared.errors import FelloeError
from spoke.assistant.attached import unseen
from spoke.assistant.fitting import cut_form, split, transcript, weight
from spoke.assistant.history import OLD_RESULT, Turn, Wire
from spoke.assistant.prompts import prompt, system_prompt
from spoke.assistant.telling import cut
from spoke.assistant.terms import SHORT_BELOW, Terms
from spoke.assistant.tools import Tools
from spoke.models.answering import Answer, AskModel, Question

_WHOLE = 3
"""Turns at the end whose results are kept whole as long as there is room."""

_SUMMARY = 8_000
"""Characters of a summary."""

_LEAST_CONTEXT = 1_500


@dataclass(frozen=True, slots=True)
class About:
    """What is answered. `only_here`: the chat never leaves this device, so no model elsewhere may read it."""

    session_id: str
    answer_id: str
    only_here: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    until: str
    text: str
    by: Literal["model", "cut"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is asked, as far as the model can read it at once."""

    question: Question
    summary: Summary | None
    """What was summarised to make it fit, if anything was."""


class ChatSoFar:
    """Of one answer. `turns` end with what it answers; `summary` stands for what came before them."""

    def __init__(
        self,
        turns: Sequence[Turn],
        summary: str,
        tools: Tools,
        terms: Terms,
        *,
        about: About,
        others: Sequence[str],
        now: datetime,
        ask: AskModel,
    ) -> None:
        self._turns = list(turns)
        self._summary = summary
        self._tools = tools
        self._wire = tools.wire
        self._terms = terms
        self._about = about
        self._others = others
        self._now = now
        self._ask = ask
        self._context = terms.context
        self._tools_tokens = weight([{"tools": self._wire}])
        self._own: list[Wire] = []
        self._own_tokens = 0
        self._forms: list[tuple[list[Wire], int]] = []
        """The turns in their forms, the fullest first, with their tokens: weighed once, not at each step."""

        self._system_text = ""

    def add(self, own: Sequence[Wire]) -> None:
        """What this answer said and did in its last step."""
        self._own.extend(own)
        self._own_tokens += weight(own)

    def shrink(self) -> bool:
        """Take the model to read less than was thought. False where that makes no sense any more."""
        self._context = int(self._context * 0.6)
        self._system_text = ""
        return self._context >= _LEAST_CONTEXT

    def without_pictures(self) -> bool:
        """The model takes none: say so in their place. False where there are none."""
        before = self._turns
        self._turns = [
            Turn(turn.id, [unseen(each) for each in turn.wire], [unseen(each) for each in turn.short])
            for turn in before
        ]
        self._forms = []
        return self._turns != before

    async def question(self) -> Fitted:
        summary = None
        messages = self._fitting()
        if messages is None:
            summary = await self._summarize()
            messages = self._fitting() or self._least()
        system = {"role": "system", "content": self._system()}
        question = Question(
            [system, *messages],
            self._wire,
            self._terms.model,
            self._terms.parameters,
            session=self._about.session_id,
            message=self._about.answer_id,
            only_here=self._about.only_here,
        )
        return Fitted(question, summary)

    def _fitting(self) -> list[Wire] | None:
        """The chat in the fullest form that fits; None where none does."""
        room = self._room() - self._own_tokens
        for form, size in self._formed():
            if size <= room:
                return form + self._own
        return None

    def _formed(self) -> list[tuple[list[Wire], int]]:
        if not self._forms:
            whole = [message for turn in self._turns for message in turn.wire]
            older, newer = self._turns[:-_WHOLE], self._turns[-_WHOLE:]
            shorter = [message for turn in older for message in turn.short]
            shorter += [message for turn in newer for message in turn.wire]
            self._forms = [(form, weight(form)) for form in (whole, shorter)]
        return self._forms

    def _least(self) -> list[Wire]:
        """As small as it can be, with results of earlier steps cut. The model says if it is too much still."""
        own = self._own
        last = max((place for place, message in enumerate(own) if message["role"] == "assistant"), default=0)
        cut_own = [
            message | {"content": cut(message["content"], OLD_RESULT)}
            if message["role"] == "tool" and place < last
            else message
            for place, message in enumerate(own)
        ]
        return [message for turn in self._turns for message in turn.short] + cut_own

    def _room(self) -> int:
        reserved = self._terms.longest or min(4_096, self._context // 4)
        return self._context - reserved - self._tools_tokens - tokens(len(self._system().encode()))

    def _system(self) -> str:
        if not self._system_text:
            self._system_text = system_prompt(
                self._tools, self._others, self._now, instructions=self._terms.instructions, summary=self._summary,
                short=self._context < SHORT_BELOW,
            )  # fmt: skip
        return self._system_text

    async def _summarize(self) -> Summary | None:
        cutting = split(self._turns, max(0, self._room() - self._own_tokens))
        if cutting is None:
            return None
        text = await self._by_model(transcript(cutting.older, self._summary, self._context))
        by: Literal["model", "cut"] = "model" if text else "cut"
        self._summary = text or cut_form(cutting.older, self._summary)
        self._turns = cutting.newer
        self._forms, self._system_text = [], ""
        return Summary(cutting.until, self._summary, by)

    async def _by_model(self, conversation: str) -> str:
        """Empty where it cannot."""
        messages = [{"role": "system", "content": prompt("summary")}, {"role": "user", "content": conversation}]
        question = Question(
            messages,
            model=self._terms.model,
            purpose="summary",
            session=self._about.session_id,
            message=self._about.answer_id,
            only_here=self._about.only_here,
        )
        said = ""
        try:
            async with aclosing(self._ask(question)) as answering:
                async for piece in answering:
                    if isinstance(piece, Text):
                        said += piece.text
                    if isinstance(piece, Answer) and piece.problem is not None:
                        return ""
                    if len(said) > _SUMMARY:
                        return said[:_SUMMARY]
        except FelloeError:
            return ""
        return said.strip()
