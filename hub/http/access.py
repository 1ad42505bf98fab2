"""Who may call a route: each names its scope with `Annotated[Caller, Security(authorized, scopes=["…"])]`.

A token without that scope does not get in, so a route need not look at what kind of caller it has. `TokenFirst` keeps
who may not come in from having a large body read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from fastapi.routing import APIRoute
from fastapi.security import SecurityScopes
from starlette.requests import HTTPConnection

from hub.accounts.caller import Caller
from hub.accounts.standing import Known
from hub.accounts.tokens import bearer
from hub.services import services_of
from shared.limits import LIMITS

__all__ = ["CHECKS", "Caller", "Known", "TokenFirst", "authorized", "known"]


async def authorized(connection: HTTPConnection, scopes: SecurityScopes) -> Caller:
    """Who calls, if the token has the route's scope."""
    (scope,) = scopes.scopes
    hub = await services_of(connection)
    return await hub.tokens.authenticate(bearer(connection.headers.get("authorization", "")), scope)


async def known(connection: HTTPConnection, scopes: SecurityScopes) -> Known:
    """The same for a route that is called often (`Standing`)."""
    (scope,) = scopes.scopes
    hub = await services_of(connection)
    return await hub.standing.authenticate(bearer(connection.headers.get("authorization", "")), scope)


CHECKS = (authorized, known)


class TokenFirst(APIRoute):
    """FastAPI reads a body before it asks what a route depends on: here the token is looked at before that too, where
    there is more than a read of the socket brings anyhow. What counts is the look after it, as everywhere."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()
        needed = [one.own_oauth_scopes or [] for one in self.dependant.dependencies if one.call in CHECKS]
        if self.body_field is None or not needed:
            return handle

        async def handled(request: Request) -> Response:
            if not _is_small(request.headers.get("content-length", "")):
                await authorized(request, SecurityScopes(needed[0]))
            return await handle(request)

        return handled


def _is_small(length: str) -> bool:
    return length.isdigit() and int(length) <= LIMITS.open_body
