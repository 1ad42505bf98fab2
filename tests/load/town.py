"""A hub in a process of its own, and many devices of several users that are connected to it by the spoke's own link."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import psutil

from hub.admin.client import admin
from shared.api import PairRequest
from shared.ids import new_id
from shared.messages import Message, Ping, Pong
from shared.pairing import PairingString
from shared.system.streams import StreamHandlers
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.client import HubClient
from spoke.hublink.handlers import Handlers
from spoke.hublink.link import Link
from spoke.hublink.pairing import pair

_HUB = Path(__file__).with_name("hub_process.py")
_ROOT = _HUB.parents[2]
_START_S = 60


class HubProcess:
    """`where`: words before the command, such as those that lead into a network namespace."""

    def __init__(
        self, folder: Path, host: str = "127.0.0.1", *, where: Sequence[str] = (), boundless: bool = False
    ) -> None:
        self.folder = folder
        self.url = ""
        self._host, self._port, self._where, self._boundless = host, 0, where, boundless
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """At the port that it had before, if it had one."""
        words = [*self._where, sys.executable, _HUB, self.folder, self._host, str(self._port)]
        words += ["boundless"] if self._boundless else []
        self._process = await asyncio.create_subprocess_exec(
            *map(str, words), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )  # fmt: skip
        assert self._process.stdout is not None
        async with asyncio.timeout(_START_S):
            self.url = str(json.loads(await self._process.stdout.readline())["url"])
        self._port = int(self.url.rpartition(":")[2])

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process and self._process.returncode is None:
            self._process.send_signal(number)
            await self._process.wait()

    @property
    def process(self) -> psutil.Process:
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def memory(self) -> int:
        """Bytes that it holds."""
        return int(self.process.memory_info().rss)


@asynccontextmanager
async def a_hub(folder: Path, host: str = "127.0.0.1", **options: Any) -> AsyncIterator[HubProcess]:
    hub = HubProcess(folder, host, **options)
    try:
        await hub.start()
        yield hub
    finally:
        await hub.stop()


@dataclass(frozen=True, slots=True)
class Member:
    """A paired device; its key is in the folder `keys`."""

    account: HubAccount
    keys: Path

    def client(self) -> HubClient:
        return HubClient(self.account, DeviceKey.of(self.keys))

    def line(self) -> str:
        return json.dumps({"account": self.account.model_dump(mode="json"), "key": str(self.keys)})


async def join(data: Path, users: int, each: int, keys: Path) -> list[Member]:
    """New users of the hub in `data` with so many devices each, `d0`, `d1`, …; all of them paired."""
    members: list[Member] = []
    async with admin(data) as to_admin:
        for number in range(users):
            name = f"u{new_id()[-8:]}{number}"
            await to_admin.ask("POST", "/users", {"name": name})
            for device in range(each):
                made = await to_admin.ask("POST", f"/users/{name}/codes", {})
                folder = Path(tempfile.mkdtemp(dir=keys))
                members.append(await _member(str(made["pairing_string"]), f"d{device}", folder))
    return members


async def _member(string: str, name: str, folder: Path) -> Member:
    where, key = PairingString.parse(string), DeviceKey.of(folder)
    request = PairRequest(code=where.code, name=name, public_key=key.public, platform="Load")
    reply, certificate = await pair(where.hub_url, where.fingerprint, request)
    return Member(HubAccount.of(where.hub_url, certificate, reply), folder)


class Crowd:
    """Devices in a process of their own."""

    def __init__(self, members: Sequence[Member], file: Path) -> None:
        self._file = file
        file.write_text("".join(f"{member.line()}\n" for member in members))
        self.size = len(members)
        self.online = 0
        self.changed = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Crowd:
        words = [sys.executable, Path(__file__).with_name("devices_process.py"), self._file]
        self._process = await asyncio.create_subprocess_exec(
            *map(str, words), stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(_ROOT)}
        )
        self._listening = asyncio.create_task(self._listen(self._process))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        await self._process.wait()
        await self._listening

    @property
    def process(self) -> psutil.Process:
        assert self._process is not None
        return psutil.Process(self._process.pid)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            self.online = json.loads(line)["online"]
            self.changed.set()


async def until(crowds: Sequence[Crowd], holds: Callable[[int], bool], within_s: float) -> None:
    """`holds` for the number of all that are connected. Raises `TimeoutError`."""
    async with asyncio.timeout(within_s):
        while not holds(sum(crowd.online for crowd in crowds)):
            news = [asyncio.create_task(crowd.changed.wait()) for crowd in crowds]
            try:
                await asyncio.wait(news, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in news:
                    each.cancel()
                await asyncio.gather(*news, return_exceptions=True)
            for crowd in crowds:
                crowd.changed.clear()


class PingLink(Link):
    """A link that can be asked how long a control message takes there and back."""

    _pings = 1_000_000

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._waiting: dict[int, asyncio.Future[None]] = {}

    async def ping(self) -> float:
        """Seconds. Raises `TimeoutError` after ten."""
        loop = asyncio.get_running_loop()
        self._pings += 1
        number, answer = self._pings, loop.create_future()
        self._waiting[number] = answer
        begun = loop.time()
        await self.send(Ping(n=number))
        async with asyncio.timeout(10):
            await answer
        return loop.time() - begun

    async def _handle(self, message: Message) -> None:
        if isinstance(message, Pong) and message.n in self._waiting:
            self._waiting.pop(message.n).set_result(None)
        else:
            await super()._handle(message)


@asynccontextmanager
async def linked(
    members: Iterable[Member], streams: Callable[[], StreamHandlers] = StreamHandlers, **handlers: Any
) -> AsyncIterator[list[PingLink]]:
    """Their links, all connected at the beginning. The handlers are the same for all, but for those of streams."""
    given: dict[str, Any] = {each.name: _nothing for each in fields(Handlers) if each.name != "streams"} | handlers
    async with AsyncExitStack() as stack:
        links = []
        for member in members:
            client = await stack.enter_async_context(member.client())
            links.append(PingLink(client, new_id(), Handlers(streams=streams(), **given)))
        tasks = [asyncio.create_task(link.run()) for link in links]
        try:
            await asyncio.gather(*(link.online() for link in links))
            yield links
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _nothing(*_: object) -> None:
    pass
