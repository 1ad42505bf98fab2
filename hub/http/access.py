"""Who may call a route: each names its scope with `Annotated[Caller, Security(authorized, scopes=["…"])]`.

A token without that scope does not get in, so a route need not look at what kind of caller it has.
"""

from __future__ import annotations

from fastapi.security import SecurityScopes
from starlette.requests import HTTPConnection

from hub.accounts.caller import Caller
from hub.accounts.standing import Known
from hub.accounts.tokens import bearer
from hub.services import services_of

__all__ = ["CHECKS", "Caller", "Known", "authorized", "known"]


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
