"""Bodies of the admin API; what `--json` prints."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class HubStatus(Body):
    running: bool
    pid: int | None
    url: str | None
    hub_id: str
    version: str
    data: str
    users: int
    devices: int
    online: int
    log_entries: int


class NewBackup(Body):
    path: str
    replace: bool = False


class BackupMade(Body):
    path: str
    bytes: int
    made_ms: int
    schema_version: int
    files: list[str]
    attachments: int
