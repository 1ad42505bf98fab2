"""Routes of accounts: the ways in (which need no token), and what signed-in people do with their account."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response, Security

from hub.cut import delete_user
from hub.http.access import Caller, TokenFirst, authorized
from hub.services import Services, services_of
from shared.accounts import Account, Confirmation, PasswordChange, RefreshRequest, SignedIn, SignInRequest
from shared.api import Health, PairReply, PairRequest, TokenReply, TokenRequest
from shared.errors import Conflict, PairingRefused, RateLimited, Unauthenticated
from shared.system.problems import declared

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
Person = Annotated[Caller, Security(authorized, scopes=["account"])]
_JWKS_AGE_S = 300


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


Address = Annotated[str, Depends(_address)]


@router.get("/healthz")
async def health(hub: Hub) -> Health:
    """Scope: none."""
    return Health(status="ok", version=hub.version, hub_id=hub.hub_id)


@router.get("/v1/jwks")
async def jwks(hub: Hub, response: Response) -> dict[str, Any]:
    """Scope: none. The keys that verify this hub's tokens (RFC 7517)."""
    response.headers["Cache-Control"] = f"public, max-age={_JWKS_AGE_S}"
    return hub.signing.jwks()


@router.post("/v1/pair", responses=declared(PairingRefused, Conflict, RateLimited))
async def pair(body: PairRequest, hub: Hub, address: Address) -> PairReply:
    """Scope: none; the code is the right to do it."""
    return await hub.pairing.pair(body, address)


@router.post("/v1/token", responses=declared(Unauthenticated))
async def token(body: TokenRequest, hub: Hub) -> TokenReply:
    """Scope: none; the device's signature is the right to do it."""
    return await hub.tokens.exchange(body.assertion)


@router.post("/v1/sign-in", responses=declared(Unauthenticated, RateLimited))
async def sign_in(body: SignInRequest, hub: Hub, address: Address) -> SignedIn:
    """Scope: none; the password is the right to do it."""
    return await hub.sign_ins.sign_in(body.name, body.password, address)


@router.post("/v1/refresh", responses=declared(Unauthenticated))
async def refresh(body: RefreshRequest, hub: Hub) -> SignedIn:
    """Scope: none; the refresh token is the right to do it. It is good once: a used one ends the whole sign-in."""
    return await hub.sign_ins.refresh(body.refresh_token)


@router.post("/v1/sign-out", status_code=204)
async def sign_out(hub: Hub, caller: Person, everywhere: bool = False) -> None:
    """Scope: account. Ends the sign-in that this token came of; `everywhere`: all of this person's."""
    await hub.sign_ins.sign_out(caller, everywhere=everywhere)


@router.get("/v1/account")
async def account(hub: Hub, caller: Person) -> Account:
    """Scope: account. Who is signed in."""
    user = await hub.users.get(caller.user_id)
    return Account(
        id=user.id,
        name=user.name,
        role=user.role,
        has_password=user.has_password,
        must_change_password=user.password_until_ms is not None,
        devices=user.devices,
    )


@router.put("/v1/account/password", responses=declared(Conflict, RateLimited))
async def change_password(body: PasswordChange, hub: Hub, caller: Person, address: Address) -> TokenReply:
    """Scope: account. Ends this person's other sign-ins; answers with a token that reaches as far as they do."""
    return await hub.sign_ins.change_password(caller, body.old, body.new, address)


@router.post("/v1/account/delete", status_code=204, responses=declared(Conflict, RateLimited))
async def delete_account(body: Confirmation, hub: Hub, caller: Person, address: Address) -> None:
    """Scope: account. With devices and the hub's copy of the chats. Not for the last admin."""
    await hub.sign_ins.confirmed(caller, body.password, address)
    await delete_user(hub, caller.user, caller.actor)
