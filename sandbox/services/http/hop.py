"""One request on the way to an answer, and the one that a redirect makes of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sandbox.services.secret import Sealed
from shared.errors import Forbidden, HttpFailed, InvalidArgument, OutcomeUnknown
from shared.urls import Url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_GO_ALONG = frozenset({"accept", "accept-language", "content-type", "range", "user-agent"})
"""Headers that a redirect to another origin takes along: any other one may be somebody's key."""

_OF_A_BODY = frozenset({"content-type", "content-language", "content-location", "content-encoding"})


@dataclass(frozen=True, slots=True)
class Hop:
    method: str
    url: Url
    headers: Sequence[tuple[str, str | Sealed]]
    body: bytes | None
    done: bool = False
    """Something that must not happen twice was answered already."""

    def failed(self, sentence: str, kind: str, *, sent: bool = True) -> HttpFailed | OutcomeUnknown:
        """`sent`: whether the server may have heard of this hop."""
        if self.done or (sent and self.method not in _REPEATABLE):
            return OutcomeUnknown(f"{sentence} The request may have had its effect.", kind=kind)
        return HttpFailed(sentence, kind=kind)

    def redirected(self, status: int, location: str) -> Hop:
        """The next request, as browsers make it; but never from https to http."""
        try:
            url = self.url.join(_as_utf8(location))
        except (InvalidArgument, ValueError):
            raise self.failed(f"{self.url.host} redirects to an address that is none.", "protocol") from None
        if self.url.scheme == "https" and url.scheme == "http":
            raise Forbidden(f"{self.url.host} redirects from https to http, which is not followed.")
        method, body, headers = self.method, self.body, self.headers
        if (status == 303 and method != "HEAD") or (status in (301, 302) and method == "POST"):
            method, body = "GET", None
            headers = [pair for pair in headers if pair[0].lower() not in _OF_A_BODY]
        if not url.same_origin(self.url):
            headers = [pair for pair in headers if pair[0].lower() in _GO_ALONG and isinstance(pair[1], str)]
        done = self.done or self.method not in _REPEATABLE
        return replace(self, method=method, url=url, headers=headers, body=body, done=done)


def _as_utf8(text: str) -> str:
    with suppress(UnicodeError):
        return text.encode("latin-1").decode()
    return text
