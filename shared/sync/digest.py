"""Digests by which two copies of a user's sessions find out where they differ, without sending what they hold.

Rules of this module:
- an op's digest is of its content as it came, so that versions that know more or fewer fields find the same one: what
  is null, empty, false or 0 counts as absent, and so does the one default that is none of these (`status`);
- a session's digest is of what the log holds of it; what only waits in an outbox is not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def op_digest(op: Mapping[str, Any]) -> str:
    """Of an op as parsed JSON. Its id does not count: the same content under another id has the same digest."""
    said = {key: value for key, value in _said(op).items() if key != "op_id"}
    if isinstance(message := said.get("message"), dict):
        said["message"] = _said(message)
        if said["message"].get("status") == "complete":
            del said["message"]["status"]
    return hashlib.sha256(_JSON.encode(said).encode(errors="surrogatepass")).hexdigest()[:32]


def session_digest(slots: Iterable[tuple[str, str]]) -> str:
    """Of a session's slots with the digest of what fills each, in any order."""
    lines = "".join(f"{slot} {digest}\n" for slot, digest in sorted(slots))
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def next_link(chain: str, op_id: str) -> str:
    """The chain of a log: each link stands for all entries up to its own, in their order."""
    return hashlib.sha256(f"{chain} {op_id}".encode()).hexdigest()[:32]


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}
