"""Takes attachments away that no message of their user names any more; one in the trash still names them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import structlog
from sqlmodel import Session, col, select

from hub.attachments.store import Attachments
from hub.store.store import Store
from hub.store.tables import SyncRow
from shared.errors import FelloeError
from shared.parts import attachments_in

log = structlog.get_logger()

UNUSED_S = 24 * 3600.0
"""How long a file stays that nobody names: its message may be on its way."""

_EVERY_S = 6 * 3600.0


class Collecting:
    def __init__(self, store: Store, attachments: Attachments, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._attachments = attachments
        self._now_ms = now_ms

    async def run(self) -> None:
        """Collect now and then, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self.once()
            except FelloeError as error:
                log.warning("attachments not collected", reason=error.message)

    async def once(self, unused_s: float = UNUSED_S) -> int:
        """How many files were removed."""
        removed = 0
        for user_id in await self._attachments.users():
            before_s = self._now_ms() / 1000 - unused_s
            used = await self._store.read(lambda session, user_id=user_id: named(session, user_id))  # type: ignore[misc]
            removed += await self._attachments.collect(user_id, used, before_s)
        if removed:
            log.info("attachments removed", files=removed)
        return removed


def named(session: Session, user_id: str) -> set[str]:
    """Hashes of all files that the user's messages name, as far as their content is there."""
    messages = select(SyncRow.op).where(
        SyncRow.user_id == user_id, col(SyncRow.slot).startswith("message/"), col(SyncRow.op).contains('"attachment"')
    )
    found: set[str] = set()
    for text in session.exec(messages.execution_options(yield_per=500)):
        parts = json.loads(text).get("message", {}).get("parts")
        found.update(each.sha256 for each in attachments_in(parts if isinstance(parts, list) else []))
    return found
