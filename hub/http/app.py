"""The public ASGI app: one router for each capability, one way out for errors, bounds on what comes in."""

from __future__ import annotations

from fastapi import FastAPI

from hub.http import accounts, admin, attachments, calls, devices, functions, node, sync
from hub.http.openapi import describe
from hub.services import Services
from shared.system.bounds import BodyBounds
from shared.system.problems import add_problem_handlers


def public_app(services: Services) -> FastAPI:
    app = FastAPI(title="Felloe hub", version=services.version, docs_url=None, redoc_url=None)
    app.state.services = services
    add_problem_handlers(app)
    app.add_middleware(BodyBounds)
    for router in (
        accounts.router,
        calls.router,
        devices.router,
        functions.router,
        node.router,
        sync.router,
        attachments.router,
    ):
        app.include_router(router)
    app.include_router(admin.router, prefix="/v1/admin")
    describe(app)
    return app
