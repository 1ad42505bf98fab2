"""`http`: its gate. What is granted cannot be served by this version, so granting it is refused (see `local`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import JsonValue

from shared.errors import InvalidArgument, NotFound


class Http:
    name = "http"

    def scope(self, args: Mapping[str, Any]) -> str:
        """The host, with its port where the address names one."""
        url = args.get("url")
        try:
            parts = urlsplit(url) if isinstance(url, str) else None
            host = parts.hostname if parts else None
            port = parts.port if parts else None
        except ValueError:
            host = port = None
        if parts is None or parts.scheme not in ("http", "https") or not host:
            raise InvalidArgument("http needs 'url', an address that begins with http:// or https://.")
        return f"{host}:{port}" if port else host

    async def serve(self, args: Mapping[str, Any]) -> JsonValue:
        raise NotFound("This version of Felloe has no http service yet.")
