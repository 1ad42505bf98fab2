"""What the user's other devices reach of this node.

Rules of this module:
- only what `OUTSIDE` lists exists from outside: the app is made of those routes alone, so there is no path to another;
- what a route needs is said here, not by who asks: reading needs `node:read`, answering `node:answer`;
- a listed route that shows what came from chats takes `FromAfar`, and shows nothing then of those that stay here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import ASGIApp

from shared.errors import NotFound
from shared.node_requests import SCOPES, Scope
from shared.system.problems import add_problem_handlers

if TYPE_CHECKING:
    from starlette.types import Scope as AsgiScope

OUTSIDE: Final[Mapping[Scope, tuple[str, ...]]] = {
    "node:read": (
        "/v1/status",
        "/v1/skills",
        "/v1/runs",
        "/v1/runs/{run_id}",
        "/v1/run-figures",
        "/v1/decisions",
        "/v1/logs",
        "/v1/events",
        "/v1/asks",
        "/v1/answers",
        "/v1/answers/{answer_id}/events",
    ),
    "node:answer": ("/v1/asks/{ask_id}", "/v1/answers/{answer_id}/stop", "/v1/exposure/lower"),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks from outside, on the hub's word. `device_id` is none for a person who signed in at the hub."""

    name: str
    device_id: str | None


def visitor_of(request: Request) -> Visitor | None:
    """None for a face on this device."""
    found = getattr(request.state, "visitor", None)
    assert found is None or isinstance(found, Visitor)
    return found


def _from_afar(request: Request) -> bool:
    return visitor_of(request) is not None


FromAfar = Annotated[bool, Depends(_from_afar)]
"""Of a route: whether another of the user's devices asks."""


class Outside:
    def __init__(self, routes: APIRouter) -> None:
        self._listed = [(route, scope) for scope in OUTSIDE for route in _listed(routes, scope)]
        self.app: ASGIApp = _app([route for route, _ in self._listed])

    def scope_of(self, asked: AsgiScope) -> Scope:
        """What a request needs. Raises `NotFound` for what is not there."""
        for route, scope in self._listed:
            if route.matches(asked)[0] is Match.FULL:
                return scope
        raise NotFound("This device shows the others nothing there.")


def _listed(routes: APIRouter, scope: Scope) -> list[APIRoute]:
    (method,) = (method for method, needed in SCOPES.items() if needed == scope)
    known = [route for route in routes.routes if isinstance(route, APIRoute) and route.methods == {method}]
    found = [route for path in OUTSIDE[scope] for route in known if route.path == path]
    assert len(found) == len(OUTSIDE[scope]), "a route that is listed is not there, or there twice"
    return found


def _app(routes: list[APIRoute]) -> ASGIApp:
    app = FastAPI(title="Felloe node, from outside", docs_url=None, redoc_url=None, openapi_url=None)
    add_problem_handlers(app)
    app.router.redirect_slashes = False
    app.router.routes.extend(routes)
    return app
