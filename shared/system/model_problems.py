"""Errors of an OpenAI-compatible API, as both we and its libraries read them."""

from __future__ import annotations

import json
from typing import Any

from fastapi.responses import JSONResponse, Response

from shared.errors import FelloeError
from shared.system.problems import problem

_TYPES = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def model_problem(error: FelloeError) -> Response:
    """A problem document that is an error of OpenAI's API too: `error` is what its libraries look for."""
    answer = problem(error)
    document: dict[str, Any] = json.loads(bytes(answer.body))
    document["error"] = openai_error(error)
    headers = {name: value for name, value in answer.headers.items() if name not in ("content-length", "content-type")}
    if not error.body().retryable:
        headers["x-should-retry"] = "false"  # else they try each 429 and 5xx again
    return JSONResponse(document, answer.status_code, headers, media_type="application/problem+json")


def openai_error(error: FelloeError) -> dict[str, Any]:
    kind = _TYPES.get(error.status, "invalid_request_error" if error.status < 500 else "server_error")
    return {"message": error.message, "type": kind, "param": None, "code": error.code}
