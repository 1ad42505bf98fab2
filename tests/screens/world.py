"""What the pictures are of: a hub, a laptop of it, an attic that offers skills, and a device that is new."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from spoke.demo.stage import Stage
from spoke.node.bodies.calls import ExecBody
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
REFUSED = 'open("/etc/passwd")'


class World:
    def __enter__(self) -> World:
        self.stage = Stage()
        self.stage.__enter__()
        hub = str(self.stage.data("hub"))
        self.stage.start("hub", "felloe-hub", "serve", "--port", "0", "--data", hub, "--json")
        self.stage.run("felloe-hub", "user", "add", "mira", "--data", hub)
        for name, title in (("laptop", "Laptop"), ("attic", "Attic Pi"), ("new", "Laptop")):
            data = str(self.stage.data(name))
            self.stage.start(name, "felloe", "agent", "--name", title, "--data", data)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stage.__exit__(kind, error, trace)

    async def fill(self) -> None:
        await self.ask("attic", self._attic)
        await self.ask("laptop", self._laptop)

    async def ask(self, device: str, question: Callable[[NodeClient], Awaitable[Any]]) -> Any:
        client = NodeClient.of(self.stage.data(device))
        assert client is not None
        async with client:
            return await question(client)

    def pairing_string(self) -> str:
        return self.stage.run("felloe-hub", "pairing-code", "mira", "--data", str(self.stage.data("hub"))).split()[0]

    async def _attic(self, node: NodeClient) -> None:
        await node.install_skill(str(SKILLS / "climate"))
        await node.pair(self.pairing_string())

    async def _laptop(self, node: NodeClient) -> None:
        for skill in ("notes", "text-tools"):
            await node.install_skill(str(SKILLS / skill))
        for title, text, change in CHATS:
            session = await node.new_session(title)
            await node.write(session.id, NewMessage(text=text))
            if change:
                await node.change_session(session.id, ChangeSession.model_validate(change))
        for code in (CODE, REFUSED, CODE):
            await node.execute(ExecBody(code=code, asks=False))
        await node.pair(self.pairing_string())
