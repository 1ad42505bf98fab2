"""Routes of calls: a function on one of the user's devices, asked for by a program.

A program may wait for the answer, or read what comes as it comes (server-sent events), or come back for it. Its own
`id` makes asking safe to repeat: the same id with the same question gives the same answer and runs once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response, Security
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.types import Receive, Scope, Send

from hub.channel.routed import Routed, new_call
from hub.http.access import Caller, TokenFirst, authorized
from hub.services import Services, services_of
from hub.store import calls as rows
from shared import messages
from shared.api import CallInfo, CallRequest, CallsReply
from shared.call_states import OPEN, CallState, state_of
from shared.errors import (
    Conflict,
    DeviceOffline,
    LimitExceeded,
    NotFound,
    OutcomeUnknown,
    from_body,
)
from shared.ids import Id, new_id
from shared.messages import Call, Principal, Result
from shared.names import SkillPath
from shared.system.deltas import Listener
from shared.system.hang_up import while_there
from shared.system.problems import declared

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
Asker = Annotated[Caller, Security(authorized, scopes=["calls"])]
Wait = Annotated[float, Query(ge=0, le=60, description="Seconds to wait for the end of the call.")]

_SSE = "text/event-stream"
_REFUSED = declared(NotFound, Conflict, LimitExceeded, DeviceOffline, OutcomeUnknown)
"""Beside whatever the function's own device answers."""


@router.post("/v1/calls", response_model=CallInfo, responses={202: {"model": CallInfo}, **_REFUSED})
async def call(body: CallRequest, request: Request, hub: Hub, caller: Asker) -> Response:
    """Scope: calls. Run a function, and answer with its result; 202 for a call that goes on by itself.

    That is one with `wait_s`, and one that waits for a person on its device. With `Accept: text/event-stream` the
    answer is a stream of the events `meta`, `delta` (as often as there is one), and `done` or `error`.
    """
    listens = _SSE in request.headers.get("accept", "")
    asked = _asked(body, caller, listens=listens)
    if listens:
        return await _listened(hub, asked)
    if asked.call.wait_s:
        return _told(asked, await hub.calls.requests.command(asked))
    answer = await hub.calls.requests.submit(asked)
    try:
        return _told(asked, await _awaited(hub, request, asked, answer, keeps=body.id is not None))
    finally:
        hub.calls.requests.leave(asked.id, answer)


@router.get("/v1/calls")
async def calls(
    hub: Hub,
    caller: Asker,
    before: Annotated[Id | None, Query(description="Ids older than this one, as `next` of the last page.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CallsReply:
    """Scope: calls. The newest first, without results: all of the user's for a person, its own for a device."""
    own = caller.device.id if caller.device else None
    found = await hub.store.core_read(lambda core: rows.of_user(core, caller.user_id, own, before, limit + 1))
    page = [_info(row) for row in found[:limit]]
    return CallsReply(calls=page, next=page[-1].id if len(found) > limit else None)


@router.get("/v1/calls/{id}")
async def show(id: Id, hub: Hub, caller: Asker, wait_s: Wait = 0) -> CallInfo:
    """Scope: calls. A call, with its result where it has ended and somebody may still need that."""
    answer = hub.calls.requests.wait(id)  # before it is looked at: its end may be about to be written
    try:
        row = await _own(hub, caller, id)
        if wait_s and row.state in OPEN:
            await asyncio.wait([answer], timeout=wait_s)
            row = await _own(hub, caller, id)
    finally:
        hub.calls.requests.leave(id, answer)
    return _info(row, with_result=True)


@router.delete("/v1/calls/{id}", status_code=202)
async def cancel(id: Id, hub: Hub, caller: Asker) -> CallInfo:
    """Scope: calls. Ask for the end of a call. It is a request: what has run may still come to its own end."""
    row = await _own(hub, caller, id)
    hub.calls.cancel(row.caller, id)
    return _info(row).model_copy(update={"cancelled": row.state in OPEN})


def _asked(body: CallRequest, caller: Caller, *, listens: bool) -> Routed:
    path = SkillPath.parse(body.path)
    device = caller.device
    subject = device.id if device else caller.user_id
    by = messages.Caller(
        device_id=subject, handle=device.handle if device else "hub", name=device.name if device else caller.user
    )
    call = Call(
        id=body.id or new_id(),
        target=path.device,
        skill=path.skill,
        function=path.function,
        args=body.args,
        timeout_s=body.timeout_s,
        wait_s=body.wait_s,
        digests=body.digests,
        deltas=listens,
        principal=Principal(kind="person"),
        caller=by,
    )
    return new_call(subject, caller.user_id, call, http=True)


async def _awaited(
    hub: Services, request: Request, asked: Routed, answer: asyncio.Future[Result], *, keeps: bool
) -> Result:
    """`keeps`: who went away knows the id and may come back for the answer; otherwise nobody can, and it is stopped."""
    try:
        # The table ends each call by itself; the rest is for a disk that refuses to take its end.
        async with asyncio.timeout(asked.call.timeout_s + 2 * hub.timeouts.call_ack):
            await while_there(request.receive, asyncio.wait([answer]))
    except TimeoutError:
        raise OutcomeUnknown("The hub did not get an answer in time. It may have run.", id=asked.id) from None
    finally:
        if not answer.done() and not keeps:
            hub.calls.cancel(asked.caller, asked.id)
    return answer.result()


def _told(asked: Routed, result: Result | None) -> Response:
    """The answer as it leaves. Raises the error that it is."""
    if result is None:
        return _json(_progress(asked, CallState.QUEUED), 202)
    if result.error is None:
        return _json(_ended(asked, result), 200)
    if result.goes_on:
        return _json(_progress(asked, CallState.SUSPENDED, result), 202)
    error = from_body(result.error)
    error.details.setdefault("call", asked.id)
    raise error


class _Events(StreamingResponse):
    """A call as it goes on. Who goes away ends it: a stream cannot be taken up again."""

    def __init__(self, hub: Services, asked: Routed, answer: asyncio.Future[Result], listener: Listener) -> None:
        self._hub, self._asked, self._answer, self._listener = hub, asked, answer, listener
        super().__init__(self._lines(), media_type=_SSE, headers=_UNBUFFERED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        calls, asked = self._hub.calls, self._asked
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._listener.leave()
            if not self._answer.done():
                calls.cancel(asked.caller, asked.id)
            calls.requests.leave(asked.id, self._answer)

    async def _lines(self) -> AsyncIterator[bytes]:
        yield _event("meta", _progress(self._asked, self._asked.state))
        async for delta in self._listener.heard(self._answer, self._hub.timeouts.keep_alive):
            if delta is None:
                yield format_sse_event(comment="still here")
            else:
                yield format_sse_event(event="delta", data_str=json.dumps(delta[0], ensure_ascii=False))
        yield _end(self._asked, self._answer.result())


async def _listened(hub: Services, asked: Routed) -> _Events:
    asked.listener = listener = Listener()  # before anything can be yielded
    return _Events(hub, asked, await hub.calls.requests.submit(asked), listener)


def _end(asked: Routed, result: Result) -> bytes:
    if result.error is not None:
        return format_sse_event(event="error", data_str=result.error.model_dump_json())
    return _event("done", _ended(asked, result))


def _event(name: str, info: CallInfo) -> bytes:
    return format_sse_event(event=name, data_str=info.model_dump_json(exclude_none=True))


def _json(info: CallInfo, status: int) -> Response:
    """Without when it was made and changed: who wants that asks for the call itself."""
    text = info.model_dump_json(exclude={"created_ms", "changed_ms"})
    return Response(text, status, media_type="application/json")


def _progress(asked: Routed, state: CallState, result: Result | None = None) -> CallInfo:
    path = f"{asked.call.skill}.{asked.call.function}"
    error = result.error if result else None
    return CallInfo(id=asked.id, path=path, device=asked.handle or None, state=state, error=error)


def _ended(asked: Routed, result: Result) -> CallInfo:
    path = f"{asked.call.skill}.{asked.call.function}"
    return CallInfo(
        id=asked.id, path=path, device=result.device, state=state_of(result.error), result=result.result,
        elapsed_ms=result.elapsed_ms,
    )  # fmt: skip


async def _own(hub: Services, caller: Caller, call_id: str) -> Any:
    row = await hub.store.core_read(lambda core: rows.find(core, call_id))
    own = row is not None and row.user_id == caller.user_id
    if row is None or not own or (caller.device is not None and row.caller != caller.device.id):
        raise NotFound("There is no call with this id.")
    return row


def _info(row: Any, *, with_result: bool = False) -> CallInfo:
    info = CallInfo(
        id=row.id, path=f"{row.skill}.{row.function}", device=row.callee_handle or None, state=CallState(row.state),
        cancelled=row.cancelled, created_ms=row.created_ms, changed_ms=row.changed_ms,
    )  # fmt: skip
    if not with_result or row.state in OPEN or (row.state in _SHOWN and row.result is None):
        return info
    result = rows.as_result(row)
    return info.model_copy(update={"result": result.result, "error": result.error, "elapsed_ms": result.elapsed_ms})


_SHOWN = (CallState.DONE, CallState.FAILED, CallState.CANCELLED)
"""Ends that the caller has heard of when the result is not kept any more."""

_UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
