"""What an upstream's refusal means, whatever its shape: one of our errors, with the upstream's word, without the key.

OpenAI: `{"error": {"message", "type", "code"}}`; Gemini the same in a list; Ollama `{"error": "…"}`; vLLM, Mistral
`{"message"}`; FastAPI `{"detail"}`; Felloe's hub a problem document. Pure but for `now`, which a date is compared with.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from shared.error_body import ErrorBody
from shared.errors import (
    BY_CODE,
    ContextTooLong,
    FelloeError,
    ModelFailed,
    ModelKeyRefused,
    ModelNotFound,
    ModelRefused,
    RateLimited,
    from_body,
)
from shared.retry_after import bounded, retry_after_s
from spoke.models.upstream import HUB

_LONGEST = 300
_TOO_LONG = re.compile(
    r"context.{0,20}(length|window|size|limit)|maximum.{0,20}tokens|too many tokens"
    r"|(prompt|input|request).{0,20}too (long|large)|token (count|limit)|exceeds? .{0,30}tokens",
    re.IGNORECASE | re.DOTALL,
)
_SPENT = ("insufficient_quota", "billing", "credit", "insufficient balance", "payment")
_DELAY = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
_BUSY = {"rate_limit": 429, "too_many": 429, "resource_exhausted": 429, "overloaded": 503, "unavailable": 503}


def refusal(
    upstream: str, status: int, headers: Mapping[str, str], body: bytes, *, key: str = "", model: str = ""
) -> FelloeError:
    """The error that an answer with this status stands for."""
    found = _decoded(body)
    if upstream == HUB and (own := _of_felloe(found)) is not None:
        return own
    said, code = _word(found, key)
    if 300 <= status < 400:
        return ModelFailed(
            f"{upstream} sends on to another address, and nothing is followed there. Set the address that it means.",
            upstream=upstream, kind="redirect",
        )  # fmt: skip
    return _error(upstream, status, said, code, _wait(headers, found), model)


def failure(upstream: str, error: Mapping[str, Any], *, key: str = "", model: str = "") -> FelloeError:
    """The error that stands in the middle of a stream."""
    if upstream == HUB and (own := BY_CODE.get(str(error.get("code")))) is not None:
        return own(_line(error.get("message"), key), upstream=upstream)
    said, code = _word({"error": dict(error)}, key)
    kind = f"{code} {error.get('type')} {error.get('status')}".lower()
    given = error.get("code")
    status = given if isinstance(given, int) and 400 <= given < 600 else None
    busy = next((status for word, status in _BUSY.items() if word in kind), None)
    return _error(upstream, status or busy or 500, said, code, _wait({}, {"error": error}), model)


def _error(upstream: str, status: int, said: str, code: str, wait_s: float | None, model: str) -> FelloeError:
    details: dict[str, Any] = {"upstream": upstream, "status": status}
    word = f": {said}" if said else "."
    if status == 402 or (status in (403, 429) and any(sign in f"{code} {said}".lower() for sign in _SPENT)):
        return ModelKeyRefused(f"{upstream} wants to be paid{word}", **details)
    if status in (401, 403, 407):
        return ModelKeyRefused(f"{upstream} does not take the key that was set for it{word}", **details)
    if status == 404:
        return ModelNotFound(
            f"{upstream} has no model '{model}'{word}" if model else f"{upstream} has no such thing{word}", **details
        )
    if status == 429:
        if wait_s is not None:
            details["retry_after_s"] = wait_s
        return RateLimited(f"{upstream} is asked too often{_again(wait_s)}{word}", **details)
    if status == 413 or (status in (400, 422) and (code == "context_length_exceeded" or _TOO_LONG.search(said))):
        return ContextTooLong(f"This is more than {model or 'the model'} can read at once{word}", **details)
    if status == 408 or status >= 500:
        if wait_s is not None:
            details["retry_after_s"] = wait_s
        return ModelFailed(f"{upstream} failed (status {status}){word}", kind="status", **details)
    return ModelRefused(f"{upstream} does not take the question (status {status}){word}", **details)


def _again(wait_s: float | None) -> str:
    return "" if wait_s is None else f" (try again in {wait_s:.0f} s)"


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(found, list) and found:
        found = found[0]
    return found if isinstance(found, dict) else {}


def _of_felloe(found: dict[str, Any]) -> FelloeError | None:
    """A problem document of the hub."""
    if found.get("code") not in BY_CODE or "retryable" not in found:
        return None
    try:
        return from_body(ErrorBody.model_validate(found))
    except ValidationError:
        return None


def _word(found: dict[str, Any], key: str) -> tuple[str, str]:
    """What the upstream says, as one short line, and its code."""
    error = found.get("error", found)
    if not isinstance(error, dict):
        return _line(error, key), ""
    said = error.get("message") or error.get("detail") or error.get("error") or ""
    return _line(said, key), str(error.get("code") or error.get("type") or "")


def _line(said: object, key: str) -> str:
    text = said if isinstance(said, str) else json.dumps(said, default=str)
    if key:
        text = text.replace(key, "…")
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _wait(headers: Mapping[str, str], found: dict[str, Any]) -> float | None:
    """Seconds after which it may be asked again, as far as it says."""
    given = headers.get("retry-after-ms")
    if given and given.isascii() and given.isdigit():
        return bounded(int(given) / 1_000)
    said = retry_after_s(headers.get("retry-after"), time.time())
    return _of_gemini(found) if said is None else said


def _of_gemini(found: dict[str, Any]) -> float | None:
    """`error.details[].retryDelay` ("17s") of Google's APIs."""
    error = found.get("error")
    details = error.get("details") if isinstance(error, dict) else None
    for detail in details if isinstance(details, list) else ():
        delay = _DELAY.fullmatch(str(detail.get("retryDelay"))) if isinstance(detail, dict) else None
        if delay:
            return bounded(float(delay[1]) / (1_000 if delay[2] == "ms" else 1))
    return None
