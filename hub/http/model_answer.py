"""A model's answer to whoever asked, as it comes; and errors in the two shapes that programs expect there.

Rules of this module:
- the bytes are the upstream's; what breaks off is cut, so that it does not look whole, and where there is room for it
  between two events the reason goes before the cut as an event of its own;
- going away ends the request at the upstream, and so does the end of what the caller rests on.
"""

from __future__ import annotations

import asyncio
import json
import math

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hub.accounts.standing import Known
from hub.models.answer import Answer
from hub.models.offers import Refusal
from hub.models.proxy import Passage
from hub.services import Services
from shared.completions.asked import parse
from shared.errors import Cancelled, FelloeError, ModelRefused, RateLimited
from shared.system.hang_up import while_there
from shared.system.model_problems import model_problem, openai_error

_AT_ONCE = 262_144
"""Bytes of a request that are read in less time than it takes to ask a thread."""

_PASSED = ("content-encoding", "x-request-id")

log = structlog.get_logger()


class ModelAnswer(Response):
    """What an upstream answers to `body`."""

    def __init__(self, hub: Services, known: Known, body: bytes) -> None:
        super().__init__()
        self._hub = hub
        self._known = known
        self._asked = body
        self._passage: Passage | None = None
        self._begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._hub.endings.guard(self._known.caller, self._known.seen):
                await while_there(receive, self._exchange(send))
        except FelloeError as error:
            if not self._begun:
                await model_problem(error)(scope, receive, send)
            else:
                log.info("answer of a model cut", model=self._passage and self._passage.asked.model, code=error.code)
                await self._say(error, send)

    async def _exchange(self, send: Send) -> None:
        proxy, body = self._hub.models, self._asked
        asked = parse(body) if len(body) <= _AT_ONCE else await asyncio.to_thread(parse, body)
        with proxy.passage(self._known.caller, asked) as passage:
            self._passage = passage
            found = await proxy.forwarding.ask(passage.asked, passage.offers)
            if isinstance(found, Refusal):
                await self._refuse(found, passage, send)
                return
            try:
                passage.begun(found)
                await self._pass(found, passage, send)
            finally:
                found.close()
            passage.outcome = "ok"

    async def _pass(self, answer: Answer, passage: Passage, send: Send) -> None:
        feed, piece = passage.tee.feed, answer.first
        now = asyncio.get_running_loop().time
        self._begun = True
        await send({"type": "http.response.start", "status": answer.status, "headers": _headers(answer)})
        try:
            async with asyncio.timeout(None) as patience:
                while piece:
                    feed(piece)
                    patience.reschedule(now() + self._hub.timeouts.slow_reader)
                    await send({"type": "http.response.body", "body": piece, "more_body": not answer.whole})
                    if answer.whole:
                        return
                    patience.reschedule(None)
                    piece = await answer.read()
        except TimeoutError:
            raise Cancelled("Whoever asked took nothing of the answer for too long.") from None
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _refuse(self, refusal: Refusal, passage: Passage, send: Send) -> None:
        passage.offer = refusal.offer
        passage.outcome = RateLimited.code if refusal.status == RateLimited.status else ModelRefused.code
        wait_s = refusal.retry_after_s
        headers = {} if wait_s is None else {"retry-after": str(math.ceil(wait_s))}
        answer = Response(refusal.body, refusal.status, headers, media_type="application/json")
        self._begun = True
        await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
        await send({"type": "http.response.body", "body": refusal.body, "more_body": False})

    async def _say(self, error: FelloeError, send: Send) -> None:
        """Why the stream ends here. It is not ended as one that is whole would be."""
        if self._passage and self._passage.is_stream and self._passage.tee.between_events:
            said = json.dumps({"error": openai_error(error)}, ensure_ascii=False).encode()
            await send({"type": "http.response.body", "body": b"data: " + said + b"\n\n", "more_body": True})


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    given = {name: value for name, value in answer.headers.items() if value.isprintable()}  # else nothing can be sent
    headers = {
        "content-type": given.get("content-type", "text/event-stream") if answer.is_stream else "application/json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-felloe-upstream": answer.offer.upstream.name,
    }
    if answer.is_stream:
        headers["x-accel-buffering"] = "no"  # proxies too pass them on as they come
    if answer.whole:
        headers["content-length"] = str(len(answer.first))
    headers |= {name: given[name] for name in _PASSED if name in given}
    return [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
