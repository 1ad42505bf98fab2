"""The pairing string: all that a device needs to join a hub, in one word that survives a shell and a QR code.

`felloe://HOST:PORT/CODE/FINGERPRINT`: TLS, pinned to the certificate whose sha256 is FINGERPRINT (unpadded
base64url). Without a fingerprint the machine's own certificate authorities decide. `felloe+http://` is plain HTTP,
for loopback and declared proxies.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.base64url import unpadded
from shared.errors import InvalidArgument

_CODE = re.compile(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){2}")
_FINGERPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_BEGUN = re.compile(
    r"felloe(\+http)?:(/?/?|//[^/]+(/[A-Z2-9-]{0,13}|/[A-Z2-9-]{14}/[A-Za-z0-9_-]{0,42})?)", re.IGNORECASE
)
"""What is left of one that was not copied to its end."""


@dataclass(frozen=True, slots=True)
class PairingString:
    hub_url: str
    code: str
    fingerprint: str | None = None

    @classmethod
    def parse(cls, text: str) -> PairingString:
        text = text.strip()
        try:
            url = urlsplit(text)
            port = url.port
        except ValueError:
            raise _malformed(text) from None
        parts = url.path.split("/")[1:]
        code = parts[0].upper() if parts else ""
        fingerprint = parts[1] if len(parts) == 2 else None
        if (
            url.scheme not in ("felloe", "felloe+http")
            or not url.hostname
            or len(parts) > 2
            or not _CODE.fullmatch(code)
            or (fingerprint is not None and not _FINGERPRINT.fullmatch(fingerprint))
        ):
            raise _malformed(text)
        scheme = "https" if url.scheme == "felloe" else "http"
        host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
        return cls(f"{scheme}://{host}:{port}" if port else f"{scheme}://{host}", code, fingerprint)

    @property
    def on_loopback(self) -> bool:
        """Whether no machine but the hub's own can use it."""
        host = urlsplit(self.hub_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def __str__(self) -> str:
        scheme, _, address = self.hub_url.partition("://")
        prefix = "felloe" if scheme == "https" else "felloe+http"
        end = f"/{self.fingerprint}" if self.fingerprint else ""
        return f"{prefix}://{address}/{self.code}{end}"


def fingerprint(certificate_der: bytes) -> str:
    return unpadded(hashlib.sha256(certificate_der).digest())


def _malformed(text: str) -> InvalidArgument:
    if _BEGUN.fullmatch(text):
        return InvalidArgument("This pairing string is cut off. Copy it again, to its end.")
    return InvalidArgument(
        "That is not a pairing string. It looks like felloe://HOST:PORT/XXXX-XXXX-XXXX/… "
        "The hub prints one with: felloe-hub pairing-code USER"
    )
