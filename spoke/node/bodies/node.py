"""What a node is: its account, its hub, how far it is in sync."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shared.error_body import ErrorBody
from shared.ids import Id
from spoke.node.bodies.body import Body

SyncState = Literal["local", "synced", "waiting", "offline", "repairing"]
HubState = Literal["none", "connecting", "online", "offline"]


class Account(Body):
    """The one (hub, user) this node belongs to."""

    hub_url: str
    user: str
    device_id: Id
    handle: str
    name: str


class SyncStatus(Body):
    """`local`: no hub, chats stay here. `waiting`: `pending` changes or `files` are not on the hub yet. `offline`: the
    hub is out of reach, since `Status.hub_since_ms`. `repairing`: this device's chats and the hub's are being compared.
    """

    state: SyncState
    pending: int
    files: int = 0
    """Attached files that the hub does not have yet."""
    files_refused: int = 0
    """Attached files that the hub does not take, but for those that the user keeps here."""
    quarantined: int
    """Changes that the hub does not take."""


class Status(Body):
    version: str
    pid: int
    of_desktop: bool = False
    """A desktop started it: it ends with the window, or with the next one where that was killed."""
    data: str
    name: str
    account: Account | None
    hub: HubState
    hub_problem: ErrorBody | None = None
    """Why the hub cannot be reached, when it cannot."""
    hub_since_ms: int | None = None
    """Since when `hub` is what it is."""
    sync: SyncStatus
    sessions: int
    skills: int
    damaged: list[str] = []
    """Folders where databases lie that were damaged, until somebody takes them away."""


class PairBody(Body):
    pairing_string: str = Field(max_length=500)
    name: str | None = Field(default=None, min_length=1, max_length=64)
