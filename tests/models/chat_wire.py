"""Pieces of the OpenAI-compatible chat wire, as bytes: one helper for each thing that a model's answer may hold.

Each piece is what one HTTP chunk carries; `scripted_upstream` sends them exactly so. Nothing here is checked: a test
that wants what no model should send writes its bytes.
"""

from __future__ import annotations

import json
from typing import Any

DONE = b"data: [DONE]\n\n"
KEEP_ALIVE = b": keep-alive\n\n"
"""A comment, as upstreams send while a model thinks."""


def event(data: Any) -> bytes:
    """One server-sent event; `data` is JSON unless it is text, which goes as it is."""
    return b"data: " + (data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)).encode() + b"\n\n"


def chunk(delta: dict[str, Any], *, finish: str | None = None, model: str = "scripted", **more: Any) -> bytes:
    """A chat.completion.chunk with one choice; `more` are fields beside `choices`."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({**_HEAD, "model": model, "choices": [choice], **more})


def text(words: str, **more: Any) -> bytes:
    return chunk({"content": words}, **more)


def reasoning(words: str, field: str = "reasoning_content") -> bytes:
    """What a model thinks aloud, in the field that some upstreams invented for it (others say `reasoning`)."""
    return chunk({field: words})


def finish(reason: str = "stop", **more: Any) -> bytes:
    return chunk({}, finish=reason, **more)


def usage(prompt: int, completion: int, **more: Any) -> bytes:
    """The chunk at the end that has figures and no choices."""
    figures = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion, **more}
    return event({**_HEAD, "model": "scripted", "choices": [], "usage": figures})


def tool_whole(name: str, arguments: str, *, id: str = "call_1", index: int = 0, **more: Any) -> bytes:
    """A call whole in one delta. `arguments` is text: it may be no JSON. `more`: unknown fields of the call, such as
    `extra_content={"google": {"thought_signature": "…"}}`."""
    call = {
        "index": index, "id": id, "type": "function", "function": {"name": name, "arguments": arguments}, **more
    }  # fmt: skip
    return chunk({"tool_calls": [call]})


def tool_fragments(name: str, *arguments: str, id: str = "call_1", index: int = 0, **more: Any) -> tuple[bytes, ...]:
    """The same in fragments: `id` and `name` stand only in the first, the rest carries `arguments` by `index`."""
    first = {"index": index, "id": id, "type": "function", "function": {"name": name, "arguments": ""}, **more}
    rest = [{"index": index, "function": {"arguments": part}} for part in arguments]
    return tuple(chunk({"tool_calls": [one]}) for one in (first, *rest))


def reply(*words: str, prompt: int = 7) -> tuple[bytes, ...]:
    """A plain answer from its first word to `[DONE]`, one token for each word."""
    return (chunk({"role": "assistant", "content": ""}), *map(text, words), finish(), usage(prompt, len(words)), DONE)


def cut_at(pieces: tuple[bytes, ...], *where: int) -> tuple[bytes, ...]:
    """The same bytes, cut elsewhere: at these offsets, wherever they fall."""
    whole, ends = b"".join(pieces), [0, *where]
    return tuple(whole[begin:end] for begin, end in zip(ends, [*where, len(whole)], strict=True))


def cut_inside(pieces: tuple[bytes, ...], character: str) -> tuple[bytes, ...]:
    """The same bytes, cut inside the first of this character, which is more than one byte in UTF-8."""
    assert len(character.encode()) > 1
    return cut_at(pieces, b"".join(pieces).index(character.encode()) + 1)


def completion(words: str, *, prompt: int = 7, calls: tuple[dict[str, Any], ...] = (), **more: Any) -> bytes:
    """A whole answer to a request that did not ask for a stream."""
    message = {"role": "assistant", "content": words, **({"tool_calls": list(calls)} if calls else {})}
    tokens = len(words.split())
    figures = {"prompt_tokens": prompt, "completion_tokens": tokens, "total_tokens": prompt + tokens}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}
    whole = {**_HEAD, "object": "chat.completion", "model": "scripted", "choices": [choice], "usage": figures, **more}
    return json.dumps(whole, ensure_ascii=False).encode()


def error_body(message: str, kind: str = "server_error", code: str | None = None) -> bytes:
    """An error as OpenAI shapes it."""
    return json.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}}).encode()


_HEAD = {"id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": 1_700_000_000}
