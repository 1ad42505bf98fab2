"""Bodies of the hub's HTTP API about people: sign-in, their account, their devices and codes; and the admin's."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shared.api import Body, DeviceState
from shared.ids import Id
from shared.names import MAX_NAME

Role = Literal["admin", "user"]
_PASSWORD = 1_000
_REFRESH = 200


class SignInRequest(Body):
    """POST /v1/sign-in."""

    name: str = Field(max_length=MAX_NAME, examples=["ann"])
    password: str = Field(max_length=_PASSWORD, examples=["correct horse battery staple"])


class RefreshRequest(Body):
    """POST /v1/refresh. The token is good once; bringing it again ends the whole sign-in."""

    refresh_token: str = Field(max_length=_REFRESH)


class SignedIn(Body):
    access_token: str
    expires_in_s: float
    refresh_token: str
    """For the next pair, once."""
    user_id: Id
    user: str
    role: Role
    must_change_password: bool
    """It was a one-time password: the token reaches only PUT /v1/account/password."""


class PasswordChange(Body):
    """PUT /v1/account/password."""

    old: str = Field(max_length=_PASSWORD)
    new: str = Field(max_length=_PASSWORD)


class Confirmation(Body):
    """The person's password once more, before what cannot be taken back."""

    password: str = Field(max_length=_PASSWORD)


class Account(Body):
    id: Id
    name: str
    role: Role
    has_password: bool
    must_change_password: bool
    devices: int


class DeviceChange(Body):
    name: str = Field(min_length=1, max_length=MAX_NAME, examples=["Attic Pi"])


class NewCode(Body):
    minutes: float | None = Field(default=None, gt=0, le=7 * 24 * 60, allow_inf_nan=False, examples=[10])
    """How long it is good; 10 where nothing is said."""


class PairingCodeLine(Body):
    pairing_string: str
    """All that a device needs: the hub's address, the code, the fingerprint of its certificate."""
    code: str
    hub_url: str
    fingerprint: str | None
    user: str
    expires_ms: int


class NewUser(Body):
    name: str = Field(max_length=MAX_NAME, examples=["ann"])
    role: Role = "user"
    password: str | None = Field(default=None, max_length=_PASSWORD)


class Password(Body):
    password: str = Field(max_length=_PASSWORD)


class UserLine(Body):
    id: Id
    name: str
    role: Role
    disabled: bool
    has_password: bool
    devices: int
    created_ms: int


class OneTimePassword(Body):
    user: str
    password: str
    """Shown here only. It opens nothing but the choice of another password."""
    expires_ms: int


class DeviceLine(Body):
    id: Id
    user: str
    handle: str
    name: str
    platform: str
    state: DeviceState
    last_seen_ms: int | None
    functions: int


class Rotation(Body):
    compromised: bool = False
    """Somebody else may have the key: what it signed is refused from now on."""


class KeyLine(Body):
    kid: str
    signs: bool
    created_ms: int
    retired_ms: int | None
    """Since when another one signs."""


class Ready(Body):
    status: str
