"""What code in the sandbox may ask of a web server, and which headers it may send."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from sandbox.capability import Capability
from sandbox.services.service import Request
from shared.errors import InvalidArgument
from shared.limits import KIB, MIB
from shared.timeouts import TIMEOUTS
from shared.urls import MAX_URL, Url

MAX_BODY = 8 * MIB
"""Of an answer, after decompression."""

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * KIB
MAX_TIMEOUT = TIMEOUTS.exec_wall
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_OURS = frozenset(
    {
        "connection", "content-length", "expect", "host", "http2-settings", "keep-alive", "te", "trailer",
        "transfer-encoding", "upgrade",
    }
)  # fmt: skip
"""Headers by which two readers of one request could be made to disagree about where it goes or ends."""


class SecretValue(BaseModel):
    """Stands where a header's value would: the secret, put into `form` on the host's side."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    secret: str = Field(max_length=100)
    form: str = Field(default="{}", max_length=1_000)
    """Exactly one `{}` in it."""


Header = tuple[str, str | SecretValue]


class HttpRequest(Request):
    """Answered with `status`, `headers` (pairs), the last `url`, `data` (base64), `size`, and `number` (see `body`)."""

    method: str = "GET"
    url: str = Field(max_length=MAX_URL)
    headers: list[list[str | SecretValue]] = Field(default=[], max_length=MAX_HEADERS)
    """Pairs of name and value."""
    text: str | None = None
    data: str | None = None
    """The body: `text` in UTF-8, or bytes as base64."""
    timeout: float = Field(default=TIMEOUTS.http_request, gt=0, le=MAX_TIMEOUT, strict=False)
    """Seconds for all of it, redirects included."""
    redirects: bool = True
    max_bytes: int = Field(default=MAX_BODY, ge=0, le=MAX_BODY)

    def needs(self) -> tuple[Capability, ...]:
        if self.method not in _METHODS:
            raise InvalidArgument(f"http: the method is one of {', '.join(_METHODS)}.")
        names = dict.fromkeys(value.secret for _, value in self.pairs if isinstance(value, SecretValue))
        return needed(self.method, self.target), *(Capability("secret", name) for name in names)

    @cached_property
    def target(self) -> Url:
        return Url.parse(self.url)

    @cached_property
    def pairs(self) -> Sequence[Header]:
        """The headers, checked."""
        found = [_header(pair) for pair in self.headers]
        size = sum(len(name) + len(value if isinstance(value, str) else value.form) for name, value in found)
        if size > MAX_HEADER_BYTES:
            raise InvalidArgument(f"http: the headers may hold {MAX_HEADER_BYTES} bytes.")
        return found

    @cached_property
    def body(self) -> bytes | None:
        if self.text is not None and self.data is not None:
            raise InvalidArgument("http: give the body as text or as data, not as both.")
        try:
            return base64.b64decode(self.data, validate=True) if self.data is not None else _utf8(self.text)
        except (binascii.Error, ValueError):
            raise InvalidArgument("http: the body is neither text nor base64.") from None


def needed(method: str, url: Url) -> Capability:
    return Capability("http", f"{method}@{url.authority}")


def _utf8(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _header(pair: list[str | SecretValue]) -> Header:
    name, value = pair if len(pair) == 2 else ("", "")
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        raise InvalidArgument("http: a header is a pair of name and value, the name of letters, digits and '-'.")
    if name.lower() in _OURS or name.lower().startswith("proxy-"):
        raise InvalidArgument(f"http: the header '{name}' is Felloe's to send.")
    if not _VALUE.fullmatch(value if isinstance(value, str) else value.form):
        raise InvalidArgument(f"http: the header '{name}' holds a character that headers cannot.")
    return name, value
