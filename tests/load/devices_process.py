"""Many devices in one process: `devices_process.py MEMBERS`, a file with an account and a key folder a line, as JSON.

Each has the spoke's own link, which connects and comes back by its own rule. Prints how many are connected, as that
changes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import structlog

from shared.ids import new_id
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.client import HubClient
from spoke.hublink.handlers import Handlers
from spoke.hublink.link import Link

_TELL_S = 0.05


def _nothing(*_: Any) -> None:
    pass


class Crowd:
    def __init__(self, members: list[tuple[HubAccount, DeviceKey]]) -> None:
        self._changed = asyncio.Event()
        names: dict[str, Any] = {each.name: _nothing for each in fields(Handlers) if each.name != "streams"}
        names["state"] = self._changed.set
        self._clients = [HubClient(*member) for member in members]
        self._links = [Link(client, new_id(), Handlers(**names)) for client in self._clients]

    @contextlib.asynccontextmanager
    async def connecting(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(link.run()) for link in self._links]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for client in self._clients:
                await client.__aexit__(None, None, None)

    async def tell(self) -> None:
        """The count, whenever it is another one."""
        told = -1
        while True:
            self._changed.clear()
            if (count := sum(link.state == "online" for link in self._links)) != told:
                told = count
                print(json.dumps({"online": count}), flush=True)
            await self._changed.wait()
            await asyncio.sleep(_TELL_S)


async def main(file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    members = [(HubAccount.model_validate(line["account"]), DeviceKey.of(Path(line["key"]))) for line in lines]
    crowd = Crowd(members)
    async with crowd.connecting():
        await crowd.tell()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[])
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(Path(sys.argv[1])))
