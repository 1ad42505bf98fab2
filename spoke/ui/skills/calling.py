"""A call from a form, followed to its end: also where a question comes before it that is answered in this window."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from shared.errors import ApprovalPending, OutcomeUnknown, from_body
from spoke.node.bodies.calls import CallReply
from spoke.node.client import NodeClient

_LOOK_S = 0.5


async def call_to_end(
    client: NodeClient, path: str, arguments: dict[str, object], waits: Callable[[ApprovalPending], None]
) -> CallReply:
    """`waits` is told where somebody is asked first who can answer here; else `ApprovalPending` says who. Cancelling
    leaves the call as it is: it may still run."""
    began = time.monotonic()
    try:
        return await client.call(path, arguments)
    except ApprovalPending as pending:
        call = str(pending.details.get("call", ""))
        if not call:
            raise
        progress = await client.asked_call(call, pending)
        waits(pending)
        while progress.state in ("queued", "running", "waiting"):
            if progress.state == "waiting":
                began = time.monotonic()  # a person's time is not the call's
            await asyncio.sleep(_LOOK_S)
            progress = await client.asked_call(call, pending)
    if progress.error:
        raise from_body(progress.error)
    if progress.state != "done":
        raise OutcomeUnknown("The connection ended before the answer. It may have run.")
    elapsed_ms = (time.monotonic() - began) * 1000
    return CallReply(id=call, device=path.rpartition(":")[0], result=progress.result, elapsed_ms=elapsed_ms)
