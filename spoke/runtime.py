"""A node while it runs: its folder, databases, sandbox workers and listener, opened and closed in order around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from sandbox.pool import Pool
from sandbox.services.shelves import SCHEMA as STORE_SCHEMA
from shared.system.folder import DataFolder
from shared.system.serve import serving
from spoke.app import Node
from spoke.node.address import forget, listen
from spoke.node.api import all_routes, node_api
from spoke.recovery import open_or_recover
from spoke.restore import drop, put_in_place
from spoke.settings import NodeSettings
from spoke.store.tables import SCHEMA


@asynccontextmanager
async def running(settings: NodeSettings, *, stays: bool = False) -> AsyncIterator[Node]:
    """A node that owns its data folder and answers its API while the block lasts.

    One that `stays` waits for a command that has the folder, and has the sandbox ready before it is asked. Where
    `restoring.decided` is set, what was made ready is in place when the block has been left.
    Raises `FolderInUse`, `FolderUnusable`, `DiskFull`, `DatabaseDamaged` before anything is started.
    """
    with DataFolder(settings.data, stays=stays):
        drop(settings.data)  # of one that was read, and then forgotten by a kill
        database = open_or_recover(settings.data / "node.db", SCHEMA, thorough=stays)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            store = open_or_recover(settings.data / "store.db", STORE_SCHEMA, thorough=stays)
            stack.push_async_callback(store.close)
            pool = await stack.enter_async_context(Pool())
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            node = Node(settings, database, store, pool, tasks, all_routes)
            stack.push_async_callback(node.audit.flush)
            stack.push_async_callback(node.runs.flush)
            stack.push_async_callback(node.host_skills.close)
            stack.push_async_callback(node.models.aclose)
            await node.start(warm=stays)
            listener, address = listen(settings.data)
            stack.callback(forget, settings.data, address)
            stack.callback(node.close)
            await stack.enter_async_context(serving(node_api(node, address), listener))
            stack.callback(node.events.close)
            stack.callback(node.faces.close)
            stack.push_async_callback(node.drain)
            yield node
        if node.restoring.decided.is_set():
            await asyncio.to_thread(put_in_place, settings.data)
