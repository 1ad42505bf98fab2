"""From how a guest ended to the result or the error of its run. Pure.

A guest writes its own answer, so nothing in it is believed but its own failure: an error of the host counts only by
the number of a host call that the host itself refused or failed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

from pydantic import JsonValue

from sandbox import bridge
from sandbox.run_record import GUEST_TEMP, Kind, Program, RunRequest
from sandbox.yields import too_much
from shared.error_body import ErrorBody
from shared.errors import (
    BadResult,
    CodeFailed,
    FelloeError,
    InvalidArgument,
    LimitExceeded,
    NotFound,
    TooLarge,
)
from shared.limits import LIMITS

_CHARS = 4_000
_OWN: Mapping[str, type[FelloeError]] = {
    "bad_result": BadResult,
    "invalid_argument": InvalidArgument,
    "not_found": NotFound,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    result: JsonValue = None
    error: ErrorBody | None = None
    load_ms: float = 0.0


def guest_message(request: RunRequest, seed: int, granted: Mapping[str, bool] = MappingProxyType({})) -> str:
    """What the guest is handed: the request, and what it must not choose itself.

    `granted` are the folders that it will see, each with whether it may be changed: it places its paths by them.
    """
    if request.kind not in get_args(Kind):
        raise InvalidArgument(f"'{request.kind}' is no kind of run: exec, function, describe or script.")
    if request.kind != "exec" and request.skill is None:
        raise InvalidArgument(f"A run of the kind '{request.kind}' needs a skill.")
    if request.kind == "script" and request.program is None:
        raise InvalidArgument("A run of the kind 'script' needs a program.")
    if not isinstance(request.code, str):
        raise InvalidArgument("The code of a run must be a text.")
    message: dict[str, Any] = {
        "kind": request.kind,
        "code": request.code,
        "function": request.function,
        "args": dict(request.args),
        "seed": seed,
    }
    if request.skill is not None:
        message |= {"skill": request.skill.name, "entry": request.skill.entry}
    if granted or request.program is not None:
        message |= {"granted": dict(granted), "cwd": request.program.cwd if request.program else GUEST_TEMP}
    if request.program is not None:
        message["program"] = _program(request.program)
    try:
        text = json.dumps(message, allow_nan=False)
        bridge.parse_json(text, LIMITS.sandbox_message)
    except bridge.BadText as error:
        raise InvalidArgument(f"The code and arguments of a run do not fit: {error}") from None
    except (TypeError, ValueError, RecursionError):
        raise InvalidArgument("The arguments of a run must be JSON values.") from None
    return text


def _program(program: Program) -> dict[str, Any]:
    if len(program.stdin) > LIMITS.script_stdin:
        raise TooLarge(f"A script is given at most {LIMITS.script_stdin} bytes of standard input. Use a granted file.")
    stdin = base64.b64encode(program.stdin).decode()
    return {"file": program.file, "argv": list(program.argv), "stdin": stdin}


def read(
    done: bridge.Done, errors: Mapping[int, ErrorBody], cpu_s: float, calls: int = LIMITS.sandbox_calls
) -> Outcome:
    """The outcome of a finished guest; `errors` are those of its host calls."""
    if done.text is None:
        return Outcome(error=_stopped(done.limit or "trap", cpu_s, calls).body())
    head, _, result_text = done.text.partition("\n")
    try:
        answer = bridge.parse_json(head, bridge.LINE_BYTES)
        if not isinstance(answer, dict):
            raise bridge.BadText("The answer of the guest is not an object.")
    except bridge.BadText as error:
        return Outcome(error=BadResult(f"The run's answer is broken: {error}").body())
    if "error" in answer:
        return Outcome(error=_failure(answer["error"], errors))
    load_ms = answer.get("load_ms")
    try:
        result = bridge.parse_json(result_text, LIMITS.sandbox_message)
        return Outcome(result, load_ms=load_ms if isinstance(load_ms, float) else 0.0)
    except bridge.BadText as error:
        return Outcome(error=BadResult(f"The result cannot be used: {error}").body())


def _stopped(limit: str, cpu_s: float, calls: int) -> FelloeError:
    match limit:
        case "cpu":
            return LimitExceeded(f"The code computed for more than {cpu_s:g} s and was stopped.", limit="cpu")
        case "calls":
            return LimitExceeded(f"The code made more than {calls} calls to the outside.", limit="calls")
        case "message":
            return LimitExceeded(
                f"A message or result of the code holds more than {LIMITS.sandbox_message} bytes.", limit="message"
            )
        case "yields":
            return too_much()
        case "stack":
            return LimitExceeded("The code nested its calls or data too deeply.", limit="stack")
        case _:
            return CodeFailed(
                "The code used something that the sandbox does not have (sockets, processes, devices), or broke Python."
            )


def _failure(error: Any, errors: Mapping[int, ErrorBody]) -> ErrorBody:
    if not isinstance(error, dict):
        return CodeFailed("The code failed and did not say how.").body()
    if error.get("code") == "limit_exceeded":
        return LimitExceeded("The code needed more memory than a run may have.", limit="memory").body()
    place = _place(error)
    call = error.get("call")
    if isinstance(call, int) and call in errors:
        known = errors[call]
        return known.model_copy(update={"details": {**known.details, **place}})
    message = str(error.get("message", ""))[:_CHARS]
    return _OWN.get(str(error.get("code")), CodeFailed)(message, **place).body()


def _place(error: Mapping[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if isinstance(error.get("line"), int):
        place["line"] = error["line"]
    if isinstance(error.get("file"), str):
        place["file"] = error["file"][:_CHARS]
    if isinstance(error.get("traceback"), str):
        place["traceback"] = error["traceback"][:_CHARS]
    return place
