"""What a model is told of a call's end: bounded, and with words that it can act on. Pure."""

from __future__ import annotations

import json
from typing import Any

from pydantic import JsonValue

from sandbox.run_record import RunRecord
from shared.completions.growing import mended
from shared.error_body import ErrorBody
from shared.errors import FelloeError
from shared.limits import LIMITS

_ADVICE = {
    "device_offline": "Do it on another device, or tell the user that this one is off.",
    "not_paired": "Only this device is in reach.",
    "not_granted": "The user did not allow it. Do not try it another way; say what you could not do.",
    "not_exposed": "The device's owner does not offer it. Do not try it another way.",
    "approval_required": "The user did not allow it. Do not try it another way; say what you could not do.",
    "outcome_unknown": "It may have happened. Look whether it did, or ask the user, before you repeat it.",
    "replay_diverged": "What it had done stays done. Look before you repeat it.",
    "limit_exceeded": "Do less in one run.",
}
"""What a model is to do about an error, where its message is written for people and its `advice` says nothing."""


def told_value(value: JsonValue, room: int = LIMITS.tool_result) -> str:
    return cut(_json(value), room)


def told_code(record: RunRecord, room: int = LIMITS.tool_result) -> str:
    """Of code: what it printed too, with at most half of the room."""
    printed = cut(mended(record.stdout), room // 2)
    parts = [f"printed:\n{printed}"] if printed else []
    if record.result is not None or not printed:
        parts.append(f"result: {told_value(record.result, room - len(printed))}")
    return "\n".join(parts)


def told_script(record: RunRecord, room: int = LIMITS.tool_result) -> str:
    """Of a program that came to its end, in whatever way."""
    code = record.result.get("exit_code") if isinstance(record.result, dict) else None
    complained = cut(mended(record.stderr), room // 3)
    printed = cut(mended(record.stdout), max(0, room - len(complained) - 100))
    parts = [f"exit code: {code}", f"printed:\n{printed}" if printed else "It printed nothing."]
    return "\n".join(parts + ([f"standard error:\n{complained}"] if complained else []))


def told_error(error: ErrorBody | FelloeError, output: str = "", room: int = LIMITS.tool_result) -> str:
    body = error.body() if isinstance(error, FelloeError) else error
    said: dict[str, Any] = {"code": body.code, "message": cut(body.message, 1_000)}
    if advice := body.details.get("advice") or _ADVICE.get(body.code):
        said["advice"] = advice
    if trace := body.details.get("traceback"):
        said["traceback"] = str(trace)[-2_000:]
    elif line := body.details.get("line"):
        said["line"] = line
    found: dict[str, Any] = {"error": said}
    if output:
        found["printed"] = cut(output, max(0, room // 2))
    return _json(found)


def _json(value: Any) -> str:
    """What a wire can carry: a text of others may hold half of a character."""
    return mended(json.dumps(value, ensure_ascii=False))


def cut(text: str, room: int) -> str:
    """The beginning and a little of the end, with a word on what is missing."""
    if len(text) <= room:
        return text
    note = f" … [{len(text)} characters in all; the middle is left out. Ask for less, or work on it in run_code.] … "
    kept = max(0, room - len(note))
    end = kept // 5
    return text[: kept - end] + note + (text[len(text) - end :] if end else "")
