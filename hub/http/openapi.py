"""The schema that is published: what each route takes, answers and refuses, and the scope that it wants.

What is true of a kind of route is added here, once: who needs a token is refused without one, who takes a body is
refused with a bad one. What is a route's own stands beside it, as `responses=declared(…)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from hub.http.access import CHECKS
from shared.errors import DeadlineExceeded, FelloeError, Forbidden, InvalidArgument, NotFound, TooLarge, Unauthenticated
from shared.system.problems import Problem, declared

_ABOUT = "Accounts, devices, functions and the sync log of a Felloe hub. Errors are problem documents (RFC 9457)."
_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Of a device: POST /v1/token. Of a person: POST /v1/sign-in. Each names the scopes it reaches.",
}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def describe(app: FastAPI) -> None:
    """Have `app` publish its schema at /openapi.json."""

    def schema() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]


def routes_of(app: FastAPI) -> Iterator[RouteContext]:
    """Its HTTP routes, those of included routers too (`app.routes` holds the routers, not what is in them)."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            yield route


def scope_of(route: RouteContext) -> str | None:
    """The scope that a route wants; None for one that is open."""
    scopes = [one.own_oauth_scopes or [] for one in route.dependant.dependencies if one.call in CHECKS]
    return scopes[0][0] if scopes else None


def _schema(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, routes=app.routes, description=_ABOUT)
    parts = made.setdefault("components", {})
    parts["securitySchemes"] = {"bearer": _SCHEME}
    schemas = parts.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for route in routes_of(app):
        for method in route.methods or () if route.include_in_schema else ():
            _complete(made["paths"][route.path_format][method.lower()], scope_of(route))
    return made


def _complete(operation: dict[str, Any], scope: str | None) -> None:
    if scope:
        operation["security"] = [{"bearer": [scope]}]
    own, general = operation["responses"], declared(*_of_its_kind(operation, scope))
    own.pop("422", None)
    for status, answer in general.items():
        codes = {*answer["x-codes"], *own.get(str(status), {}).get("x-codes", [])}
        own[str(status)] = {"description": ", ".join(sorted(codes))}
    for status, answer in own.items():
        if status >= "4":
            answer.pop("x-codes", None)
            answer["content"] = _PROBLEM
    own["default"] = {"description": "Any other problem.", "content": _PROBLEM}


def _of_its_kind(operation: dict[str, Any], scope: str | None) -> list[type[FelloeError]]:
    errors: list[type[FelloeError]] = []
    if scope:
        errors += [Unauthenticated, Forbidden]
    if "requestBody" in operation:
        errors += [InvalidArgument, TooLarge, DeadlineExceeded]
    if parameters := operation.get("parameters"):
        errors += [InvalidArgument, *([NotFound] if any(one["in"] == "path" for one in parameters) else [])]
    return errors
