"""How a node is, in figures for its faces."""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import version

from shared.system.database import Database
from spoke.attachments.attachments import Attachments
from spoke.hublink.belonging import Belonging
from spoke.node.bodies.node import Account, Status, SyncStatus
from spoke.recovery import damaged
from spoke.sessions import outbox
from spoke.sessions.store import SessionStore
from spoke.settings import NodeSettings
from spoke.skills.registry import Registry


class StatusReport:
    def __init__(
        self,
        settings: NodeSettings,
        database: Database,
        hub: Belonging,
        sessions: SessionStore,
        registry: Registry,
        attachments: Attachments,
    ) -> None:
        self._settings, self._database, self._hub = settings, database, hub
        self._sessions, self._registry, self._attachments = sessions, registry, attachments

    async def whole(self, *, afar: bool = False) -> Status:
        """`afar`: for another of the user's devices."""
        member, link = self._hub.membership, self._hub.link
        return Status(
            version=_version(),
            pid=os.getpid(),
            of_desktop=self._settings.of_desktop,
            data=str(self._settings.data),
            name=self._hub.name,
            account=Account.model_validate(member.account.model_dump()) if member else None,
            hub=link.state if link else "none",
            hub_problem=link.problem.body() if link and link.problem else None,
            hub_since_ms=link.since_ms if link else None,
            sync=await self.sync(),
            sessions=await self._sessions.count(afar=afar),
            skills=len(await self._registry.skills()),
            damaged=damaged(self._settings.data),
        )

    async def sync(self) -> SyncStatus:
        waiting = await self._database.read(outbox.waiting)
        files = await self._attachments.unsent() if self._hub.membership else 0
        refused = await self._attachments.refused() if self._hub.membership else []
        return SyncStatus(
            state=self._hub.sync_state(waiting.pending + files),
            pending=waiting.pending,
            files=files,
            files_refused=sum(not each.kept for each in refused),
            quarantined=waiting.quarantined,
        )


@cache
def _version() -> str:
    """Read once: it takes longer than all else that a face asks."""
    return version("felloe")
