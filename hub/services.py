"""What a running hub consists of, for its routers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from hub.accounts.devices import Devices
from hub.accounts.endings import Endings
from hub.accounts.keys import SigningKeys
from hub.accounts.pairing import Pairing
from hub.accounts.sign_ins import SignIns
from hub.accounts.standing import Standing
from hub.accounts.tokens import Tokens
from hub.accounts.users import Users
from hub.attachments.store import Attachments
from hub.audit import Audit
from hub.channel.node_relay import NodeRelays
from hub.channel.routing import CallRouter
from hub.functions import Functions
from hub.meter import Meter
from hub.models.proxy import ModelProxy
from hub.models.upstreams import Upstreams
from hub.store.store import Store
from hub.sync.log import SyncLog
from hub.user_limits import UserLimits
from shared.timeouts import Timeouts


@dataclass(frozen=True, slots=True)
class Services:
    hub_id: str
    version: str
    now_ms: Callable[[], int]
    timeouts: Timeouts
    store: Store
    signing: SigningKeys
    users: Users
    sign_ins: SignIns
    devices: Devices
    pairing: Pairing
    tokens: Tokens
    endings: Endings
    standing: Standing
    functions: Functions
    calls: CallRouter
    relays: NodeRelays
    sync: SyncLog
    audit: Audit
    attachments: Attachments
    meter: Meter
    limits: UserLimits
    models: ModelProxy
    upstreams: Upstreams


async def services_of(connection: HTTPConnection) -> Services:
    """A dependency of routes. (FastAPI calls one that is not async on a thread.)"""
    found = connection.app.state.services
    assert isinstance(found, Services)
    return found
