"""From a request to its answer: pinned addresses, gated hops, connections that a run keeps for itself.

Imported with the first request, because httpcore takes longer to import than most commands take.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import httpcore

from sandbox.approval import Unanswered
from sandbox.capability import PRIVATE, Capability
from sandbox.services.http import answer, network
from sandbox.services.http.hop import REDIRECTS, Hop
from sandbox.services.http.request import HttpRequest, needed
from sandbox.services.service import Leave
from shared.addresses import is_public, plain
from shared.errors import Forbidden, InvalidArgument
from shared.timeouts import TIMEOUTS
from shared.urls import Url

MAX_REDIRECTS = 5
CONNECTIONS = 16
"""Of one run at a time to servers with TLS, and as many to others; further requests wait for one."""

_IDLE_S = 15.0
"""After which a connection is not used again: servers close theirs from then on, while a request is on its way."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What turns up on the way is asked for here; the request's time stands still while somebody thinks."""

    leave: Leave
    time: asyncio.Timeout

    async def check(self, hop: Hop, asked: Capability) -> None:
        begun, ends = asyncio.get_running_loop().time(), self.time.when()
        self.time.reschedule(None)
        try:
            await self.leave.check(asked)
        except Unanswered:
            if hop.done:  # the run would be put aside, and this request made once more
                raise hop.failed(
                    f"Nobody said in time whether the redirect to {hop.url.host} may be followed.", "ask"
                ) from None
            raise
        if ends is not None:
            self.time.reschedule(ends + asyncio.get_running_loop().time() - begun)


class Fetch:
    """For one run."""

    def __init__(
        self,
        own: Sequence[Url],
        look_up: network.Lookup = network.look_up,
        connect: network.Connect = network.connect,
    ) -> None:
        self._own = own
        self._look_up = look_up
        self._pins: dict[tuple[str, int], Sequence[str]] = {}
        self._backend = network.PinnedBackend(self._pins, connect)
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def aclose(self) -> None:
        with suppress(TimeoutError, httpcore.NetworkError, OSError):
            async with asyncio.timeout(TIMEOUTS.shutdown):
                for pool in self._pools.values():
                    await pool.aclose()

    async def follow(self, hop: Hop, request: HttpRequest, gate: Gate) -> tuple[Hop, answer.Answer]:
        for _ in range(MAX_REDIRECTS + 1):
            await self._check_address(hop, gate)
            found = await self._exchange(hop, request.max_bytes)
            location = next((value for name, value in found.headers if name.lower() == "location"), None)
            if not request.redirects or found.status not in REDIRECTS or location is None:
                return hop, found
            hop = hop.redirected(found.status, location)
            await gate.check(hop, needed(hop.method, hop.url))
        raise hop.failed(f"{hop.url.host} redirects more than {MAX_REDIRECTS} times.", "protocol")

    async def _check_address(self, hop: Hop, gate: Gate) -> None:
        """Pin the host's addresses, all of which must be ones that this run may connect to."""
        url = hop.url
        try:
            addresses = await self._addresses(url)
        except OSError:
            raise hop.failed(f"The address of {url.host} could not be found.", "dns", sent=False) from None
        for own in self._own:
            if own.port == url.port and (own.host == url.host or await self._meet(own, addresses)):
                raise Forbidden("That is one of Felloe's own servers; code in the sandbox does not reach them.")
        if any(not is_public(address) for address in addresses):
            await gate.check(hop, Capability("http", f"{PRIVATE}@{url.authority}"))

    async def _addresses(self, url: Url) -> Sequence[str]:
        """Raises `OSError` where the name leads nowhere."""
        where = url.host, url.port
        if where not in self._pins:
            found = [url.host] if url.is_literal else await self._look_up(*where)
            if not found:
                raise OSError
            self._pins.setdefault(where, list(map(plain, found)))  # another request of the run may have been faster
        return self._pins[where]

    async def _meet(self, own: Url, addresses: Sequence[str]) -> bool:
        """Whether any of these leads to the same machine as `own` does."""
        try:
            theirs = await self._addresses(own)
        except OSError:
            return False
        here = any(network.is_own(address) for address in theirs)
        return any(address in theirs or (here and network.is_own(address)) for address in addresses)

    async def _exchange(self, hop: Hop, limit: int) -> answer.Answer:
        pool = await self._pool(hop.url.scheme)
        url = httpcore.URL(scheme=hop.url.scheme, host=hop.url.host, port=hop.url.port, target=hop.url.target)
        with _typed_failures(hop):
            async with pool.stream(hop.method, url, headers=self._headers(hop), content=hop.body) as response:
                headers = answer.pairs(response.headers)
                return await answer.read(response.status, headers, response.aiter_stream(), limit, hop.method == "HEAD")

    async def _pool(self, scheme: str) -> httpcore.AsyncConnectionPool:
        if scheme not in self._pools:
            context = await network.tls() if scheme == "https" else None
            new = httpcore.AsyncConnectionPool(
                ssl_context=context,
                max_connections=CONNECTIONS,
                keepalive_expiry=_IDLE_S,
                network_backend=self._backend,
            )
            self._pools.setdefault(scheme, new)
        return self._pools[scheme]

    @staticmethod
    def _headers(hop: Hop) -> list[tuple[str, str]]:
        given = [
            (name, value if isinstance(value, str) else value.filled(name, hop.url)) for name, value in hop.headers
        ]
        names = {name.lower() for name, _ in given}
        headers = [("Host", hop.url.authority), ("Accept-Encoding", answer.ENCODINGS)]
        headers += [pair for pair in (("Accept", "*/*"), ("User-Agent", "felloe")) if pair[0].lower() not in names]
        if hop.body is not None or hop.method in ("POST", "PUT", "PATCH"):
            headers.append(("Content-Length", str(len(hop.body or b""))))
        return headers + [pair for pair in given if pair[0].lower() != "accept-encoding"]


@contextmanager
def _typed_failures(hop: Hop) -> Iterator[None]:
    """What the libraries say, in our words. No sentence holds an address that the guest did not name."""
    host = hop.url.host
    try:
        yield
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        if isinstance(error.__context__, ssl.SSLError):  # httpcore drops the cause
            reason = getattr(error.__context__, "verify_message", "") or "it speaks no TLS that this machine accepts"
            raise hop.failed(f"There is no safe connection to {host}: {reason}.", "tls", sent=False) from None
        raise hop.failed(f"{host} could not be connected to.", "connect", sent=False) from None
    except (httpcore.NetworkError, httpcore.TimeoutException, ssl.SSLError):
        raise hop.failed(f"{host} ended the connection before its answer was whole.", "closed") from None
    except httpcore.RemoteProtocolError:  # its text may hold what the server sent, and that a secret
        raise hop.failed(f"{host} did not answer as HTTP says.", "protocol") from None
    except httpcore.LocalProtocolError:
        raise InvalidArgument("http: a header of the request is not one that HTTP allows.") from None
