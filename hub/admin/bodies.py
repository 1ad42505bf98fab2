"""Bodies of the admin API; what `--json` prints."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from hub.store.records import Role
from shared.api import DeviceState
from shared.names import MAX_NAME


class Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class NewUser(Body):
    name: str = Field(max_length=MAX_NAME)
    role: Role = "user"
    password: str | None = None


class Password(Body):
    password: str


class NewCode(Body):
    minutes: float | None = Field(default=None, gt=0, le=7 * 24 * 60)


class DeviceChange(Body):
    name: str = Field(min_length=1, max_length=MAX_NAME)


class UserLine(Body):
    id: str
    name: str
    role: Role
    disabled: bool
    has_password: bool
    devices: int
    created_ms: int


class DeviceLine(Body):
    id: str
    user: str
    handle: str
    name: str
    platform: str
    state: DeviceState
    last_seen_ms: int | None
    functions: int


class PairingCodeLine(Body):
    pairing_string: str
    code: str
    hub_url: str
    fingerprint: str | None
    user: str
    expires_ms: int


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
