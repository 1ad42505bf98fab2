"""Calls, commands and runs of code, and the records of what ran."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from shared.error_body import ErrorBody
from shared.errors import ApprovalPending, NotFound, OutcomeUnknown, from_body
from shared.timeouts import TIMEOUTS
from spoke.node.bodies.calls import CallBody, CallProgress, CallReply, CommandBody, CommandInfo, CommandsReply, ExecBody
from spoke.node.bodies.runs import Figures, FiguresReply, RunInfo, RunsReply
from spoke.node.bodies.skills import FunctionsInReach
from spoke.node.wire import Wire, server_events


class CallRequests(Wire):
    async def functions(self, query: str = "") -> FunctionsInReach:
        """Functions in reach, here and on the user's other devices."""
        return await self._ask(FunctionsInReach, "GET", "/v1/functions", params={"q": query})

    async def call(
        self,
        path: str,
        args: dict[str, Any],
        timeout_s: float | None = None,
        patience_s: float | None = None,
    ) -> CallReply:
        """`timeout_s`: the whole call; by default 10 s on this device and 30 s on another.

        Raises `ApprovalPending` where the user is asked and has not answered after `patience_s`.
        """
        wait = (timeout_s or TIMEOUTS.remote_call) + TIMEOUTS.ask_patience
        body = CallBody(path=path, args=args, timeout_s=timeout_s, patience_s=patience_s)
        return await self._ask(CallReply, "POST", "/v1/calls", body, wait_s=wait + TIMEOUTS.image_build)

    async def call_stream(
        self, path: str, args: dict[str, Any], tell: Callable[[Any], None], timeout_s: float | None = None
    ) -> CallReply:
        """A call whose values are told as they come; leaving it ends it."""
        body = CallBody(path=path, args=args, timeout_s=timeout_s)
        async with self._streamed("/v1/calls/stream", body=body, quiet_s=TIMEOUTS.slow_reader) as response:
            async for came in server_events(response):
                if came.name == "delta":
                    tell(json.loads(came.data))
                elif came.name == "done":
                    return CallReply.model_validate_json(came.data)
                elif came.name == "error":
                    raise from_body(ErrorBody.model_validate_json(came.data))
        raise OutcomeUnknown("The node ended before the call did. It may have run.")

    async def call_state(self, call_id: str) -> CallProgress:
        return await self._ask(CallProgress, "GET", f"/v1/calls/{quote(call_id, safe='')}")

    async def asked_call(self, call_id: str, pending: ApprovalPending) -> CallProgress:
        """How a call stands that somebody is asked about. Raises `pending` where that is answered only elsewhere."""
        try:
            found = await self.call_state(call_id)
        except NotFound:
            raise pending from None
        if found.elsewhere and found.state == "waiting":
            raise pending
        return found

    async def command(
        self, path: str, args: dict[str, Any], timeout_s: float | None = None, wait_s: float = 86_400
    ) -> CommandInfo:
        """A call that waits up to `wait_s` for its device."""
        body = CommandBody(path=path, args=args, timeout_s=timeout_s, wait_s=wait_s)
        return await self._ask(CommandInfo, "POST", "/v1/commands", body)

    async def commands(self, limit: int = 50) -> CommandsReply:
        """Calls of this device to others: those that go on by themselves, and those that a person made."""
        return await self._ask(CommandsReply, "GET", "/v1/commands", params={"limit": limit})

    async def cancel(self, call_id: str) -> None:
        """Give up a call that waits for its device or for an approval, or goes on after one."""
        await self._send("DELETE", f"/v1/calls/{quote(call_id, safe='')}")

    async def execute(self, body: ExecBody) -> RunInfo:
        """Raises `ApprovalPending` as `call` does, where the body `asks`."""
        wait = (body.timeout_s or TIMEOUTS.exec_wall) + TIMEOUTS.ask_patience
        return await self._ask(RunInfo, "POST", "/v1/exec", body, wait_s=wait + TIMEOUTS.image_build)

    async def run(self, run_id: str) -> RunInfo:
        return await self._ask(RunInfo, "GET", f"/v1/runs/{quote(run_id, safe='')}")

    async def runs(self, limit: int = 50, **filters: str | int | bool | None) -> RunsReply:
        """Newest first, without what may be long. `filters`: before, q, principal, failed, since_ms."""
        given = {name: value for name, value in filters.items() if value is not None}
        return await self._ask(RunsReply, "GET", "/v1/runs", params={"limit": limit} | given)

    async def run_figures(self, since_ms: int, query: str = "") -> list[Figures]:
        """How often each thing ran since then, and how long it took."""
        params = {"since_ms": since_ms, "q": query}
        return (await self._ask(FiguresReply, "GET", "/v1/run-figures", params=params)).figures
