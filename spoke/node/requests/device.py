"""The device itself: how it is, what it is paired with, its hub's other devices, its log and backups."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from shared.accounts import DeviceChange, NewCode, PairingCodeLine
from shared.api import DeviceInfo, DevicesReply, PairReply
from shared.timeouts import TIMEOUTS
from spoke.node.bodies.attachments import RefusedFile, RefusedFilesReply, SettleFile
from spoke.node.bodies.backups import BackupBody, BackupReply, RestoreBody, RestoreLook, RestoreState
from spoke.node.bodies.logs import LogLevel, LogsReply
from spoke.node.bodies.node import PairBody, Status, SyncStatus
from spoke.node.bodies.sessions import Quarantined, QuarantineReply
from spoke.node.wire import Wire


class DeviceRequests(Wire):
    async def status(self) -> Status:
        return await self._ask(Status, "GET", "/v1/status")

    async def pair(self, pairing_string: str, name: str | None = None) -> PairReply:
        body = PairBody(pairing_string=pairing_string, name=name)
        return await self._ask(PairReply, "POST", "/v1/pair", body)

    async def unpair(self) -> None:
        """Leave the hub; chats and skills stay on this device."""
        await self._send("POST", "/v1/unpair")

    async def devices(self) -> DevicesReply:
        return await self._ask(DevicesReply, "GET", "/v1/devices")

    async def rename_device(self, device: str, name: str) -> DeviceInfo:
        """`device`: the handle or id of one of the user's."""
        return await self._ask(DeviceInfo, "PUT", f"/v1/devices/{quote(device, safe='')}", DeviceChange(name=name))

    async def revoke_device(self, device: str) -> DeviceInfo:
        return await self._ask(DeviceInfo, "DELETE", f"/v1/devices/{quote(device, safe='')}")

    async def pairing_code(self, wanted: NewCode) -> PairingCodeLine:
        """What joins another device to the user's."""
        return await self._ask(PairingCodeLine, "POST", "/v1/pairing-codes", wanted)

    async def sync(self, *, compare: bool = False) -> SyncStatus:
        """Push and pull now; returns when both are done, or raises why they cannot be. `compare`: mend what differs."""
        wait_s = TIMEOUTS.compare if compare else TIMEOUTS.http_request
        return await self._ask(SyncStatus, "POST", "/v1/sync", params={"compare": compare}, wait_s=wait_s)

    async def quarantined(self) -> list[Quarantined]:
        return (await self._ask(QuarantineReply, "GET", "/v1/quarantine")).changes

    async def refused_files(self) -> list[RefusedFile]:
        """Attached files that the hub did not take."""
        return (await self._ask(RefusedFilesReply, "GET", "/v1/refused-files")).files

    async def settle_file(self, sha256: str, wanted: Literal["retry", "keep"]) -> None:
        await self._send("PUT", f"/v1/refused-files/{sha256}", SettleFile(wanted=wanted))

    async def retry(self, op_id: str) -> None:
        await self._send("POST", f"/v1/quarantine/{quote(op_id, safe='')}/retry")

    async def discard(self, op_id: str) -> Quarantined:
        return await self._ask(Quarantined, "DELETE", f"/v1/quarantine/{quote(op_id, safe='')}")

    async def logs(self, limit: int = 200, level: LogLevel = "info", query: str = "") -> LogsReply:
        """The end of the node's own log, oldest first."""
        return await self._ask(LogsReply, "GET", "/v1/logs", params={"limit": limit, "level": level, "q": query})

    async def backup(self, path: str, *, replace: bool = False) -> BackupReply:
        """Everything of this device in one private file of it. Cancelling leaves no file."""
        return await self._ask(
            BackupReply, "POST", "/v1/backup", BackupBody(path=path, replace=replace), wait_s=TIMEOUTS.backup
        )

    async def restore_state(self) -> RestoreState:
        """How far the reading of a backup is, what is ready, and what earlier restores set aside."""
        return await self._ask(RestoreState, "GET", "/v1/restore")

    async def read_backup(self, path: str | None = None, *, kept: str | None = None) -> RestoreLook:
        """Read a backup to its end and have it ready; `kept`: what an earlier restore set aside. Nothing is changed.

        Cancelling leaves nothing ready.
        """
        return await self._ask(
            RestoreLook, "POST", "/v1/restore", RestoreBody(path=path, kept=kept), wait_s=TIMEOUTS.backup
        )

    async def drop_backup(self) -> None:
        """What is ready is not wanted."""
        await self._send("DELETE", "/v1/restore")

    async def restore_backup(self) -> None:
        """Become what is ready: the node ends and starts again; what is there now is set aside."""
        await self._send("POST", "/v1/restore/go")

    async def remove_kept(self, name: str) -> None:
        """Delete for good what an earlier restore set aside."""
        await self._send("DELETE", f"/v1/restore/kept/{quote(name, safe='')}")
