"""Joining a hub: the certificate that the pairing string names, and no other."""

from __future__ import annotations

import asyncio
import socket
import ssl

import httpx

from shared.api import PairReply, PairRequest
from shared.pairing import fingerprint
from shared.timeouts import TIMEOUTS
from spoke.hublink import wire


async def pair(hub_url: str, pinned: str | None, request: PairRequest) -> tuple[PairReply, str | None]:
    """Join a hub; also its certificate in PEM, when the pairing string pinned one.

    Raises `CertificateMismatch` before anything is sent, `PairingRefused`, `HubUnreachable`.
    """
    certificate = await asyncio.to_thread(_fetch_certificate, hub_url, pinned) if pinned else None
    async with wire.http_client(hub_url, wire.tls_context(hub_url, certificate)) as http:
        return await wire.ask(http, PairReply, "POST", "/v1/pair", request), certificate


def _fetch_certificate(hub_url: str, pinned: str) -> str:
    url = httpx.URL(hub_url)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # its fingerprint is compared right below, before anything is sent
    try:
        with (
            socket.create_connection((url.host, url.port or 443), TIMEOUTS.handshake) as plain,
            context.wrap_socket(plain, server_hostname=url.host) as connection,
        ):
            certificate = connection.getpeercert(binary_form=True)
    except OSError as error:
        raise wire.unreachable(hub_url) from error
    if certificate is None or fingerprint(certificate) != pinned:
        raise wire.not_our_hub(hub_url)
    return ssl.DER_cert_to_PEM_cert(certificate)
