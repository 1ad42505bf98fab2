"""How a command finds its node: the one that runs on the data folder, else one of its own until it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from shared.errors import FolderInUse, NodeUnreachable, NotFound
from shared.timeouts import TIMEOUTS
from spoke.folder import data_folder
from spoke.node.client import NodeClient
from spoke.settings import node_settings

T = TypeVar("T")


def ask(
    data: Path | None,
    work: Callable[[NodeClient], Awaitable[T]],
    *,
    sandbox: bool = False,
    device: str | None = None,
    reads: bool = False,
) -> T:
    """Run `work` with a client of the node of `data`, or through it of another `device`'s.

    `sandbox`: it needs the sandbox's image, built now if missing. `reads`: nothing is there to be read before
    something else has made the folder; raises `NotFound` then.
    """
    if sandbox:
        from spoke.commands.image import ensure_image

        ensure_image()
    folder = data_folder(data)
    if reads and not folder.exists():
        raise NotFound(f"There is no data folder {folder}. `felloe agent` makes one; --data names another.")
    return asyncio.run(_ask(folder, work, device))


async def _ask(data: Path, work: Callable[[NodeClient], Awaitable[T]], device: str | None) -> T:
    async with node_of(data) as client:
        return await work(client.on(device))


@asynccontextmanager
async def node_of(data: Path) -> AsyncIterator[NodeClient]:
    deadline = time.monotonic() + TIMEOUTS.start
    while True:
        if (client := NodeClient.of(data)) and await _answers(client):
            async with client:
                yield client
            return
        try:
            async with _own_node(data) as client:
                yield client
            return
        except FolderInUse:  # a node that starts or stops right now, or another command's: it will answer, or let go
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


async def _answers(client: NodeClient) -> bool:
    try:
        await client.status()
        return True
    except NodeUnreachable:
        await client.__aexit__(None, None, None)
        return False


@asynccontextmanager
async def _own_node(data: Path) -> AsyncIterator[NodeClient]:
    import logging

    from shared.system.logging import configure
    from spoke.node.logs import log_file
    from spoke.runtime import running

    configure(logging.ERROR, log_file(data))
    async with running(node_settings(data)) as node:
        client = NodeClient.of(data)
        assert client is not None
        async with client:
            yield client
            await node.hub.settle()
