"""A TLS handshake that is cancelled closes its connection.

httpcore closes one whose handshake fails, not one whose handshake is cancelled: the socket would stay open for as long
as the server keeps it so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx


async def close_cut_handshakes(request: httpx.Request) -> None:
    """A `request` hook for the `event_hooks` of an `httpx.AsyncClient`."""
    connection: Any = None

    async def trace(event: str, about: Mapping[str, Any]) -> None:
        nonlocal connection
        if event == "connection.connect_tcp.complete":
            connection = about["return_value"]
        elif event.endswith(".start_tls.failed") and connection is not None:
            await connection.aclose()

    request.extensions["trace"] = trace
