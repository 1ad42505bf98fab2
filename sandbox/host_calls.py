"""The host calls of one run: each goes through its schema and the gatekeeper, and where the rules say so to somebody
who is asked; then it is served. A row is kept of each, however it ends.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from pydantic import JsonValue

from sandbox import bridge
from sandbox.approval import Approver, Ask, Unanswered
from sandbox.capability import Capability
from sandbox.gatekeeper import Decision, Gatekeeper, Verdict, args_digest
from sandbox.journal import CallRow
from sandbox.services.service import Connected, Leave, Services, parse
from shared.error_body import ErrorBody
from shared.errors import FelloeError, InvalidArgument, Revoked, TooLarge
from shared.limits import LIMITS
from shared.system.wall_clock import WallClock
from shared.timeouts import TIMEOUTS

log = logging.getLogger(__name__)

_REPLY_BYTES = LIMITS.sandbox_message + 4_096
"""A reply with its envelope."""

READING = frozenset({"files.read", "files.list", "http", "clipboard.read", "store.get"})
_READ_SHOWN = 20
"""Of what was read before, how much somebody who is asked is shown."""


class HostCalls:
    """`told` hears of each row as soon as it is known. `rows` may be those of a run that is continued."""

    def __init__(
        self,
        run_id: str,
        gate: Gatekeeper,
        services: Services,
        clock: WallClock,
        approver: Approver | None,
        told: Callable[[CallRow], None] | None = None,
    ) -> None:
        self.rows: list[CallRow] = []
        self.errors: dict[int, ErrorBody] = {}
        """Errors that host calls ended with, so that one which ends the run keeps the host's own words."""
        self._run_id = run_id
        self._gate = gate
        self._services = services
        self._clock = clock
        self._approver = approver
        self._told = told
        self.asked_s = 0.0
        """For how long people were asked; several at once count once."""

        self._asking, self._asking_since = 0, 0.0
        self._asked_of: dict[int, float] = {}
        """Seconds, by the number of the host call that is under way."""

    async def serve(self, number: int, service: str, args: Mapping[str, Any]) -> str:
        """The reply to one host call. Raises what ends the run (`Unanswered`, `Revoked`), and when cancelled."""
        begun = time.perf_counter()
        row: dict[str, Any] = {"service": service, "target": "", "verdict": "denied", "error": "cancelled"}
        try:
            text = await self._allowed(number, service, args, row)
            row["error"] = None
        except Revoked as error:
            row["error"] = error.code
            raise
        except Unanswered:
            row |= {"verdict": "asked", "error": None}
            raise
        except FelloeError as failure:
            text = self._failed(number, row, failure.body())
        except Exception:
            log.exception("host service %r failed in run %s", service, self._run_id)
            body = ErrorBody(code="internal", message=f"The host service '{service}' failed.")
            text = self._failed(number, row, body)
        finally:
            took_s = time.perf_counter() - begun - self._asked_of.pop(number, 0.0)
            row["elapsed_ms"] = round(took_s * 1e3, 3)
            self._keep(CallRow.model_validate(row))
        return text

    async def serve_line(self, line: bridge.HostCall) -> str:
        return await self.serve(line.number, line.service or "", line.args or {})

    def refuse(self, number: int, service: str, error: FelloeError) -> str:
        """The reply to a host call that is not even looked at."""
        row: dict[str, Any] = {"service": service, "target": "", "verdict": "denied", "elapsed_ms": 0.0}
        text = self._failed(number, row, error.body())
        self._keep(CallRow.model_validate(row))
        return text

    async def close(self) -> None:
        """The run has ended: so do the connections that services hold for it."""
        for service in self._services.values():
            if isinstance(service, Connected):
                await service.aclose()

    def replayed(self, number: int, reply: Mapping[str, Any]) -> None:
        """A recorded reply is given again: its error must be known again too."""
        if "error" in reply:
            self.errors[number] = ErrorBody.model_validate(reply["error"])

    async def _allowed(self, number: int, name: str, args: Mapping[str, Any], row: dict[str, Any]) -> str:
        service = self._services.get(name)
        if service is None:
            raise InvalidArgument(f"There is no host service '{name}' here.")
        request = parse(service, args)
        needs = request.needs()
        row["target"] = ", ".join(need.scope for need in needs)[:500]
        check = partial(self._check, number, args, row)
        granted = [await check(need) for need in needs]
        row["verdict"] = "allowed"
        return _fitting(await service.serve(request, Leave(granted, check, number)))

    async def _check(self, number: int, args: Mapping[str, Any], row: dict[str, Any], asked: Capability) -> Capability:
        """What covers it; `NotGranted` where nothing does."""
        self._gate.check_revoked()
        decision = self._gate.decide(asked, args_digest(args) if self._gate.minds_arguments() else "")
        if decision.verdict is Verdict.ASK and self._approver is not None:
            row["rule"] = "asked"
            covering = await self._ask(self._approver, number, args, asked, decision)
            self._gate.check_revoked()  # much may have happened while somebody thought
            return covering
        row["rule"] = decision.rule.id if decision.rule else ""
        if decision.verdict is not Verdict.ALLOW or decision.rule is None:
            raise self._gate.refusal(asked)
        return decision.rule.capability

    async def _ask(
        self, approver: Approver, number: int, args: Mapping[str, Any], asked: Capability, decision: Decision
    ) -> Capability:
        offered = decision.rule.capability if decision.rule else asked
        patience_s = min(TIMEOUTS.ask_patience, self._clock.left() / 2)
        with self._waiting(number):
            allowed = await approver.approve(Ask(number, asked, offered, args, self._read()), patience_s)
        if allowed is None:
            raise Unanswered
        if not allowed:
            raise self._gate.refusal(asked)
        return offered

    @contextmanager
    def _waiting(self, number: int) -> Iterator[None]:
        """For a person, whose time is not the run's."""
        begun = time.perf_counter()
        if not self._asking:
            self._asking_since = begun
        self._asking += 1
        try:
            with self._clock.stopped():
                yield
        finally:
            self._asking -= 1
            ended = time.perf_counter()
            self._asked_of[number] = self._asked_of.get(number, 0.0) + ended - begun
            if not self._asking:
                self.asked_s += ended - self._asking_since

    def _read(self) -> tuple[str, ...]:
        read = (
            f"{row.service} {row.target}" for row in self.rows if row.verdict == "allowed" and row.service in READING
        )
        return tuple(dict.fromkeys(read))[:_READ_SHOWN]

    def _keep(self, row: CallRow) -> None:
        self.rows.append(row)
        if self._told:
            self._told(row)

    def _failed(self, number: int, row: dict[str, Any], body: ErrorBody) -> str:
        row["error"] = body.code
        self.errors[number] = body
        return bridge.failed(body.model_dump(mode="json"), number)


def _fitting(value: JsonValue) -> str:
    text = json.dumps({"ok": value}, separators=(",", ":"), allow_nan=False)
    if len(text) > _REPLY_BYTES:
        raise TooLarge(f"The answer holds {len(text)} bytes; a message may hold {LIMITS.sandbox_message}.")
    return text
