"""Who calls a route, and how far each kind of token reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.store.records import Device, Role
from shared.errors import Forbidden

DEVICE_SCOPES: Final = (
    "channel",
    "devices:read",
    "devices:write",
    "functions:read",
    "functions:write",
    "sync",
    "calls",
    "node:read",
    "node:answer",
    "models",
)
USER_SCOPES: Final = (
    "account",
    "devices:read",
    "devices:write",
    "functions:read",
    "calls",
    "node:read",
    "node:answer",
    "models",
)
ADMIN_SCOPE: Final = "admin"
"""In the tokens of signed-in admins, never in a device's: a lost device must not administer the hub."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A device of a user, or the user themselves, signed in. As the database has it at this request."""

    user_id: str
    user: str
    role: Role
    device: Device | None
    sign_in: str | None = None
    """Of a person: which of their sign-ins."""

    @property
    def actor(self) -> str:
        """As the audit names it."""
        if self.device:
            return f"device {self.device.id}"
        return f"user {self.user}" if self.user else "admin"

    @property
    def calling_device(self) -> Device:
        """Raises `Forbidden` for a person."""
        if self.device is None:
            raise Forbidden("Only a device can do that, with its own token.")
        return self.device


LOCAL_ADMIN: Final = Caller(user_id="", user="", role="admin", device=None)
"""Whoever may open the private socket, or the folder."""


def scopes_of(role: Role) -> tuple[str, ...]:
    """Of a signed-in person."""
    return (*USER_SCOPES, ADMIN_SCOPE) if role == "admin" else USER_SCOPES
