"""Devices and a hub whose databases the first version wrote sync after the upgrade."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from test_migrations import written

from hub.files import DATABASE
from hub.store.records import Device
from hub.store.store import Store
from hub.sync.log import RawPushRequest, SyncLog
from shared.api import DigestsReply, PullReply, PushReply, PushRequest, SessionLogReply
from shared.sync.ops import OutboxOp
from shared.system.database import Database
from spoke.node.bodies.sessions import NewMessage
from spoke.sessions import outbox
from spoke.sessions.store import SessionStore
from spoke.sessions.sync import Sync
from spoke.store.tables import SCHEMA


@dataclass
class Wire:
    """The way from one device to the hub, without HTTP."""

    log: SyncLog
    device: Device

    async def push(self, replica_id: str, ops: list[OutboxOp]) -> PushReply:
        body = PushRequest(replica_id=replica_id, ops=ops).model_dump_json()
        return await self.log.push(self.device, RawPushRequest.model_validate_json(body))

    async def pull(self, since: int, head: str) -> PullReply:
        return PullReply.model_validate_json(await self.log.pull(self.device.user_id, since, head or None))

    async def digests(self, after: str) -> DigestsReply:
        return await self.log.digests(self.device.user_id, after)

    async def session_log(self, session_id: str, since: int) -> SessionLogReply:
        return SessionLogReply.model_validate_json(await self.log.session(self.device.user_id, session_id, since))


async def hub_of(folder: Path) -> tuple[Store, SyncLog, dict[str, Device]]:
    folder.mkdir()
    written("hub", folder / DATABASE)
    store = Store.open(folder)

    def work(connection: Connection) -> tuple[str, dict[str, Device]]:
        epoch = connection.exec_driver_sql("SELECT value FROM setting WHERE key = 'log_epoch'").scalar_one()
        rows = connection.exec_driver_sql("SELECT id, user_id, handle FROM device").all()
        return epoch, {
            handle: Device(
                id=id_, user_id=user_id, user="ana", user_role="user", handle=handle, name=handle, platform="",
                public_key="", revoked=False, user_disabled=False, last_seen_ms=None, functions=0,
            )
            for id_, user_id, handle in rows
        }  # fmt: skip

    epoch, devices = await store.core_read(work)
    return store, SyncLog(store, epoch, lambda *_: None, lambda: 1), devices


async def shown(database: Database) -> dict[str, list[str]]:
    store = SessionStore(database, lambda: "", lambda _: None)
    listed = (await store.list(limit=100)).sessions
    return {each.id: [each.title, *(one.text for one in (await store.show(each.id)).messages)] for each in listed}


async def synced(tmp_path: Path) -> None:
    store, log, devices = await hub_of(tmp_path / "hub")
    own = {name: Database.open(written(name, tmp_path / name), SCHEMA) for name in ("laptop", "attic")}
    before = await shown(own["laptop"])
    assert ["Waits for the hub", "Hello, hub"] in before.values(), "it was written without a hub"
    syncs = {name: Sync(database, Wire(log, devices[name]), lambda _: None) for name, database in own.items()}
    for name in ("laptop", "attic", "laptop"):
        await syncs[name].once()
    assert await shown(own["laptop"]) == await shown(own["attic"]) == before
    session = next(iter(before))
    answered = await SessionStore(own["attic"], lambda: "attic", lambda _: None).write(session, NewMessage(text="Aha"))
    for name in ("attic", "laptop"):
        await syncs[name].once()
    assert (await shown(own["laptop"]))[session][-1] == answered.text
    for database in own.values():
        assert await database.read(outbox.waiting) == outbox.Waiting(0, 0)
        await database.close()
    await store.close()


def test_what_waited_before_the_upgrade_is_on_all_devices_after_it(tmp_path: Path) -> None:
    asyncio.run(synced(tmp_path))
