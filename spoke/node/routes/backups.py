"""A backup of this device while it runs, and the way back to one."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request

from shared.errors import Cancelled
from shared.system.hang_up import while_there
from spoke.backup import make_backup
from spoke.node.bodies.backups import BackupBody, BackupReply, RestoreBody, RestoreLook, RestoreState

if TYPE_CHECKING:
    from spoke.app import Node


def backup_routes(router: APIRouter, node: Node) -> None:
    @router.post("/v1/backup")
    async def backup(body: BackupBody, request: Request) -> BackupReply:
        """Who goes away ends it: then there is no file."""
        return await while_there(request.receive, _made(node, body))

    @router.get("/v1/restore")
    async def state() -> RestoreState:
        return await node.restoring.state()

    @router.post("/v1/restore")
    async def read(body: RestoreBody, request: Request) -> RestoreLook:
        """Make it ready and say what it holds. Who goes away ends it: then nothing is ready."""
        return await while_there(request.receive, node.restoring.read(body.path, body.kept))

    @router.delete("/v1/restore", status_code=204)
    async def drop() -> None:
        await node.restoring.drop()

    @router.post("/v1/restore/go", status_code=204)
    async def go() -> None:
        """The node ends, becomes what is ready, and starts again. What is here now is set aside."""
        node.restoring.go()

    @router.delete("/v1/restore/kept/{name}", status_code=204)
    async def remove(name: str) -> None:
        await node.restoring.remove(name)


async def _made(node: Node, body: BackupBody) -> BackupReply:
    stopped = Event()

    def work() -> BackupReply:
        target = Path(body.path).expanduser().absolute()
        made = make_backup(node.settings.data, target, version=version("felloe"), replace=body.replace, go_on=go_on)
        return BackupReply(path=str(target), bytes=made.bytes, files=len(made.files), made_ms=made.made_ms)

    def go_on() -> None:
        if stopped.is_set():
            raise Cancelled("The backup was stopped. No file was left.")

    try:
        return await asyncio.to_thread(work)
    finally:
        stopped.set()
