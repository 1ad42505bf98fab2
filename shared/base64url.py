"""Keys and digests as text that needs no escaping anywhere: base64url without padding (RFC 7515, 2)."""

from __future__ import annotations

import base64


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
