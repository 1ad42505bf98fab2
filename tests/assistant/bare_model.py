"""Asks a model of the wire without anything of the node's own between: no choice of upstreams, no keys, no accounts."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator

import httpx

from shared.completions.accumulator import Accumulator, chunk_of
from shared.completions.event_stream import EventStream
from shared.completions.pieces import Piece
from shared.completions.usage import Usage
from shared.errors import AnswerCut, ContextTooLong, ModelUnreachable
from spoke.models.answering import ORIGIN, Answer, Ask, Question


def ask_at(url: str) -> Ask:
    async def ask(question: Question) -> AsyncGenerator[Piece | Answer]:
        began = time.perf_counter()
        messages = [{key: value for key, value in each.items() if key != ORIGIN} for each in question.messages]
        body = {"model": question.model or "scripted", "messages": messages, "stream": True, **question.parameters}
        if question.tools:
            body["tools"] = list(question.tools)
        joined, events = Accumulator(), EventStream()
        problem = None
        try:
            async with httpx.AsyncClient() as http, http.stream("POST", f"{url}/chat/completions", json=body) as reply:
                if reply.status_code == 400:
                    raise ContextTooLong("That is too long for this model.")
                if reply.is_error:
                    raise ModelUnreachable("The model cannot be reached.")
                async for data in reply.aiter_raw():
                    for payload in events.feed(data):
                        for piece in joined.add(chunk_of(payload)):
                            yield piece
        except httpx.TransportError:
            if not joined.written:
                raise ModelUnreachable("The model cannot be reached.") from None
            problem = AnswerCut("The model's answer was cut off.")
        finish = joined.finish or "stop"
        took = time.perf_counter() - began
        usage = joined.usage or Usage(prompt=10, completion=joined.written // 4, estimated=True)
        yield Answer(joined.message(), finish, usage, "scripted", "script", url, took, took, 0.0, (), problem)

    return ask
