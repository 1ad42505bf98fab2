"""A model that speaks by a script, for a node that a window uses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scripted_upstream import ScriptedUpstream, echo

from spoke.node.bodies.models import NewUpstream


@contextmanager
def scripted_model(loop: Any, ask: Any) -> Iterator[ScriptedUpstream]:
    """While the block lasts the node has one model; it echoes what is said, unless a script says otherwise."""
    over = asyncio.Event()
    ready: asyncio.Future[ScriptedUpstream] = loop.events.create_future()

    async def serve() -> None:
        async with ScriptedUpstream.serving(always=echo) as upstream:
            ready.set_result(upstream)
            await over.wait()

    task = loop.events.create_task(serve())
    loop.until(ready.done)
    upstream = ready.result()
    ask(lambda client: client.add_upstream("scripted", NewUpstream(url=upstream.url)))
    try:
        yield upstream
    finally:
        ask(lambda client: client.remove_upstream("scripted"))
        over.set()
        loop.until(task.done)
