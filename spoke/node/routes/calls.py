"""Calls, and code to run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from shared.errors import FelloeError
from shared.names import SkillPath
from shared.system.deltas import Listener
from shared.system.hang_up import while_there
from shared.timeouts import TIMEOUTS
from spoke.calls.asking import Asking
from spoke.node.bodies.calls import (
    LISTED,
    CallBody,
    CallProgress,
    CallReply,
    CommandBody,
    CommandInfo,
    CommandsReply,
    ExecBody,
)
from spoke.node.bodies.runs import RunInfo

if TYPE_CHECKING:
    from spoke.app import Node


def call_routes(router: APIRouter, node: Node) -> None:
    @router.post("/v1/calls")
    async def call(body: CallBody, request: Request) -> CallReply:
        asking = Asking(patience_s=body.patience_s)
        path = SkillPath.parse(body.path)
        return await while_there(request.receive, node.router.call(path, body.args, asking, body.timeout_s))

    @router.post("/v1/calls/stream")
    async def stream(body: CallBody) -> StreamingResponse:
        """A call as server-sent events: `delta` for each value it yields, then `done` or `error`."""
        path = SkillPath.parse(body.path)
        return StreamingResponse(_events(node, path, body), media_type="text/event-stream")

    @router.post("/v1/commands")
    async def command(body: CommandBody) -> CommandInfo:
        return await node.router.command(SkillPath.parse(body.path), body.args, body.wait_s, body.timeout_s)

    @router.get("/v1/commands")
    async def commands(limit: Annotated[int, Query(ge=1, le=LISTED)] = 50) -> CommandsReply:
        return CommandsReply(calls=await node.outgoing.newest(limit))

    @router.get("/v1/calls/{call_id}")
    async def call_state(call_id: str) -> CallProgress:
        return await node.call_states.find(call_id)

    @router.delete("/v1/calls/{call_id}", status_code=204)
    async def cancel(call_id: str) -> None:
        await node.call_states.cancel(call_id)

    @router.post("/v1/exec")
    async def execute(body: ExecBody, request: Request) -> RunInfo:
        return await while_there(request.receive, node.execute(body))


async def _events(node: Node, path: SkillPath, body: CallBody) -> AsyncIterator[bytes]:
    """Who goes away ends the call."""
    listener = Listener()
    asking = Asking(patience_s=body.patience_s)
    call = asyncio.ensure_future(node.router.call(path, body.args, asking, body.timeout_s, listener))
    try:
        async for delta in listener.heard(call, TIMEOUTS.keep_alive):
            if delta is None:
                yield format_sse_event(comment="still here")
            else:
                yield format_sse_event(event="delta", data_str=json.dumps(delta[0], ensure_ascii=False))
        try:
            yield format_sse_event(event="done", data_str=call.result().model_dump_json())
        except FelloeError as error:
            yield format_sse_event(event="error", data_str=error.body().model_dump_json())
    finally:
        listener.leave()
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
