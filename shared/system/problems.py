"""Errors of an HTTP API as RFC 9457 problem documents; each is an `ErrorBody` too, so that a client can rebuild it."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.error_body import ErrorBody
from shared.errors import FelloeError, InvalidArgument

log = structlog.get_logger()


def problem(error: FelloeError) -> JSONResponse:
    """The response that stands for an error."""
    return _document(error.body(), error.status)


class Problem(ErrorBody):
    """A problem document (RFC 9457); `code`, `message`, `retryable` and `details` rebuild the error."""

    type: str
    title: str
    status: int
    detail: str


def declared(*errors: type[FelloeError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with these errors."""
    found: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        codes = [error.code, *found.get(error.status, {}).get("x-codes", [])]
        found[error.status] = {"description": ", ".join(sorted(codes)), "x-codes": codes}
    return found


def add_problem_handlers(app: FastAPI) -> None:
    """Map every error of `app` to a problem document, once, where it leaves."""

    @app.exception_handler(FelloeError)
    async def expected(_: Request, error: FelloeError) -> JSONResponse:
        return problem(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])[:100] or "body"
        return problem(InvalidArgument(f"{where}: {first['msg']}."))  # never the input itself

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error.__cause__, FelloeError):  # raised while the framework read the body
            return problem(error.__cause__)
        code = "not_found" if error.status_code == HTTPStatus.NOT_FOUND else "invalid_argument"
        return _document(ErrorBody(code=code, message=f"{error.detail}."), error.status_code)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("request failed", path=request.url.path, exc_info=error)
        return problem(FelloeError("Felloe failed in a way it should not. The log of this process says where."))


def _document(body: ErrorBody, status: int) -> JSONResponse:
    document: dict[str, Any] = {"type": "about:blank", "title": body.code, "status": status, "detail": body.message}
    headers = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(wait_s := body.details.get("retry_after_s"), int | float):
        headers["Retry-After"] = str(math.ceil(wait_s))
    content = document | body.model_dump(mode="json")
    return JSONResponse(content, status, headers, media_type="application/problem+json")
