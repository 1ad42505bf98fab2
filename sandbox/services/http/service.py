"""`http`: requests to granted hosts, in the place of code that has no network.

Rules of this module:
- every hop is gated: host and method, also where a redirect leads; `private@HOST` where its address is not public;
- a run looks a name up once, and connects to nothing else than what it found then (`network`);
- never to Felloe's own servers, whatever was granted;
- a redirect to another origin takes only harmless headers along, and none leads from https to http;
- nothing comes from the environment (proxies, .netrc) and no cookie is kept;
- the time of a request is bounded as a whole, so that a server that trickles gains nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue

from sandbox.services.http.body import Bodies
from sandbox.services.http.hop import Hop
from sandbox.services.http.request import HttpRequest
from sandbox.services.secret import Sealed, Secret, Secrets, named, scrubbed
from sandbox.services.service import Leave
from shared.urls import Url

if TYPE_CHECKING:
    from sandbox.services.http.fetch import Fetch


def _new_fetch(own: Sequence[Url]) -> Fetch:
    from sandbox.services.http.fetch import Fetch

    return Fetch(own)


class Http:
    """For one run. `own`: origins of Felloe's own servers, which nobody reaches from here."""

    name = "http"
    request = HttpRequest

    def __init__(
        self,
        bodies: Bodies,
        own: Iterable[str] = (),
        secrets: Secrets = dict,
        new_fetch: Callable[[Sequence[Url]], Fetch] = _new_fetch,
    ) -> None:
        self._bodies = bodies
        self._own = tuple(map(Url.parse, own))
        self._secrets = secrets
        self._new_fetch = new_fetch
        self._fetch: Fetch | None = None

    async def serve(self, request: HttpRequest, leave: Leave) -> JsonValue:
        from sandbox.services.http.fetch import Gate

        headers = await self._sealed(request)
        used = [value.secret for _, value in headers if isinstance(value, Sealed)]
        first = Hop(request.method, request.target, headers, request.body)
        self._fetch = self._fetch or self._new_fetch(self._own)
        try:
            async with asyncio.timeout(request.timeout) as time:
                last, found = await self._fetch.follow(first, request, Gate(leave, time))
        except TimeoutError:
            raise first.failed(f"{first.url.host} did not answer within {request.timeout:g} s.", "timeout") from None
        return {
            "status": found.status,
            "headers": [[name, _scrubbed_text(value, used)] for name, value in found.headers],
            "url": _scrubbed_text(str(last.url), used),
            **self._bodies.first(scrubbed(found.content, used)),
        }

    async def _sealed(self, request: HttpRequest) -> list[tuple[str, str | Sealed]]:
        """The headers. A secret that may not go where it is to go is refused before anybody outside hears of it."""
        if all(isinstance(value, str) for _, value in request.pairs):
            secrets: Mapping[str, Secret] = {}
        else:
            secrets = await asyncio.to_thread(self._secrets)
        found: list[tuple[str, str | Sealed]] = []
        for name, value in request.pairs:
            if isinstance(value, str):
                found.append((name, value))
            else:
                sealed = Sealed(named(secrets, value.secret), value.form)
                sealed.filled(name, request.target)
                found.append((name, sealed))
        return found

    async def aclose(self) -> None:
        """The run has ended."""
        if self._fetch is not None:
            await self._fetch.aclose()


def _scrubbed_text(text: str, used: Sequence[Secret]) -> str:
    return scrubbed(text.encode("latin-1"), used).decode("latin-1") if used else text
