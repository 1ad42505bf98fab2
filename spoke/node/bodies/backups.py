"""A backup of this device, made by its node; and how the device becomes again what it was at one."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from shared.ids import Id
from spoke.node.bodies.body import Body


class BackupBody(Body):
    path: str = Field(min_length=1, max_length=4_096)
    """The file to write, on this device."""
    replace: bool = False


class BackupReply(Body):
    path: str
    bytes: int
    files: int
    made_ms: int


class RestoreBody(Body):
    """Exactly one: a backup on this device, or the name of what an earlier restore set aside."""

    path: str | None = Field(default=None, min_length=1, max_length=4_096)
    kept: str | None = Field(default=None, min_length=1, max_length=100)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.path is None) == (self.kept is None):
            raise ValueError("Name a backup, or what was set aside: one of both")
        return self


class RestoreLook(Body):
    """What a backup holds that was read to its end. Empty where it belongs to no hub, or does not say."""

    made_ms: int
    version: str
    device: str
    device_id: Id | None
    user: str
    hub_url: str
    chats: int
    skills: int
    files: int
    """Attached ones."""


class KeptAside(Body):
    """What a restore set aside."""

    name: str
    at_ms: int
    bytes: int


class RestoreState(Body):
    """`reading`: `done` bytes of `total`. `ready`: what `look` says can take the place of what is here."""

    state: Literal["none", "reading", "ready"]
    done: int = 0
    total: int = 0
    look: RestoreLook | None = None
    kept: list[KeptAside] = []
