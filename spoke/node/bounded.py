"""What another of the user's devices says, as much as one says that keeps its limits: faces show it, and a device that
is broken or was taken over is not to hold them up.

Rules of this module:
- a text that is too long is cut and ends in `…`; of a list that is too long the first entries stay, of a log the last;
- a question comes whole, or as one that is too long to be answered from here;
- what is beyond all bounds, or no answer at all, is not handed on.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import structlog

from shared import strict_json
from shared.error_body import ErrorBody
from shared.errors import ProtocolError, TooLarge
from shared.limits import KIB, LIMITS, MIB
from spoke.node.bodies.approvals import ARGS_SHOWN, AskInfo

log = structlog.get_logger()

_BESIDE = 4_000
"""Characters of a question, as JSON, without the arguments."""

_CUT_TEXT, _CUT_LIST = 200, 3
"""What is left of a text, and of a list, in a question that is longer."""

_VALUES = 200_000
"""In one answer, those within one another too."""

EVENT, EVENTS_A_SECOND = 4 * KIB, 50
"""Of what a node tells its faces of; an event is a few short fields."""


@dataclass(frozen=True, slots=True)
class _Most:
    """What an answer may hold: `rows` of the list that it is, which are `bytes` long together, characters of a `text`,
    `entries` of any list or object."""

    rows: int = 100
    bytes: int = MIB
    text: int = 1_000
    entries: int = 100
    newest_last: bool = False


_ASKS = "/v1/asks"
_ROUTES = (
    (re.compile(_ASKS), _Most(LIMITS.asks_afar)),
    (re.compile(r"/v1/runs"), _Most(500)),
    (re.compile(r"/v1/run-figures"), _Most(2 * LIMITS.functions)),
    (re.compile(r"/v1/decisions"), _Most(5_000, 2 * MIB)),
    (re.compile(r"/v1/logs"), _Most(1_000, newest_last=True)),
    (re.compile(r"/v1/skills"), _Most(LIMITS.functions, LIMITS.http_body, 4_000, LIMITS.functions)),
    (re.compile(r"/v1/runs/[^/]+"), _Most(text=4_000, entries=LIMITS.script_calls)),
)  # fmt: skip


def bounded(device: str, path: str, content: bytes, query: str = "") -> bytes:
    """The answer of `device` to a request for `path`, cut where it is too long. Raises `ProtocolError`, `TooLarge`."""
    try:
        answer = strict_json.parse(content)
    except ValueError:
        raise ProtocolError(f"{device} did not answer as a node does.") from None
    if not isinstance(answer, dict):
        raise ProtocolError(f"{device} did not answer as a node does.")
    most = next((most for route, most in _ROUTES if route.fullmatch(path)), _Most())
    cutting = _Cutting(device, most)
    left = cutting.run(answer) if path.startswith("/v1/runs/") else cutting.rows(answer, _limit(query, most.rows))
    if path == _ASKS:
        left["more"] = cutting.short
    if cutting.cut:
        log.warning("answer of another device cut", device=device, path=path)
    return _written(left).encode()


def refusal(device: str, content: bytes) -> ErrorBody:
    """Why it, or the hub on the way to it, did not do it."""
    try:
        return ErrorBody.model_validate_json(content).shortened()
    except ValueError:
        return ProtocolError(f"{device} did not answer as a node does.").body()


def shown_whole(ask: dict[str, Any]) -> bool:
    """Whether a question says all that is asked, in as much as a person is shown from afar."""
    beside = _written({name: value for name, value in ask.items() if name != "args_json"})
    return not ask.get("too_long") and len(str(ask.get("args_json"))) <= ARGS_SHOWN and len(beside) <= _BESIDE


async def whole(device: str, chunks: AsyncIterator[bytes]) -> bytes:
    """Raises `TooLarge`."""
    parts, size = [], 0
    async for chunk in chunks:
        size += len(chunk)
        if size > LIMITS.http_body:
            raise _too_large(device)
        parts.append(chunk)
    return b"".join(parts)


async def events_of(device: str, path: str, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """As they come; no faster than a face reads, where each of them has it read something again."""
    each = path == "/v1/events"
    async for chunk, ended in _events_within(device, chunks, EVENT if each else 2 * LIMITS.op_bytes):
        yield chunk
        if each and ended:
            await asyncio.sleep(ended / EVENTS_A_SECOND)


async def _events_within(device: str, chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[tuple[bytes, int]]:
    """As they come, with how many events end there. Raises `TooLarge` at one that is longer: who reads it would hold
    all of it. The two line feeds at its end may come apart."""
    held, seam = 0, b""
    async for chunk in chunks:
        head, *tails = map(len, (seam + chunk).split(b"\n\n"))
        held += head - len(seam)
        if max(held, *tails, 0) > most:
            raise _too_large(device)
        held = tails[-1] if tails else held
        seam = b"\n" if (seam + chunk).endswith(b"\n") else b""
        yield chunk, len(tails)


class _Cutting:
    """Of one answer; `cut`: something was; `short`: rows were left out."""

    def __init__(self, device: str, most: _Most) -> None:
        self._device, self._most = device, most
        self._left = _VALUES
        self.cut = self.short = False

    def rows(self, answer: dict[str, Any], most: int) -> dict[str, Any]:
        """An answer whose lists have a row for each thing."""
        given = dict(list(answer.items())[: self._most.entries])
        return {name: self._rows(value, most) if isinstance(value, list) else self._value(value)
                for name, value in given.items()}  # fmt: skip

    def run(self, answer: dict[str, Any]) -> dict[str, Any]:
        """One run: what it gave and printed is as long as the sandbox lets it be, and not cut."""
        record = answer.get("record")
        if not isinstance(record, dict):
            raise ProtocolError(f"{self._device} did not answer as a node does.")
        printed = {name: record.get(name, "") for name in ("stdout", "stderr")}
        result = record.get("result")
        if len(_written(result)) > LIMITS.sandbox_message:
            raise _too_large(self._device)
        cut = self._value(answer | {"record": {**record, "result": None, "stdout": "", "stderr": ""}})
        texts = {name: self._text(str(text), LIMITS.sandbox_output) for name, text in printed.items()}
        cut["record"] |= {"result": result, **texts}
        return cut  # type: ignore[no-any-return]

    def _rows(self, rows: list[Any], most: int) -> list[Any]:
        if len(rows) > most:
            self.cut = self.short = True
            rows = rows[-most:] if self._most.newest_last else rows[:most]
        found, size = [], 0
        for row in reversed(rows) if self._most.newest_last else rows:
            made = self._question(row) if isinstance(row, dict) and "args_json" in row else self._value(row)
            size += len(_written(made))
            if size > self._most.bytes:
                self.cut = self.short = True
                break
            found.append(made)
        return found[::-1] if self._most.newest_last else found

    def _question(self, ask: dict[str, Any]) -> dict[str, Any]:
        if shown_whole(ask):
            return ask
        self.cut = True
        short = _Cutting(self._device, _Most(text=_CUT_TEXT, entries=_CUT_LIST))
        known = {name: short._value(ask[name]) for name in AskInfo.model_fields if name in ask}
        return known | {"too_long": True}

    def _value(self, value: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise _too_large(self._device)
        if isinstance(value, str):
            return self._text(value, self._most.text)
        if isinstance(value, list | dict) and len(value) > self._most.entries:
            self.cut = True
            some = list(value)[: self._most.entries]
            value = some if isinstance(value, list) else {name: value[name] for name in some}
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if isinstance(value, dict):
            return {self._text(name, self._most.text): self._value(each) for name, each in value.items()}
        return value

    def _text(self, text: str, most: int) -> str:
        if len(text) <= most:
            return text
        self.cut = True
        return f"{text[: most - 1]}…"


def _limit(query: str, most: int) -> int:
    """How many rows were asked for."""
    asked = parse_qs(query).get("limit", [""])[0]
    return min(int(asked), most) if asked.isascii() and asked.isdigit() else most


def _written(value: Any) -> str:
    """As a node writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _too_large(device: str) -> TooLarge:
    return TooLarge(f"{device} answers more than is read of another device. Look at it there.")
