"""Calls and results that fit no control message: a stream whose `about` is the message, and whose bytes are the rest.

What arrived in part never arrived: the message counts when its stream has ended, not before.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from shared import strict_json
from shared.errors import ProtocolError
from shared.limits import LIMITS
from shared.messages import Call, Result
from shared.system.streams import Stream, StreamHandlers

ARGS: Final = "call.args"
RESULT: Final = "call.result"
AT_ONCE: Final = 8
"""That one side sends; each is held in memory until it is whole, so that no more than twice as many are taken."""

Opener = Callable[[str, Any], Stream]
OnCall = Callable[[str, Call], Awaitable[None]]
OnResult = Callable[[str, Result], Awaitable[None]]


async def send_large(open_stream: Opener, message: Call | Result) -> None:
    """Returns when the other side has it. Raises `FelloeError`; cancelled, nothing arrives."""
    about: Call | Result
    content: Any
    if isinstance(message, Call):
        kind, content, about = ARGS, message.args, message.model_copy(update={"args": {}})
    else:
        kind, content, about = RESULT, message.result, message.model_copy(update={"result": None})
    async with open_stream(kind, about) as stream:
        await stream.send(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
        await stream.end()
        await stream.delivered()


def receive_large(handlers: StreamHandlers, *, call: OnCall, result: OnResult) -> None:
    """Have whole messages handed over, with who sent them."""

    async def on_args(stream: Stream, about: Call) -> None:
        args = await _content(stream)
        if not isinstance(args, dict):
            raise ProtocolError("Arguments are a JSON object.")
        await call(stream.peer, about.model_copy(update={"args": args}))

    async def on_result(stream: Stream, about: Result) -> None:
        await result(stream.peer, about.model_copy(update={"result": await _content(stream)}))

    handlers.on(ARGS, Call, on_args, at_most=2 * AT_ONCE)
    handlers.on(RESULT, Result, on_result, at_most=2 * AT_ONCE)


async def _content(stream: Stream) -> Any:
    try:
        return strict_json.parse(await stream.read_all(LIMITS.sandbox_message))
    except ValueError:
        raise ProtocolError(f"A {stream.kind} stream carries JSON.") from None
