"""Who may call a route: each names its scope with `Annotated[Device, Security(authorized, scopes=[…])]`."""

from __future__ import annotations

from fastapi.security import SecurityScopes
from starlette.requests import HTTPConnection

from hub.services import services_of
from hub.store.records import Device
from shared.errors import Unauthenticated


def bearer(connection: HTTPConnection) -> str:
    """The token of the `Authorization` header. Raises `Unauthenticated`."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("This needs an access token: Authorization: Bearer ….")
    return token.strip()


async def authorized(connection: HTTPConnection, scopes: SecurityScopes) -> Device:
    """The device that calls, if its token has the route's scope."""
    (scope,) = scopes.scopes
    return await services_of(connection).tokens.authenticate(bearer(connection), scope)
