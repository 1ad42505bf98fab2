"""What an answer needs to begin, or to go on: the chat, what holds for it, what is in reach now."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from shared.parts import StepPart, answer_parts
from shared.system.wall_clock import WallClock
from spoke.assistant import chat_settings, reading
from spoke.assistant.around import Means
from spoke.assistant.loop import Loop
from spoke.assistant.question import About, ChatSoFar
from spoke.assistant.recording import Recorder
from spoke.assistant.step_calls import StepCalls
from spoke.assistant.terms import Terms
from spoke.assistant.tools import Tools
from spoke.assistant.waiting import Waiting
from spoke.node.bodies.answers import AnswerInfo, ChatSettings

_LEAST_S = 1.0
"""What an answer that is taken up has at least, whatever its steps took before."""


async def prepared(means: Means, recorder: Recorder, asked_for: dict[str, Any]) -> Loop:
    """`asked_for`: the `model` and `parameters` of who asked. Raises `NotFound` where the chat is no more."""
    info, around = recorder.live.info, means.around
    chat, general, own = await means.database.read(partial(_read, info=info))
    model = asked_for.get("model") or own.model or general.model
    context = await around.context(model, only_here=chat.only_here)
    terms = Terms.of(general, own, model, asked_for.get("parameters"), context)
    turns = await reading.turns(chat.messages, around.attached(terms.context), lambda role: role != "tool")
    tools = Tools(await around.reach(), short=terms.short, offered=terms.tools)
    means.reads.add(info.session_id, chat.read)
    so_far = ChatSoFar(
        turns, chat.summary, tools, terms,
        about=About(info.session_id, info.id, only_here=chat.only_here), others=await around.others(),
        now=datetime.now().astimezone(), ask=means.ask,
    )  # fmt: skip
    clock = WallClock(_left_s(recorder, terms))
    waiting = Waiting(recorder, clock)
    calls = StepCalls(recorder, waiting, around, tools, info.session_id, partial(means.reads.add, info.session_id))
    has_read = partial(means.reads.newest, info.session_id)
    return Loop(recorder, so_far, calls, waiting, clock, means.ask, terms, has_read)


def _read(connection: Connection, info: AnswerInfo) -> tuple[reading.ChatRead, ChatSettings, ChatSettings]:
    return (
        reading.branch_to(connection, info.session_id, str(info.question_id)),
        chat_settings.general(connection),
        chat_settings.of_chat(connection, info.session_id),
    )


def _left_s(recorder: Recorder, terms: Terms) -> float:
    """Seconds that it may still take."""
    steps = [part for part in answer_parts(recorder.live.grown.parts) if isinstance(part, StepPart)]
    return max(_LEAST_S, terms.time_s - sum(step.ms for step in steps) / 1e3)
