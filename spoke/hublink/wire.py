"""How a request reaches a hub: TLS that trusts what was pinned, one error for each failure."""

from __future__ import annotations

import ssl
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from shared.error_body import ErrorBody
from shared.errors import CertificateMismatch, FelloeError, HubUnreachable, from_body
from shared.system.handshakes import close_cut_handshakes
from shared.timeouts import TIMEOUTS
from shared.versions import API_HEADER, offered

B = TypeVar("B", bound=BaseModel)


def tls_context(hub_url: str, certificate: str | None) -> ssl.SSLContext | None:
    """Trusts the pinned certificate and no other; without one, what this machine trusts. None for plain HTTP."""
    if not hub_url.startswith("https:"):
        return None
    context = ssl.create_default_context(cadata=certificate)
    if certificate:
        context.check_hostname = False  # the certificate itself is known: its names add nothing
    return context


def unreachable(hub_url: str) -> HubUnreachable:
    return HubUnreachable(f"The hub at {hub_url} cannot be reached. Check the address and that the hub runs.")


def not_our_hub(hub_url: str) -> CertificateMismatch:
    return CertificateMismatch(
        f"What answers at {hub_url} is not the hub this device knows: its certificate is another one. "
        "Nothing was sent. If the hub was set up anew, pair again with a new pairing string."
    )


def http_client(hub_url: str, tls: ssl.SSLContext | None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=hub_url,
        headers={API_HEADER: offered("api")},
        verify=tls if tls is not None else False,
        timeout=httpx.Timeout(TIMEOUTS.http_request, connect=TIMEOUTS.handshake),
        # Below the 5 s after which uvicorn closes an idle connection.
        limits=httpx.Limits(keepalive_expiry=4),
        trust_env=False,
        event_hooks={"request": [close_cut_handshakes]},
    )


async def ask(
    http: httpx.AsyncClient,
    kind: type[B],
    method: str,
    path: str,
    body: BaseModel | bytes | None = None,
    *,
    params: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> B:
    content = body.model_dump_json() if isinstance(body, BaseModel) else body
    form = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    headers = (headers or {}) | ({"Content-Type": form} if body is not None else {})
    try:
        response = await http.request(method, path, content=content, params=params, headers=headers)
    except httpx.RequestError as error:
        raise transport_error(str(http.base_url).rstrip("/"), error) from error
    return answer(http, kind, response)


def answer(http: httpx.AsyncClient, kind: type[B], response: httpx.Response) -> B:
    if response.is_error:
        raise refusal(http, response, response.content)
    try:
        return kind.model_validate_json(response.content or b"{}")
    except ValidationError:
        raise _no_hub(http, response) from None


def refusal(http: httpx.AsyncClient, response: httpx.Response, content: bytes) -> FelloeError:
    try:
        return from_body(ErrorBody.model_validate_json(content))
    except ValidationError:
        return _no_hub(http, response)


def _no_hub(http: httpx.AsyncClient, response: httpx.Response) -> HubUnreachable:
    return HubUnreachable(
        f"What answers at {http.base_url} is not a Felloe hub (status {response.status_code}). Check the address."
    )


def transport_error(hub_url: str, error: BaseException) -> HubUnreachable | CertificateMismatch:
    """What a failed connection means, whichever library found out."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return not_our_hub(hub_url)
        cause = cause.__cause__ or cause.__context__
    return unreachable(hub_url)
