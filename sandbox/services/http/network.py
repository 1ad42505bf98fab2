"""The way to a host: its name looked up once, connections made to exactly the addresses that were found then.

Nothing below looks a name up again, so that a name server that changes its mind between check and connection gains
nothing; the name stays for TLS and for the `Host` header. Proxies and other settings of the environment have no say.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from ipaddress import ip_address
from typing import Any

import certifi
import httpcore

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
Connect = Callable[[str, int, float | None], Awaitable[httpcore.AsyncNetworkStream]]
Pins = Mapping[tuple[str, int], Sequence[str]]
"""The addresses of host and port."""

logging.getLogger("httpcore").setLevel(logging.INFO)  # below that it writes answers' headers, where secrets may echo

_FIRST_TRIES_S = 3.0
"""For each address but the last: a machine may have IPv6 that leads nowhere."""

_MAX_ADDRESSES = 8


async def look_up(host: str, port: int) -> Sequence[str]:
    """Addresses, the one to prefer first. Raises `OSError`. Cancelled, it leaves the question to its own thread."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))[:_MAX_ADDRESSES]


async def connect(address: str, port: int, wait_s: float | None) -> httpcore.AsyncNetworkStream:
    return await httpcore.AnyIOBackend().connect_tcp(address, port, wait_s)


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to pinned addresses, one after another, until one answers."""

    def __init__(self, pins: Pins, connect: Connect) -> None:
        self._pins = pins
        self._connect = connect

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        *first, last = self._pins[host, port]
        for address in first:
            try:
                return await self._connect(address, port, _FIRST_TRIES_S)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._connect(last, port, timeout)


async def tls() -> ssl.SSLContext:
    """Verifies, always: against the system's authorities and certifi's, or those that SSL_CERT_FILE names."""
    return await asyncio.to_thread(_tls, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@functools.lru_cache(maxsize=1)  # reading some hundred certificates takes longer than most requests
def _tls(file: str | None, folder: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()  # OpenSSL reads the two variables by itself
    if not (file or folder):
        context.load_verify_locations(certifi.where())
    return context


def is_own(address: str) -> bool:
    """Whether this machine has that address: only then is it also where a packet to it would come from."""
    if (bare := ip_address(address.partition("%")[0])).is_loopback or bare.is_unspecified:
        return True
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))  # sends nothing
        except OSError:
            return False
        return str(probe.getsockname()[0]) == address
