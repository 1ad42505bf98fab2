"""The node API: everything a face may do, over the node's private socket.

Rules of these modules: routes only translate; what they do lives in the capability they call.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import FelloeError, Forbidden, Unauthenticated
from shared.system.bounds import BodyBounds
from shared.system.problems import add_problem_handlers, problem
from spoke.faces.routes import face_routes
from spoke.node.address import NodeAddress
from spoke.node.late_route import LateRoute
from spoke.node.routes.answers import answer_routes
from spoke.node.routes.approvals import approval_routes
from spoke.node.routes.attachments import attachment_routes
from spoke.node.routes.backups import backup_routes
from spoke.node.routes.calls import call_routes
from spoke.node.routes.exchange import exchange_routes
from spoke.node.routes.limits import limit_routes
from spoke.node.routes.logs import log_routes
from spoke.node.routes.models import model_routes
from spoke.node.routes.node import node_routes
from spoke.node.routes.others import other_routes
from spoke.node.routes.runs import run_routes
from spoke.node.routes.search import search_routes
from spoke.node.routes.secrets import secret_routes
from spoke.node.routes.sessions import session_routes
from spoke.node.routes.skills import skill_routes
from spoke.node.routes.sync import sync_routes

if TYPE_CHECKING:
    from spoke.app import Node

_SUBJECTS = (
    node_routes, skill_routes, call_routes, run_routes, log_routes, approval_routes, secret_routes, session_routes,
    search_routes, attachment_routes, exchange_routes, sync_routes, backup_routes, model_routes, other_routes,
    answer_routes, limit_routes,
)  # fmt: skip


def node_api(node: Node, address: NodeAddress) -> FastAPI:
    """What faces on this device reach."""
    app = FastAPI(title="Felloe node", docs_url=None, redoc_url=None, openapi_url=None)
    add_problem_handlers(app)
    app.add_middleware(BodyBounds)
    app.add_middleware(_Guard, address=address)
    app.router.routes.extend(node.routes.routes)
    face_routes(app, node.faces)
    return app


def all_routes(node: Node) -> APIRouter:
    router = APIRouter(route_class=LateRoute)
    for add in _SUBJECTS:
        add(router, node)
    return router


class _Guard:
    """A page in a browser may reach a loopback port: it cannot forge Host, hide Origin or know the token."""

    def __init__(self, app: ASGIApp, address: NodeAddress) -> None:
        self._app = app
        self._host = address.base_url.removeprefix("http://")
        self._token = address.token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refused(Headers(scope=scope)) if scope["type"] == "http" else None
        await (problem(refused) if refused else self._app)(scope, receive, send)

    def _refused(self, headers: Headers) -> FelloeError | None:
        if headers.get("host") != self._host or "origin" in headers:
            return Forbidden("The node answers local programs only.")
        given = headers.get("authorization", "").removeprefix("Bearer ")
        if self._token and not secrets.compare_digest(given.encode(), self._token.encode()):
            return Unauthenticated("The node's token is missing or wrong.")
        return None
