"""Who asks, where declared proxies stand in between.

`X-Forwarded-For` is a list that each proxy adds to at its end: it is read from there, and the first address that is no
declared proxy is the one that asked. What stands before it was written by whoever asked, and is believed by nobody.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

_HEADER = b"x-forwarded-for"
_LONGEST = 4_096


class ForwardedFor:
    """ASGI middleware: `scope["client"]` becomes who really asked."""

    def __init__(self, app: ASGIApp, proxies: Iterable[str]) -> None:
        self._app = app
        self._proxies = [ipaddress.ip_network(proxy, strict=False) for proxy in proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and scope.get("client"):
            given = [value for name, value in scope["headers"] if name == _HEADER]
            if given and (found := self._who(scope["client"][0], b",".join(given))):
                scope = dict(scope, client=(found, 0))
        await self._app(scope, receive, send)

    def _who(self, peer: str, forwarded: bytes) -> str | None:
        """None where the peer itself is to be believed."""
        if not self._declared(peer) or len(forwarded) > _LONGEST:
            return None
        found = None
        for one in reversed(forwarded.decode("latin-1").split(",")):
            address = _address(one)
            if address is None:
                return found
            found = address
            if not self._declared(address):
                return found
        return found

    def _declared(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in proxy for proxy in self._proxies)


def _address(text: str) -> str | None:
    """Without the port that some proxies add."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
