"""Finding sessions: by what they say, by what they are called, and by the end of an id that somebody typed."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import Connection

from shared.system.database import Database
from spoke.node.bodies.search import SearchReply
from spoke.sessions.search import index
from spoke.sessions.search.filters import Filter
from spoke.sessions.search.search import search

log = structlog.get_logger()


class Finding:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(self, query: str, where: Filter, limit: int, after: str | None) -> SearchReply:
        return await self._database.read(lambda connection: search(connection, query, where, limit=limit, after=after))

    async def ending(self, text: str) -> list[str]:
        """Ids of sessions that end so, the trash included; two are enough to say that it is not unique."""

        def work(connection: Connection) -> list[str]:
            sql = "SELECT id FROM session WHERE substr(id, -length(?)) = ? LIMIT 2"
            return list(connection.exec_driver_sql(sql, (text, text)).scalars())

        return await self._database.read(work) if text else []

    async def index(self) -> None:
        """Index what is not indexed yet: after an upgrade that changed what is kept, or in a folder from before it.

        Cancelling is safe: it goes on from there at the next start.
        """
        if await self._database.read(index.whole):
            return
        steps = 1
        while await self._database.write(index.rebuild_step):
            steps += 1
            await asyncio.sleep(0)
        log.info("sessions indexed", steps=steps)
