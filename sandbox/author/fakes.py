"""What answers a test's host calls: its own fakes, a recording of real answers, or what was granted on the line.

A fake is in the guest, beside the test. The host still parses its calls and holds them against what SKILL.md asks for,
so that a test fails where the skill would be refused later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from sandbox.capability import Capability
from sandbox.gatekeeper import Decision, Gatekeeper
from sandbox.services.service import Connected, Leave, Request, Service, Services
from shared.error_body import ErrorBody
from shared.errors import FelloeError, NotFound, NotGranted, TooLarge, from_body
from shared.limits import MIB

FAKE = "fake."
MAX_RECORDING = 4 * MIB


@dataclass(frozen=True, slots=True)
class _FakedRequest:
    """A request of the real service, which needs leave to be faked."""

    real: Request

    def needs(self) -> Sequence[Capability]:
        return [Capability(FAKE + need.service, need.scope) for need in self.real.needs()]


class _FakedRequests:
    def __init__(self, real: Any) -> None:
        self._real = real

    def model_validate(self, args: Mapping[str, Any]) -> _FakedRequest:
        return _FakedRequest(self._real.model_validate(args))


class Faked:
    """Stands for a service whose answers a test makes up: says whether it could be asked, and does nothing."""

    def __init__(self, service: Service[Any]) -> None:
        self.name = FAKE + service.name
        self.request: Any = _FakedRequests(service.request)

    async def serve(self, request: _FakedRequest, leave: Leave) -> JsonValue:
        return None


@dataclass(frozen=True, slots=True)
class TestGate(Gatekeeper):
    """`rules` for what really happens, `declared` for what is faked."""

    __test__ = False
    declared: Sequence[Capability] = ()

    def decide(self, asked: Capability, args: str = "") -> Decision:
        if not asked.service.startswith(FAKE):
            return Gatekeeper.decide(self, asked, args)
        return Gatekeeper.granting(self.principal, self.declared).decide(_real(asked), args)

    def refusal(self, asked: Capability) -> NotGranted:
        if not asked.service.startswith(FAKE):
            return Gatekeeper.refusal(self, asked)
        wanted = allowing(_real(asked))
        return NotGranted(f"SKILL.md does not ask for {wanted}, so the fake did not answer. "
                          "Add it to felloe-capabilities.")  # fmt: skip


def _real(asked: Capability) -> Capability:
    return Capability(asked.service.removeprefix(FAKE), asked.scope)


def allowing(asked: Capability) -> str:
    """The least that could be granted for `asked`, as it is written for --grant and in SKILL.md."""
    match asked.service, asked.scope.partition("@"):
        case "http", ("GET" | "HEAD", "@", host):
            return f"http:{host}"
        case "http", ("private", "@", host):
            return f"http:GET,private@{host}"
        case "call", _:
            return f"call:{asked.scope.removeprefix('device:').removeprefix('any:')}"
    return str(asked)


class Recording:
    """Answers of real services to one test, in the order in which they came. `granted` is what was granted then."""

    def __init__(self, granted: Sequence[str], calls: Sequence[Mapping[str, Any]] = ()) -> None:
        self.granted = list(granted)
        self._calls = list(calls)
        self._used: dict[str, int] = {}

    @classmethod
    def read(cls, path: str, data: bytes) -> Recording:
        try:
            whole = json.loads(data)
            calls = [{"service": str(one["service"]), "args": dict(one["args"]), **one} for one in whole["calls"]]
            return cls([str(text) for text in whole["granted"]], calls)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise NotFound(f"{path} is not a recording. Remove it, and record the test again.") from None

    def text(self) -> str:
        """As it is kept."""
        text = json.dumps({"granted": self.granted, "calls": self._calls}, indent=1, ensure_ascii=False) + "\n"
        if len(text) > MAX_RECORDING:
            raise TooLarge(f"The test's recording holds {len(text)} characters; at most {MAX_RECORDING} are kept.")
        return text

    def __bool__(self) -> bool:
        return bool(self._calls)

    def add(self, service: str, args: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        self._calls.append({"service": service, "args": dict(args), **answer})

    def answer(self, service: str, args: Mapping[str, Any]) -> JsonValue:
        """The next one to the same question; the last one again where it is asked more often."""
        same = [one for one in self._calls if (one["service"], one["args"]) == (service, dict(args))]
        if not same:
            raise NotFound(f"No answer of {service} to {json.dumps(dict(args))[:300]} was recorded. "
                           "Record the test again with --record.")  # fmt: skip
        key = json.dumps([service, dict(args)], sort_keys=True)
        number = min(self._used.get(key, 0), len(same) - 1)
        self._used[key] = number + 1
        if "error" in same[number]:
            raise from_body(ErrorBody.model_validate(same[number]["error"]))
        answer: JsonValue = same[number].get("answer")
        return answer


def _asked(request: Request) -> dict[str, Any]:
    """A call's arguments as they were given; what was left out may mean another thing than its default."""
    return request.model_dump(mode="json", exclude_unset=True)


class _Recorded:
    """A service whose answers go into a recording as well."""

    def __init__(self, service: Service[Any], recording: Recording) -> None:
        self.name, self.request = service.name, service.request
        self._service, self._recording = service, recording

    async def serve(self, request: Any, leave: Leave) -> JsonValue:
        args = _asked(request)
        try:
            answer = await self._service.serve(request, leave)
        except FelloeError as error:
            self._recording.add(self.name, args, {"error": error.body().model_dump(mode="json")})
            raise
        self._recording.add(self.name, args, {"answer": answer})
        return answer

    async def aclose(self) -> None:
        """What the service holds for the run ends with it."""
        if isinstance(self._service, Connected):
            await self._service.aclose()


class _Replayed:
    """A service that answers as it did when it was recorded, and reaches nothing."""

    def __init__(self, service: Service[Any], recording: Recording) -> None:
        self.name, self.request = service.name, service.request
        self._recording = recording

    async def serve(self, request: Any, leave: Leave) -> JsonValue:
        return self._recording.answer(self.name, _asked(request))


def with_fakes(services: Services, recording: Recording | None, replay: bool) -> Services:
    """The services of one test: real, recorded or replayed, and for each what checks its fake."""
    kind = _Replayed if replay else _Recorded
    real = (
        {name: kind(service, recording) for name, service in services.items()}
        if recording is not None
        else dict(services)
    )
    return real | {FAKE + name: Faked(service) for name, service in services.items()}
