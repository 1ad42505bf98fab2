"""`http`: its gate. What is granted cannot be served by this version, so granting it is refused (see `local`)."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, JsonValue

from sandbox.capability import Capability
from sandbox.services.service import Leave, Request
from shared.errors import InvalidArgument, NotFound


class HttpRequest(Request):
    method: str = "GET"
    url: str = Field(max_length=8_000)

    def needs(self) -> tuple[Capability, ...]:
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise InvalidArgument("http: the address is not one.") from None
        if parts.scheme not in ("http", "https") or not host:
            raise InvalidArgument("http needs 'url', an address that begins with http:// or https://.")
        return (Capability("http", f"{self.method}@{host}:{port}" if port else f"{self.method}@{host}"),)


class Http:
    name = "http"
    request = HttpRequest

    async def serve(self, request: HttpRequest, leave: Leave) -> JsonValue:
        raise NotFound("This version of Felloe has no http service yet.")
