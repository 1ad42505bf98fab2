"""One run on one worker: answers the guest's host calls through the gatekeeper until the guest is done."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from sandbox import bridge, outcome
from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Verdict
from sandbox.run_record import CallRow, RunRecord, RunRequest
from sandbox.services.service import Leave, Services, parse
from sandbox.worker_process import WorkerProcess
from shared.errors import ErrorBody, FelloeError, InvalidArgument, LimitExceeded, ProtocolError, TooLarge
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS

log = logging.getLogger(__name__)
_STRETCH_GRACE = 0.5
"""The worker ends a guest by itself first; the parent only steps in when it could not."""

_LAST_NUMBER = bridge.OPERATIONS_PER_CALL * LIMITS.sandbox_calls
"""The worker counts too, but a worker that was taken over would not."""

_REPLY_BYTES = LIMITS.sandbox_message + 4_096
"""A reply with its envelope."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """How a host call ended, as text for the guest."""

    number: int
    text: str


class Execution:
    """What one run does and what is known of it. `idle` is entered while the guest waits for the host."""

    def __init__(
        self,
        request: RunRequest,
        gate: Gatekeeper,
        services: Services,
        idle: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.request = request
        self.heard = False
        """Whether a worker said anything, so that something may have happened."""
        self.load_ms = 0.0
        """Guest time to load the run's skill: what the guest says, so no more than a hint."""
        self._gate = gate
        self._services = services
        self._idle = idle
        self._worker: WorkerProcess
        self._tickets: dict[int, asyncio.Task[_Answer]] = {}
        self._number = 0
        self._printed: list[str] = []
        self._room = LIMITS.sandbox_output
        self._truncated = False
        self._guest_ms = 0.0
        self._memory: int | None = None
        self._rows: list[CallRow] = []
        self._errors: dict[int, ErrorBody] = {}
        """Errors that host calls ended with, so that one which ends the run keeps the host's own words."""
        self._outcome = outcome.Outcome()

    def record(self, elapsed_ms: float, error: ErrorBody | None) -> RunRecord:
        """What is known, whether or not the run came to its end; `error` is what kept it from that."""
        error = error or self._outcome.error
        return RunRecord(
            id=self.request.id,
            digest=self._digest(),
            ok=error is None,
            result=self._outcome.result,
            error=error,
            elapsed_ms=elapsed_ms,
            guest_ms=self._guest_ms,
            peak_memory_bytes=self._memory,
            stdout="".join(self._printed),
            truncated=self._truncated,
            calls=self._rows,
        )

    def _digest(self) -> str:
        if self.request.skill is not None:
            return self.request.skill.digest
        return hashlib.sha256(str(self.request.code).encode("utf-8", "replace")).hexdigest()

    async def conduct(self, worker: WorkerProcess, message: str, bytecode: Mapping[str, str]) -> None:
        """Run the guest to its end; `bytecode` is its skill's. After an error or cancel kill the worker."""
        self._worker = worker
        skill = self.request.skill
        if skill is not None:
            await worker.send_skill(skill, bytecode)
        worker.send(
            bridge.Run(
                self.request.id,
                self.request.cpu_s,
                LIMITS.sandbox_calls,
                message,
                skill.name if skill else None,
                skill.digest if skill else None,
            )
        )
        try:
            self._finish(await self._until_done())
        finally:
            await self._drop_tickets()

    async def _until_done(self) -> bridge.Done:
        while True:
            line = await self._next()
            self.heard = True
            match line:
                case bridge.Done() if line.run == self.request.id:
                    return line
                case bridge.Printed() if line.run == self.request.id:
                    self._keep(line)
                case bridge.HostCall() if line.run == self.request.id and self._number < line.number <= _LAST_NUMBER:
                    await self._answer(line)
                case _:
                    raise ProtocolError("The sandbox worker sent a message out of turn; it was ended.")

    def _finish(self, done: bridge.Done) -> None:
        self._guest_ms = done.guest_ms
        self._memory = done.memory
        self._outcome = outcome.read(done, self._errors, self.request.cpu_s)
        self.load_ms = self._outcome.load_ms

    def _keep(self, line: bridge.Printed) -> None:
        kept = line.text[: self._room]
        self._room -= len(kept)
        self._printed.append(kept)
        self._truncated |= line.truncated or len(kept) < len(line.text)

    async def _next(self) -> Any:
        stretch = max(TIMEOUTS.sandbox_stretch, self.request.cpu_s) + _STRETCH_GRACE
        try:
            async with asyncio.timeout(stretch):
                return await self._worker.receive()
        except TimeoutError:
            raise LimitExceeded(f"The code ran {stretch:g} s without a pause and was stopped.", limit="cpu") from None

    async def _answer(self, line: bridge.HostCall) -> None:
        self._number = line.number
        self._guest_ms = line.guest_ms
        if line.op == "submit":
            self._tickets[line.number] = asyncio.create_task(self._serve(line), name=f"host call {line.number}")
            text = bridge.ok(line.number)
        elif line.op == "wait" and line.seconds == 0:
            text = await self._wait(0)  # only a look: the turn is kept
        else:
            with self._idle():
                text = await self._blocking(line)
        self._worker.send(bridge.Reply(line.number, text))

    async def _blocking(self, line: bridge.HostCall) -> str:
        match line.op:
            case "call":
                return (await self._serve(line)).text
            case "wait":
                return await self._wait(line.seconds)
            case "sleep":
                await asyncio.sleep(line.seconds or 0)
                return bridge.ok(None)
            case _:
                raise ProtocolError("The sandbox worker sent a message out of turn; it was ended.")

    async def _wait(self, seconds: float | None) -> str:
        """As many finished tickets as fit one reply: at least one, unless the time passes first."""
        if not self._tickets:
            await asyncio.sleep(seconds or 0)
            return '{"ok":[]}'
        await asyncio.wait(self._tickets.values(), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        parts: list[str] = []
        size = 0
        for number, task in list(self._tickets.items()):
            if not task.done():
                continue
            part = f"[{number},{task.result().text}]"
            size += len(part)
            if parts and size > LIMITS.sandbox_message:
                break
            parts.append(part)
            del self._tickets[number]
        return f'{{"ok":[{",".join(parts)}]}}'

    async def _serve(self, line: bridge.HostCall) -> _Answer:
        """Gate, then serve one host call, and keep a row of it however it ends. Only cancelling raises."""
        begun = time.perf_counter()
        row: dict[str, Any] = {"service": line.service or "", "target": "", "verdict": "denied", "error": "cancelled"}
        try:
            text = await self._allowed(line, row)
            row["error"] = None
        except FelloeError as failure:
            text = self._failed(line, row, failure.body())
        except Exception:
            log.exception("host service %r failed in run %s", line.service, self.request.id)
            body = ErrorBody(code="internal", message=f"The host service '{line.service}' failed.")
            text = self._failed(line, row, body)
        finally:
            row["elapsed_ms"] = round((time.perf_counter() - begun) * 1e3, 3)
            self._rows.append(CallRow.model_validate(row))
        return _Answer(line.number, text)

    async def _allowed(self, line: bridge.HostCall, row: dict[str, Any]) -> str:
        service = self._services.get(line.service or "")
        if service is None:
            raise InvalidArgument(f"There is no host service '{line.service}' here.")
        args = line.args or {}
        request = parse(service, args)
        needs = request.needs()
        row["target"] = ", ".join(need.scope for need in needs)[:500]
        granted = [await self._check(need, args) for need in needs]
        row["verdict"] = "allowed"
        return _fitting(await service.serve(request, Leave(granted, lambda need: self._check(need, args))))

    async def _check(self, asked: Capability, args: Mapping[str, Any]) -> Capability:
        """What covers it; `NotGranted` where nothing does."""
        decision = self._gate.decide(asked)
        if decision.verdict is not Verdict.ALLOW or decision.rule is None:
            raise self._gate.refusal(asked)
        return decision.rule.capability

    def _failed(self, line: bridge.HostCall, row: dict[str, Any], body: ErrorBody) -> str:
        row["error"] = body.code
        self._errors[line.number] = body
        return bridge.failed(body.model_dump(mode="json"), line.number)

    async def _drop_tickets(self) -> None:
        tasks = [task for task in self._tickets.values() if not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=TIMEOUTS.shutdown)


def _fitting(value: JsonValue) -> str:
    text = json.dumps({"ok": value}, separators=(",", ":"), allow_nan=False)
    if len(text) > _REPLY_BYTES:
        raise TooLarge(f"The answer holds {len(text)} bytes; a message may hold {LIMITS.sandbox_message}.")
    return text
