"""A real hub: uvicorn on a free port with the hub's own certificate, SQLite in a folder of its own."""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wire_device import WireDevice

from hub.admin.client import Admin, admin
from hub.app import running
from hub.served import Served
from hub.services import Services
from hub.settings import Settings
from shared.timeouts import TIMEOUTS


@dataclass
class Clock:
    """The hub's wall clock, moved by hand."""

    ahead_s: float = 0

    def now_ms(self) -> int:
        return int((time.time() + self.ahead_s) * 1000)


@dataclass
class HubUnderTest:
    served: Served
    services: Services
    admin: Admin
    data: Path
    clock: Clock
    devices: list[WireDevice] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.served.url

    def new_device(self) -> WireDevice:
        context = ssl.create_default_context(cafile=self.data / "hub.crt")
        context.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
        self.devices.append(WireDevice(self.url, context))
        return self.devices[-1]

    async def user(self, name: str = "ann") -> str:
        await self.admin.ask("POST", "/users", {"name": name})
        return name

    async def pairing_string(self, user: str = "ann", **body: Any) -> str:
        made = await self.admin.ask("POST", f"/users/{user}/codes", body)
        return str(made["pairing_string"])

    async def device(self, name: str, user: str = "ann") -> WireDevice:
        device = self.new_device()
        await device.pair(await self.pairing_string(user), name)
        return device

    async def laptop_and_attic(self) -> tuple[WireDevice, WireDevice]:
        return await self.device("laptop"), await self.device("attic")


StartHub = Callable[..., contextlib.AbstractAsyncContextManager[HubUnderTest]]


@contextlib.asynccontextmanager
async def started(data: Path, **timeouts: float) -> AsyncIterator[HubUnderTest]:
    clock = Clock()
    settings = Settings(port=0, data=data)
    async with (
        running(settings, timeouts=replace(TIMEOUTS, **timeouts), now_ms=clock.now_ms) as (served, services),
        admin(data) as to_admin,
    ):
        hub = HubUnderTest(served, services, to_admin, data, clock)
        try:
            yield hub
        finally:
            for device in hub.devices:
                await device.aclose()


def forget_tries(services: Services) -> None:
    """What one test tried wrongly must not make the next one wait."""
    pairing, sign_ins = services.pairing, services.sign_ins
    for attempts in (pairing._wrong, pairing._made, sign_ins._wrong_of_name, sign_ins._wrong_of_address):
        attempts._tries.clear()
        if attempts._all is not None:
            attempts._all.clear()
