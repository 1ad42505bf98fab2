"""The public ASGI app: one router for each capability, one way out for errors, bounds on what comes in."""

from __future__ import annotations

from fastapi import FastAPI

from hub.http import (
    accounts,
    admin,
    attachments,
    calls,
    devices,
    functions,
    health,
    models,
    node,
    records,
    sync,
    upstreams,
)
from hub.http.health import Timed
from hub.http.models import CHAT, DirectChat
from hub.http.openapi import describe
from hub.services import Services
from hub.settings import Settings
from shared.limits import LIMITS
from shared.system.api_version import ApiVersion
from shared.system.bounds import BodyBounds, Bound
from shared.system.fair_start import FairStart
from shared.system.model_problems import model_problem
from shared.system.problems import add_problem_handlers
from shared.system.proxy import ForwardedFor

_BODIES = {
    CHAT: Bound(LIMITS.model_request, model_problem),
    **dict.fromkeys(("/v1/pair", "/v1/token", "/v1/sign-in", "/v1/refresh"), Bound(LIMITS.open_body)),
}


def public_app(services: Services, settings: Settings | None = None) -> FastAPI:
    app = FastAPI(title="Felloe hub", version=services.version, docs_url=None, redoc_url=None)
    app.state.services = services
    app.state.settings = settings
    add_problem_handlers(app)
    app.add_middleware(FairStart, user_of=services.tokens.user_of)
    app.add_middleware(DirectChat, services=services)  # whose requests have bounds of their own
    app.add_middleware(BodyBounds, own=_BODIES)
    app.add_middleware(ApiVersion)
    app.add_middleware(Timed, meter=services.meter)
    if settings is not None and settings.trust_proxy:
        app.add_middleware(ForwardedFor, proxies=settings.trust_proxy)  # the last one added comes first
    for router in (
        accounts.router,
        calls.router,
        devices.router,
        functions.router,
        node.router,
        sync.router,
        attachments.router,
        health.router,
        models.router,
    ):
        app.include_router(router)
    app.include_router(admin.router, prefix="/v1/admin")
    app.include_router(records.router, prefix="/v1/admin")
    app.include_router(upstreams.router, prefix="/v1/admin")
    describe(app)
    return app
