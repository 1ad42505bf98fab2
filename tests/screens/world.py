"""What the pictures are of: a hub, a laptop of it, an attic that offers skills, and a device that is new."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from chat_wire import DONE, finish, text, tool_whole
from screens import extremes
from screens.troubles import troubled
from scripted_upstream import ScriptedUpstream, streamed
from small_disk import SmallDisk, small_disk

from spoke.demo.stage import Stage
from spoke.node.bodies.answers import NewAnswer
from spoke.node.bodies.calls import ExecBody
from spoke.node.bodies.models import NewUpstream
from spoke.node.bodies.sessions import ChangeSession, NewMessage
from spoke.node.client import NodeClient

SKILLS = Path(__file__).parents[2] / "resources" / "skills"

CHATS = (
    ("House rules for the heating", "Which rooms stay at 17 degrees over night?", {"pinned": True}),
    ("Reading list, été", "What was the title of the book about bridges?", {"pinned": True}),
    ("Regex for order numbers", "Match A-2026-0041, but not A-26-41.", {"folder": "Work"}),
    ("Split the phone bill", "Three people, 41.70, and one was away for ten days.", {"folder": "Home"}),
    ("Letter to the landlord", "Say that the gutter drips onto the bicycle shed.", {"folder": "Home"}),
    ("Why did the backup take 40 minutes instead of four, as it did all the other nights?", "See the log.", {}),
    ("Rename the scans by date", "They are called IMG_0001 to IMG_0412.", {}),
)
CODE = """\
from datetime import date
left = (date(2027, 1, 1) - date(2026, 11, 20)).days
print(f"{left} days left this year")
"""
LOOK = """\
climate = devices.attic_pi.climate
for room in ("attic", "cellar"):
    seen = climate.summary(sensor=room, hours=24)["humidity"]
    print(f"{room:8} mean {seen['mean']:.0f} %   max {seen['max']:.0f} %")
"""
ANSWER = """\
No, the attic stayed below **58 %**. The cellar is the damp one: **71 %** on average, up to **74 %**. Whether open
windows would help depends on the air outside, so I look at the weather next.
"""
FETCH = 'import urllib.request\nurllib.request.urlopen("https://api.weather.example/today").read()'
QUESTION = "Was the attic damp last night? Compare the cellar, and say whether to open the windows."
MODEL = "qwen3-14b"
REFUSED = 'open("/etc/passwd")'


class World:
    def __enter__(self) -> World:
        self.stage, self._served = Stage(), AsyncExitStack()
        self.stage.__enter__()
        hub = str(self.stage.data("hub"))
        self.start_hub()
        for user in ("mira", "noor"):
            self.stage.run("felloe-hub", "user", "add", user, "--data", hub)
        self._mounted = ExitStack()
        if os.geteuid() == 0:
            self.disk = self._mounted.enter_context(small_disk(self.stage.data("full"), "12m"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stage.__exit__(kind, error, trace)
        self._mounted.close()

    def start_hub(self) -> None:
        """Where it was before, if it was."""
        port = str(self._port)
        data = str(self.stage.data("hub"))
        ready = self.stage.start("hub", "felloe-hub", "serve", "--port", port, "--data", data, "--json")
        self._port = urlsplit(json.loads(ready)["url"]).port or 0

    async def trouble(self) -> None:
        """Once, and only for who wants to see it: the pictures of the docs are of a calm day."""
        if not self._troubled:
            self._troubled = True
            await self.ask("laptop", lambda node: troubled(node, self.upstream))

    _port = 0
    _troubled = False
    disk: SmallDisk | None = None

    answered = ""
    """The chat with an answer."""

    async def make(self, device: str) -> None:
        """Start a device, with what is on it."""
        if device == "laptop":
            self.start("attic", "Attic Pi")
            self.start("laptop")
            await self.ask("attic", self._attic)
            await self.ask("laptop", self._laptop)
            self.answered = await self.answer()
        elif device == "crowd":
            self.start("crowd", extremes.OWN)
            await extremes.crowded(self)
        elif device != "full" or self.disk:
            self.start(device)
        if device == "empty":
            await self.ask("empty", lambda node: node.pair(self.pairing_string("noor")))

    def start(self, device: str, title: str = "Laptop") -> None:
        self.stage.start(device, "felloe", "agent", "--name", title, "--data", str(self.stage.data(device)))

    async def ask(self, device: str, question: Callable[[NodeClient], Awaitable[Any]]) -> Any:
        client = NodeClient.of(self.stage.data(device))
        assert client is not None
        async with client:
            return await question(client)

    async def answer(self) -> str:
        """A chat in which a scripted model ran code that called the attic, and asks for what is not granted; its id."""
        async with AsyncExitStack() as left:
            upstream = await left.enter_async_context(ScriptedUpstream.serving(models=(MODEL,)))
            upstream.script(
                streamed(tool_whole("run_code", json.dumps({"code": LOOK})), finish("tool_calls", model=MODEL), DONE),
                streamed(
                    text(ANSWER, model=MODEL),
                    tool_whole("run_code", json.dumps({"code": FETCH})),
                    finish("tool_calls", model=MODEL),
                    DONE,
                ),
            )
            self._served = left.pop_all()
        answered = str(await self.ask("laptop", lambda node: self._asked(node, upstream.url)))
        self.upstream = upstream
        return answered

    async def close(self) -> None:
        await self._served.aclose()

    async def _asked(self, node: NodeClient, url: str) -> str:
        await node.add_upstream("studio", NewUpstream(url=url))
        session = await node.new_session("Attic humidity")
        await node.ask_for_answer(session.id, NewAnswer(text=QUESTION))
        async with asyncio.timeout(20):
            while not any(one.state == "waiting" for one in (await node.answers()).answers):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        return session.id

    def pairing_string(self, user: str = "mira") -> str:
        return self.stage.run("felloe-hub", "pairing-code", user, "--data", str(self.stage.data("hub"))).split()[0]

    async def _attic(self, node: NodeClient) -> None:
        await node.install_skill(str(SKILLS / "climate"))
        await node.pair(self.pairing_string())

    async def _laptop(self, node: NodeClient) -> None:
        for skill in ("notes", "text-tools"):
            await node.install_skill(str(SKILLS / skill))
        for title, words, change in CHATS:
            session = await node.new_session(title)
            await node.write(session.id, NewMessage(text=words))
            if change:
                await node.change_session(session.id, ChangeSession.model_validate(change))
        for code in (CODE, REFUSED, CODE):
            await node.execute(ExecBody(code=code, asks=False))
        await node.pair(self.pairing_string())
