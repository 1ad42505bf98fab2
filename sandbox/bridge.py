"""The protocol between a worker and its parent: one JSON object a line, told apart by `t`; and what a guest may ask.

Rules of this module:
- pure, and standard library only: a worker that imported pydantic would start a third slower, and with a dataclass for
  each line 5 ms later than with a named tuple;
- size is checked before a text is parsed, then that it is strict JSON, then its shape, and only then its meaning;
- guest text never becomes a line: it travels as a string inside one;
- a run's messages carry its id, and each host call a number above the last one's: neither side believes more.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from shared.limits import KIB, LIMITS, MIB

VERSION = 6
FILE_CHUNK = 512 * KIB
"""Bytes of a skill's file in one line, or in one answer to the guest."""

LINE_BYTES = 8 * MIB
"""One megabyte of UTF-8 grows at most sixfold when it is escaped inside a line."""

DEPTH = 100
"""Nesting of a JSON value. Python's own parser would go to its recursion limit."""

OPERATIONS_PER_CALL = 4
"""A run may wait and sleep this many times for each host call that it may make."""

_INT_DIGITS = 19


class BadText(ValueError):
    """A text that is not what the protocol allows; the message is one sentence, safe for either side."""


# --- strict JSON -------------------------------------------------------------------------------------------------


def parse_json(text: str | bytes, limit: int) -> Any:
    """A JSON value of at most `limit` bytes: finite numbers, integers of 64 bits, whole surrogates, no deep nesting."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(data) > limit:
        raise BadText(f"A message may hold {limit} bytes, not {len(data)}.")
    try:
        text = data.decode()
        value = _DECODER.decode(text)
    except BadText:
        raise
    except UnicodeDecodeError:
        raise BadText("The message is not UTF-8.") from None
    except RecursionError:
        raise BadText(f"The message is nested more than {DEPTH} deep.") from None
    except ValueError:
        raise BadText("The message is not JSON.") from None
    if text.count("[") + text.count("{") > DEPTH:
        _check_depth(value)
    if "\\ud" in text or "\\uD" in text:
        _check_surrogates(value)
    return value


def _integer(digits: str) -> int:
    if len(digits) >= _INT_DIGITS:
        number = int(digits) if len(digits) <= _INT_DIGITS + 1 else 1 << 64
        if not -(1 << 63) <= number < 1 << 63:
            raise BadText("An integer does not fit in 64 bits. Write it as text.")
        return number
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise BadText("A number is too large. Write it as text.")
    return number


def _no_constant(name: str) -> Any:
    raise BadText(f"{name} is not JSON.")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_finite, parse_constant=_no_constant)
_ENCODER = json.JSONEncoder(separators=(",", ":"))


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if not below:
            return
        level = below
    if any(isinstance(item, (dict, list)) for item in level):
        raise BadText(f"The message is nested more than {DEPTH} deep.")


def _check_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadText("The message holds half of a surrogate pair, which is not text.") from None


# --- lines -------------------------------------------------------------------------------------------------------


class Ready(NamedTuple):
    """Worker: a prepared guest waits for its first run."""

    version: int


class Unable(NamedTuple):
    """Worker, instead of `Ready`: no guest could be made, for want of `memory` or because of the `image`. It ends."""

    want: str


class SkillFile(NamedTuple):
    """Parent: a part (base64) of a file of a skill that a coming run needs. Parts come in order."""

    digest: str
    path: str
    data: str


class SkillCode(NamedTuple):
    """Parent: the compiled form (base64 of CPython's marshal) of a skill's file."""

    digest: str
    path: str
    data: str


class Forget(NamedTuple):
    """Parent: no coming run needs this skill."""

    digest: str


class Run(NamedTuple):
    """Parent: hand `message` to a fresh guest. `skill` and `digest` name the files under /skill, if any. It may make
    `calls` host calls, print `output` characters, and yield so many bytes as `yields` says.

    All randomness of the guest comes from `entropy` (hexadecimal). With `keep`, what it reads of the clocks is told, in
    nanoseconds; a run that is continued reads `clock` first, so that it goes the same way again.
    """

    id: str
    cpu_s: float
    calls: int
    output: int
    yields: int
    message: str
    skill: str | None
    digest: str | None
    entropy: str
    keep: bool
    clock: list[int]


class Printed(NamedTuple):
    """Worker: what the guest of `run` printed since the last such line; `truncated` if more was dropped.

    `stderr`: it is what a script wrote to its standard error.
    """

    run: str
    text: str
    truncated: bool
    stderr: bool


class HostCall(NamedTuple):
    """Worker: the guest of `run`, which computed `guest_ms` so far, stands still until the `Reply`.

    `clock` is what it read of the clocks since the last such line, where the run keeps that.
    """

    run: str
    number: int
    op: str
    service: str | None
    args: dict[str, Any] | None
    seconds: float | None
    guest_ms: float
    clock: list[int]


class Reply(NamedTuple):
    """Parent: the text that the guest gets for host call `number`."""

    number: int
    text: str


class Done(NamedTuple):
    """Worker: the guest is gone. `text` is its answer, or `limit` says what stopped it; `memory` in bytes."""

    run: str
    text: str | None
    limit: str | None
    guest_ms: float
    memory: int | None


Line = Ready | Unable | SkillFile | SkillCode | Forget | Run | Printed | HostCall | Reply | Done
_Some = TypeVar("_Some")
_NUMBER = (int, float)
_TEXT_OR_NONE = (str, type(None))
_SHAPES: Mapping[type[Any], Mapping[str, Any]] = MappingProxyType(
    {
        Ready: {"version": int},
        Unable: {"want": str},
        SkillFile: {"digest": str, "path": str, "data": str},
        SkillCode: {"digest": str, "path": str, "data": str},
        Forget: {"digest": str},
        Run: {
            "id": str, "cpu_s": _NUMBER, "calls": int, "output": int, "yields": int, "message": str,
            "skill": _TEXT_OR_NONE, "digest": _TEXT_OR_NONE, "entropy": str, "keep": bool, "clock": list,
        },
        Printed: {"run": str, "text": str, "truncated": bool, "stderr": bool},
        HostCall: {
            "run": str, "number": int, "op": str, "service": _TEXT_OR_NONE, "args": (dict, type(None)),
            "seconds": (int, float, type(None)), "guest_ms": _NUMBER, "clock": list,
        },
        Reply: {"number": int, "text": str},
        Done: {
            "run": str, "text": _TEXT_OR_NONE, "limit": _TEXT_OR_NONE, "guest_ms": _NUMBER,
            "memory": (int, type(None)),
        },
    }
)  # fmt: skip
KINDS: Mapping[type[Any], str] = MappingProxyType(
    {
        Ready: "ready", Unable: "unable", SkillFile: "skill_file", SkillCode: "skill_code", Forget: "forget",
        Run: "run", Printed: "printed", HostCall: "host_call", Reply: "reply", Done: "done",
    }
)  # fmt: skip
_TYPES: Mapping[type[Any], Mapping[str, frozenset[type]]] = MappingProxyType(
    {
        cls: {name: frozenset(kinds if isinstance(kinds, tuple) else (kinds,)) for name, kinds in shape.items()}
        for cls, shape in _SHAPES.items()
    }
)
FROM_WORKER: tuple[type[Any], ...] = (Ready, Unable, Printed, HostCall, Done)
FROM_PARENT: tuple[type[Any], ...] = (SkillFile, SkillCode, Forget, Run, Reply)


def encode(line: Line) -> bytes:
    """The bytes of a line, with its newline. JSON escapes newlines inside texts, so there is no other."""
    return _ENCODER.encode({"t": KINDS[type(line)], **line._asdict()}).encode() + b"\n"


def decode(data: bytes, allowed: tuple[type[Any], ...]) -> Any:
    """The message in a line, one of `allowed`; `BadText` for anything else."""
    value = parse_json(data, LINE_BYTES)
    if not isinstance(value, dict):
        raise BadText("A line holds one JSON object.")
    kind = value.pop("t", None)
    for cls in allowed:
        if KINDS[cls] == kind:
            return _shaped(cls, value)
    raise BadText("A line of a kind that does not belong here.")


def _shaped(cls: type[_Some], value: dict[str, Any]) -> _Some:
    types = _TYPES[cls]
    if value.keys() != types.keys():
        raise BadText("A line has other fields than its kind.")
    for name, item in value.items():
        if type(item) not in types[name]:  # a parsed text has none but JSON's own types; bool is no int here
            raise BadText(f"A line's field '{name}' is of the wrong type.")
        if type(item) is list and any(type(part) is not int for part in item):
            raise BadText(f"A line's field '{name}' holds something else than whole numbers.")
    return cls(**value)


# --- what a guest may ask ----------------------------------------------------------------------------------------


class Operation(NamedTuple):
    """`call` and `submit` name a service; `wait` and `sleep` have seconds; `file` a path and where to begin.

    `yield` has its value in `args`.
    """

    op: str
    service: str | None = None
    args: dict[str, Any] | None = None
    seconds: float | None = None
    text: str = ""
    path: str = ""
    offset: int = 0


_MAX_SERVICE = 64


def parse_operation(text: str) -> Operation:
    """What a guest's text asks for; `BadText` where it asks for nothing that exists."""
    asked = parse_json(text, LIMITS.sandbox_message)
    if not isinstance(asked, dict):
        raise BadText("A request of the guest is a JSON object.")
    match asked:
        case {"op": ("call" | "submit") as op, "service": str(service), "args": dict(args), **rest}:
            operation = Operation(op, service=service, args=args)
        case {"op": "wait", "timeout": (int() | float() | None) as seconds, **rest}:
            operation = Operation("wait", seconds=None if seconds is None else float(seconds))
        case {"op": "sleep", "seconds": (int() | float()) as seconds, **rest}:
            operation = Operation("sleep", seconds=float(seconds))
        case {"op": "yield", "value": value, **rest}:
            operation = Operation("yield", args={"value": value})
        case {"op": ("print" | "complain") as op, "text": str(printed), **rest}:
            operation = Operation(op, text=printed)
        case {"op": "code", "path": str(path), **rest}:
            operation = Operation("code", path=path)
        case {"op": "files", **rest}:
            operation = Operation("files")
        case {"op": "file", "path": str(path), "offset": int(offset), **rest} if offset >= 0:
            operation = Operation("file", path=path, offset=offset)
        case _:
            raise BadText("The guest asked for something that does not exist.")
    if isinstance(asked.get("offset"), bool) or isinstance(asked.get("seconds", asked.get("timeout")), bool):
        raise BadText("The guest's request has a truth value where a number belongs.")
    if rest or (operation.service is not None and len(operation.service) > _MAX_SERVICE):
        raise BadText("The guest's request has fields that do not belong there.")
    if operation.seconds is not None and not 0 <= operation.seconds < 1e9:
        raise BadText("The guest's request has seconds that are out of range.")
    return operation


def ok(value: Any) -> str:
    """The reply to an operation that went well."""
    return _ENCODER.encode({"ok": value})


def failed(body: Mapping[str, Any], call: int | None = None) -> str:
    """The reply to one that did not: an error body, and the number of the host call that it belongs to."""
    reply: dict[str, Any] = {"error": body}
    if call is not None:
        reply["call"] = call
    return _ENCODER.encode(reply)
