"""The node API: everything a face may do, over the node's private socket.

Rules of these modules: routes only translate; what they do lives in the capability they call.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request, Response

from shared.errors import Forbidden, Unauthenticated
from shared.system.bounds import BodyBounds
from shared.system.problems import add_problem_handlers, problem
from spoke.faces.routes import face_routes
from spoke.node.address import NodeAddress
from spoke.node.routes.approvals import approval_routes
from spoke.node.routes.calls import call_routes
from spoke.node.routes.node import node_routes
from spoke.node.routes.runs import run_routes
from spoke.node.routes.secrets import secret_routes
from spoke.node.routes.sessions import session_routes
from spoke.node.routes.skills import skill_routes

if TYPE_CHECKING:
    from spoke.app import Node

Next = Callable[[Request], Awaitable[Response]]
_SUBJECTS = (node_routes, skill_routes, call_routes, run_routes, approval_routes, secret_routes, session_routes)


def node_api(node: Node, address: NodeAddress) -> FastAPI:
    """What faces on this device reach."""
    app = FastAPI(title="Felloe node", docs_url=None, redoc_url=None, openapi_url=None)
    add_problem_handlers(app)
    app.add_middleware(BodyBounds)
    app.middleware("http")(_guard(address))
    app.include_router(all_routes(node))
    face_routes(app, node.faces)
    return app


def all_routes(node: Node) -> APIRouter:
    router = APIRouter()
    for add in _SUBJECTS:
        add(router, node)
    return router


def _guard(address: NodeAddress) -> Callable[[Request, Next], Awaitable[Response]]:
    """A page in a browser may reach a loopback port: it cannot forge Host, hide Origin or know the token."""
    host = address.base_url.removeprefix("http://")

    async def guard(request: Request, go_on: Next) -> Response:
        if request.headers.get("host") != host or "origin" in request.headers:
            return problem(Forbidden("The node answers local programs only."))
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if address.token and not secrets.compare_digest(given.encode(), address.token.encode()):
            return problem(Unauthenticated("The node's token is missing or wrong."))
        return await go_on(request)

    return guard
