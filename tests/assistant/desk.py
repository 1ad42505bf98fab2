"""A real node with a skill, and a model that speaks by a script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from chat_wire import DONE, finish, reply, tool_whole, usage
from scripted_upstream import Answer as Scripted
from scripted_upstream import ScriptedUpstream, streamed

from shared.parts import AnswerPart, AskPart, CallPart, EndPart, answer_parts
from shared.sync.ops import Message
from spoke.app import Node
from spoke.node.bodies.answers import AnswerInfo, NewAnswer
from spoke.node.bodies.approvals import Answer, AskInfo
from spoke.runtime import running
from spoke.settings import NodeSettings

WAIT_S = 30

SKILL = """---
name: kit
description: Small things for trying out.
metadata:
  felloe-capabilities: files.write:{folder}
---
Be careful with append.
"""

FUNCTIONS = '''
def add(a: int, b: int) -> int:
    """Add two numbers.

    Effects: none
    """
    return a + b

def big(size: int) -> str:
    """A long text.

    Effects: none
    """
    return "x" * size

def append(line: str) -> str:
    """Write a line at the end of the list."""
    with open({list!r}, "a") as file:
        file.write(line + "\\n")
    return line

def complain() -> str:
    """Say what the list holds as what is wrong with it.

    Effects: none
    """
    with open({list!r}) as file:
        raise ValueError(file.read())

def read_list() -> str:
    """What the list holds.

    Effects: none
    """
    with open({list!r}) as file:
        return file.read()
'''


def calls(*wanted: tuple[str, dict[str, Any] | str], text: str = "") -> Scripted:
    """The model wants these tools called: each a name and its arguments."""
    made = [
        tool_whole(name, args if isinstance(args, str) else json.dumps(args), id=f"call_{place}", index=place)
        for place, (name, args) in enumerate(wanted)
    ]
    said = reply(text)[:2] if text else ()
    return streamed(*said, *made, finish("tool_calls"), usage(10, 5), DONE)


def says(*words: str) -> Scripted:
    return streamed(*reply(*words))


class Desk:
    def __init__(self, folder: Path, upstream: ScriptedUpstream) -> None:
        self.folder = folder
        self.upstream = upstream
        self.notes = folder / "notes"
        self.notes.mkdir()
        self.list = self.notes / "list.txt"
        self.settings = NodeSettings(data=folder / "data", name="laptop", look_for_models=False)
        self.node: Node
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        self.node = await self._stack.enter_async_context(running(self.settings))

    async def stop(self) -> None:
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def install(self) -> None:
        await self.node.models.add("script", self.upstream.url, None, [], in_the_clear=False)
        skill = self.folder / "kit"
        (skill / "scripts").mkdir(parents=True)
        (skill / "SKILL.md").write_text(SKILL.format(folder=self.notes))
        (skill / "scripts" / "skill.py").write_text(FUNCTIONS.replace("{list!r}", repr(str(self.list))))
        await self.node.installing.install(str(skill))

    async def session(self) -> str:
        return (await self.node.sessions.create("Try")).id

    async def ask(self, text: str = "Go", session: str | None = None, **more: Any) -> AnswerInfo:
        return await self.node.assistant.answer(session or await self.session(), NewAnswer(text=text, **more))

    async def ended(self, info: AnswerInfo) -> Done:
        """Once it is sealed."""
        async with asyncio.timeout(WAIT_S):
            async for _ in await self.node.assistant.events(info.id):
                pass
        return await self.done(info)

    async def answered(self, text: str = "Go", **more: Any) -> Done:
        return await self.ended(await self.ask(text, **more))

    async def done(self, info: AnswerInfo) -> Done:
        messages = (await self.node.sessions.show(info.session_id)).messages
        return Done(next(message for message in messages if message.id == info.id))

    async def asked(self) -> AskInfo:
        """What the user is asked, once they are."""
        async with asyncio.timeout(WAIT_S):
            async for _ in self.node.events.listen():
                if found := await self.node.asks.pending():
                    return found[0]
        raise AssertionError("nobody was asked")

    async def say(self, answer: Answer) -> AskInfo:
        return await self.node.approvals.answer((await self.asked()).id, answer)

    def told(self, request: int = -1) -> list[dict[str, Any]]:
        """The messages of a request to the model."""
        found: list[dict[str, Any]] = self.upstream.heard[request].json()["messages"]
        return found

    def result(self, request: int = -1, place: int = -1) -> str:
        """What the model was told of a call."""
        results = [each for each in self.told(request) if each["role"] == "tool"]
        return str(results[place]["content"])


class Done:
    """A sealed answer."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.text = message.text
        self.parts: list[AnswerPart] = list(answer_parts(message.parts))

    @property
    def end(self) -> EndPart:
        (found,) = [part for part in self.parts if isinstance(part, EndPart)]
        return found

    @property
    def calls(self) -> list[CallPart]:
        return [part for part in self.parts if isinstance(part, CallPart)]

    @property
    def asks(self) -> list[AskPart]:
        return [part for part in self.parts if isinstance(part, AskPart)]


@asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Desk]:
    async with ScriptedUpstream.serving() as upstream:
        desk = Desk(folder, upstream)
        await desk.start()
        try:
            await desk.install()
            yield desk
        finally:
            await desk.stop()
