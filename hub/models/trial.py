"""Trying an upstream for its admin: what it lists, and one short answer, which costs what it costs."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from hub.models.answer import Answer
from hub.models.forwarding import Forwarding
from hub.models.offers import Offer, Refusal
from hub.store.records import Upstream
from shared.completions.accumulator import Accumulator, chunk_of
from shared.completions.asked import Asked, parse
from shared.completions.event_stream import EventStream
from shared.completions.tee import StreamTee, usage_of_whole
from shared.completions.usage import Usage
from shared.errors import BadAnswer, FelloeError, InvalidArgument, ModelFailed, ModelRefused

_LONGEST = 65_536


@dataclass(frozen=True, slots=True)
class Trial:
    model: str
    listed: list[str] | None
    """What the upstream says that it has; None where it does not say."""
    said: str
    usage: Usage
    first_byte_ms: int
    ms: int


async def try_out(forwarding: Forwarding, upstream: Upstream, model: str | None) -> Trial:
    """Raises `ModelFailed`, or a kind of it, or `ModelRefused` in the upstream's words."""
    offered = model or next(iter(upstream.models))
    if offered not in upstream.models:
        raise InvalidArgument(f"{upstream.name} does not offer {offered}. It offers: {', '.join(upstream.models)}.")
    try:
        listed = await forwarding.models(upstream)
    except FelloeError:
        listed = None  # some have no such list, and answer all the same
    began = time.monotonic()
    found = await forwarding.ask(_question(offered), [Offer(upstream, upstream.models[offered])])
    if isinstance(found, Refusal):
        raise ModelRefused(f"{upstream.name} answered {found.status}: {_word(found.body)}", status=found.status)
    first_byte_ms = _ms_since(began)
    try:
        said, usage = await _read(found)
    finally:
        found.close()
    return Trial(offered, listed, said, usage, first_byte_ms, _ms_since(began))


def _question(model: str) -> Asked:
    messages = [{"role": "user", "content": "Reply with the word: ok"}]
    return parse(
        json.dumps(
            {"model": model, "messages": messages, "stream": True, "stream_options": {"include_usage": True}}
        ).encode()
    )


async def _read(answer: Answer) -> tuple[str, Usage]:
    joined, events, tee, piece = Accumulator(), EventStream(), StreamTee(), answer.first
    if not answer.is_stream:
        joined.add(chunk_of(answer.first))
        return _said(joined), usage_of_whole(answer.first, len(answer.first), 0)
    while piece and tee.size < _LONGEST:
        tee.feed(piece)
        for payload in events.feed(piece):
            joined.add(chunk_of(payload))
        piece = await answer.read()
    if joined.error:
        raise ModelFailed(f"{answer.offer.upstream.name}: {str(joined.error.get('message'))[:500]}", kind="status")
    return _said(joined), tee.usage(0)


def _said(joined: Accumulator) -> str:
    return str(joined.message().get("content") or "")[:200]


def _word(body: bytes) -> str:
    """What an error says."""
    try:
        error = chunk_of(body).get("error")
    except BadAnswer:
        return "no reason"
    return str(error.get("message") if isinstance(error, dict) else error)[:500]


def _ms_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
