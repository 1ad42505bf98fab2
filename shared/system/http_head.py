"""Heads of HTTP/1.1: what is made of a request's, and how a response's is written."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import httptools

from shared.errors import ProtocolError

Headers = Sequence[tuple[bytes, bytes]]

_LINES = re.compile(rb"(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+: [^\x00-\x08\x0a-\x1f\x7f]*\r\n)*")
_STATUS = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}


def check(version: str, headers: Headers) -> None:
    """Raises `ProtocolError` for what the parser lets pass, and HTTP/1.1 does not."""
    hosts = sum(name == b"host" for name, _ in headers)
    if version not in ("1.0", "1.1") or hosts > 1 or (version == "1.1" and not hosts):
        raise ProtocolError("That is no HTTP/1.1 request.")


def scope_of(method: bytes, url: bytes, version: str, headers: Headers, **about: Any) -> dict[str, Any]:
    """As ASGI has it. Raises `httptools.HttpParserError`."""
    parts = httptools.parse_url(url)
    raw_path = parts.path or b"/"
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": version,
        "method": method.decode("ascii"),
        "root_path": "",
        "path": urllib.parse.unquote(raw_path.decode("ascii")),
        "raw_path": raw_path,
        "query_string": parts.query or b"",
        "headers": headers,
        "state": {},
        **about,
    }


def wants_websocket(headers: Headers) -> bool:
    found = dict(headers)
    wanted = [part.strip().lower() for part in found.get(b"connection", b"").split(b",")]
    return found.get(b"upgrade", b"").lower() == b"websocket" and b"upgrade" in wanted


def head_of(status: int, headers: Headers) -> bytes:
    """Of a response. Raises `RuntimeError` for what no header can hold."""
    lines = b"".join([b"%b: %b\r\n" % (name, value) for name, value in headers])
    if not _LINES.fullmatch(lines) or lines.count(b"\r\n") != len(headers):
        raise RuntimeError("a header that cannot be sent")
    return b"%b%b\r\n" % (_STATUS.get(status) or b"HTTP/1.1 %d \r\n" % status, lines)
