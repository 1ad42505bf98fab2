"""Where a hub is, or was last, reached: kept, so that a pairing code can be made while it is stopped."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlmodel import Session

from hub.store import settings

_KEY = "served"


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    """As it listens."""

    public_url: str
    """As devices reach it."""

    fingerprint: str | None
    """Of the certificate that devices pin; None where authorities vouch for it, or there is none."""

    pid: int

    def keep(self, session: Session) -> None:
        settings.put(session, _KEY, json.dumps(asdict(self)))

    @classmethod
    def last(cls, session: Session) -> Served | None:
        held = settings.get(session, _KEY)
        return cls(**json.loads(held)) if held else None
