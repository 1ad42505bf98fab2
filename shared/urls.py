"""Addresses of requests, parsed once and strictly, so that what the gatekeeper saw is what is connected to. Pure.

Clients read odd spellings differently, and what one of them checks another one reaches. So here each is either put into
its one plain form or refused:
- user names (`http://good@evil`), backslashes, tabs, newlines, zone ids, empty hosts and labels are refused;
- a host whose last label is a number is an IPv4 address in four decimal parts, or is refused (`0x7f.1`, `2130706433`);
- other scripts become their ASCII form first, full-width digits included; a trailing dot goes;
- `::ffff:192.0.2.1` is 192.0.2.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

import idna

from shared.errors import InvalidArgument

MAX_URL = 8_000
_PORTS = {"http": 80, "https": 443}
_PARTS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::(\d{0,5}))?", re.ASCII)
_NEVER = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_MAX_HOST = 253
_KEPT = "%/:?#[]@!$&'()*+,;=~|"


@dataclass(frozen=True, slots=True)
class Url:
    """An address in its one form; `host` is in small ASCII letters, an IPv6 address without its brackets."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query."""

    @classmethod
    def parse(cls, text: str) -> Url:
        """Raises `InvalidArgument`, which says what is wrong with it."""
        parts = _PARTS.fullmatch(text)
        if not parts or len(text) > MAX_URL or _NEVER.search(text):
            raise InvalidArgument("An address begins with http:// or https:// and holds no backslash or line break.")
        scheme = parts[1].lower()
        if "@" in parts[2]:
            raise InvalidArgument("An address may not hold a user name. Send an Authorization header instead.")
        authority = _AUTHORITY.fullmatch(parts[2])
        if not authority:
            raise InvalidArgument("The address has no host and port that can be read.")
        port = int(authority[2] or _PORTS[scheme])
        if not 0 < port < 65_536:
            raise InvalidArgument(f"{port} is not a port.")
        return cls(scheme, _host(authority[1]), port, quote((parts[3] or "/") + (parts[4] or ""), safe=_KEPT))

    def join(self, location: str) -> Url:
        """Where an answer from here leads."""
        return Url.parse(urljoin(str(self), location))

    @property
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own: as in a `Host` header, and in a capability."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_literal(self) -> bool:
        """Whether the host is an address: `parse` lets no name end in a number."""
        return ":" in self.host or self.host.rpartition(".")[2].isdigit()

    def same_origin(self, other: Url) -> bool:
        return (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def _host(text: str) -> str:
    if text.startswith("["):
        return _ipv6(text[1:-1])
    host = _ascii(text.lower()).removesuffix(".")
    labels = host.split(".")
    if len(host) > _MAX_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise InvalidArgument(f"'{text[:100]}' is not the name of a host.")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            raise InvalidArgument(f"'{text[:100]}' is not an IPv4 address. Write it as 192.0.2.1.") from None
    return host


def _ascii(host: str) -> str:
    if host.isascii() and "xn--" not in host:
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise InvalidArgument(f"'{host[:100]}' is not the name of a host.") from None


def _ipv6(text: str) -> str:
    try:
        address = IPv6Address("" if "%" in text else text)
    except AddressValueError:
        raise InvalidArgument(f"'[{text[:100]}]' is not an IPv6 address.") from None
    return str(address.ipv4_mapped or address.compressed)
