"""Who asked, where proxies stand in between."""

from __future__ import annotations

from typing import Any

import pytest

from shared.system.proxy import ForwardedFor

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("peer", "header", "found"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("192.0.2.4", "203.0.113.9", "192.0.2.4"),
        ("127.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "203.0.113.9, nonsense", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, nonsense, 10.0.0.1", "10.0.0.1"),
        ("127.0.0.1", "10.0.0.1", "10.0.0.1"),
        ("127.0.0.1", "1" * 5_000, "127.0.0.1"),
        ("127.0.0.1", None, "127.0.0.1"),
    ],
)
async def test_only_declared_proxies_are_believed_and_only_what_they_added(
    peer: str, header: str | None, found: str
) -> None:
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0])

    headers = [(b"x-forwarded-for", header.encode())] if header else []
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    await ForwardedFor(app, ["127.0.0.1", "10.0.0.0/8"])(scope, None, None)  # type: ignore[arg-type]
    assert seen == [found]
