"""The admin's ASGI app: served on a private socket by a running hub, called in-process where none runs.

It asks for no token: who may open the socket (0600), or the folder, is the admin.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request

from hub.accounts.caller import LOCAL_ADMIN, Caller
from hub.admin.bodies import BackupMade, HubStatus, NewBackup
from hub.backup import FILES, make_backup
from hub.doctor import Finding, examine
from hub.http import admin, records, upstreams
from hub.http.access import authorized
from hub.served import Served
from hub.services import Services, services_of
from shared.system.problems import add_problem_handlers

router = APIRouter()
Hub = Annotated[Services, Depends(services_of)]


def admin_app(services: Services, served: Served | None, data: Path) -> FastAPI:
    """`served` is none where no hub runs."""
    app = FastAPI(title="Felloe hub: admin", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services
    app.state.served = served
    app.state.data = data
    add_problem_handlers(app)
    app.dependency_overrides[authorized] = _local_admin
    app.include_router(admin.router)
    app.include_router(records.router)
    app.include_router(upstreams.router)
    app.include_router(router)
    return app


async def _local_admin() -> Caller:
    return LOCAL_ADMIN


@router.get("/status")
async def status(hub: Hub, request: Request) -> HubStatus:
    served: Served | None = request.app.state.served
    users = await hub.users.list_all()
    return HubStatus(
        running=served is not None,
        pid=served.pid if served else None,
        url=served.url if served else None,
        hub_id=hub.hub_id,
        version=hub.version,
        data=str(request.app.state.data),
        users=len(users),
        devices=sum(user.devices for user in users),
        online=hub.calls.connections.count(),
        log_entries=await hub.sync.count(),
    )


@router.get("/doctor")
async def doctor(hub: Hub, request: Request) -> list[Finding]:
    """What may be wrong; looked at from here, with the hub's own eyes."""
    served: Served | None = request.app.state.served
    last = served or await hub.store.read(Served.last)
    return await asyncio.to_thread(examine, request.app.state.data, last, running=served is not None)


@router.post("/backup")
async def backup(body: NewBackup, hub: Hub, request: Request) -> BackupMade:
    """Written by this process: only one opens the database."""
    target = Path(body.path)
    write = partial(make_backup, hub_id=hub.hub_id, version=hub.version, replace=body.replace)
    await hub.audit.flush()
    made = await asyncio.to_thread(write, request.app.state.data, target)
    await hub.audit.now("admin", "backup", path=str(target))
    return BackupMade(
        path=str(target),
        bytes=made.bytes,
        made_ms=made.made_ms,
        schema_version=made.schema_version,
        files=[name for name in made.files if name in FILES],
        attachments=sum(name not in FILES for name in made.files),
    )
