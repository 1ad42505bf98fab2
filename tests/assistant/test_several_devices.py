"""The assistant on one device, functions and their owners on another: a real hub between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from chat_wire import text
from desk import FUNCTIONS, SKILL, Done, calls, says
from scripted_upstream import STALL, ScriptedUpstream, streamed

from hub.admin.client import admin
from hub.app import running as hub_running
from hub.settings import Settings
from sandbox.image import ImageCache
from shared.names import SkillPath
from spoke.app import Node
from spoke.node.bodies.answers import Ended, NewAnswer
from spoke.runtime import running
from spoke.settings import NodeSettings
from spoke.skills.found import functions_in_reach

pytestmark = pytest.mark.anyio
WAIT_S = 30


class House:
    def __init__(self, laptop: Node, attic: Node, upstream: ScriptedUpstream, notes: Path) -> None:
        self.laptop = laptop
        self.attic = attic
        self.upstream = upstream
        self.list = notes / "list.txt"

    async def answered(self, text: str) -> Done:
        session = (await self.laptop.sessions.create("Try")).id
        info = await self.laptop.assistant.answer(session, NewAnswer(text=text))
        async with asyncio.timeout(WAIT_S):
            async for _ in await self.laptop.assistant.events(info.id):
                pass
        messages = (await self.laptop.sessions.show(session)).messages
        return Done(next(message for message in messages if message.id == info.id))


@pytest.fixture
async def house(tmp_path: Path, image: ImageCache) -> AsyncIterator[House]:
    """Laptop and attic of one user; only the attic has the skill."""
    (tmp_path / "notes").mkdir()
    skill = tmp_path / "kit"
    (skill / "scripts").mkdir(parents=True)
    (skill / "SKILL.md").write_text(SKILL.format(folder=tmp_path / "notes"))
    functions = FUNCTIONS.replace("{list!r}", repr(str(tmp_path / "notes" / "list.txt")))
    (skill / "scripts" / "skill.py").write_text(functions)
    hub = Settings(port=0, data=tmp_path / "hub")
    async with (
        hub_running(hub),
        admin(hub.data) as to_admin,
        ScriptedUpstream.serving() as upstream,
        running(NodeSettings(data=tmp_path / "laptop", name="laptop", look_for_models=False)) as laptop,
        running(NodeSettings(data=tmp_path / "attic", name="attic", look_for_models=False)) as attic,
    ):
        await to_admin.ask("POST", "/users", {"name": "ann"})
        await attic.installing.install(str(skill))
        await attic.registry.expose(SkillPath.parse("kit.append"), "allow")
        await laptop.models.add("script", upstream.url, None, [], in_the_clear=False)
        for node, name in ((attic, "attic"), (laptop, "laptop")):
            made = await to_admin.ask("POST", "/users/ann/codes", {})
            await node.hub.pair(str(made["pairing_string"]), name)
            async with asyncio.timeout(WAIT_S):
                await node.hub.required().link.online()
        async with asyncio.timeout(WAIT_S):
            while not (await functions_in_reach(laptop.registry, laptop.hub, "append")).functions:  # noqa: ASYNC110 - published a moment later
                await asyncio.sleep(0.02)
        yield House(laptop, attic, upstream, tmp_path / "notes")


async def test_a_function_elsewhere_is_a_tool_and_its_owner_is_asked_there(house: House) -> None:
    house.upstream.script(
        calls(("kit__add", {"a": 2, "b": 3})), calls(("kit__append", {"line": "milk"})), says("Done.")
    )
    answering = asyncio.ensure_future(house.answered("Add, and write it down"))
    async with asyncio.timeout(WAIT_S):
        async for _ in house.attic.events.listen():
            if asked := await house.attic.asks.pending():
                break
    assert [info.asked for info in asked] == [f"files.write:{house.list}"]
    assert asked[0].asker.endswith("@laptop")
    assert asked[0].read == ["call attic:kit.add"]  # what the chat read on the laptop is shown where it would go
    await house.attic.approvals.answer(asked[0].id, "once")
    done = await answering
    assert [(call.path, call.state, call.device) for call in done.calls] == [
        ("attic:kit.add", "done", "attic"),
        ("attic:kit.append", "done", "attic"),
    ]
    assert house.list.read_text() == "milk\n"
    assert "Online are also: attic." in house.upstream.heard[0].json()["messages"][0]["content"]


async def test_a_name_that_no_device_can_have_is_told_to_the_model(house: House) -> None:
    names = ["My Laptop!", "a:b.c", "laptop\0", "\ud800", "x" * 5_000]
    wanted = [("kit__add", {"a": 2, "b": 3, "on_device": name}) for name in names]
    house.upstream.script(calls(*wanted), says("Which one?"))
    done = await house.answered("Add")
    assert ([call.state for call in done.calls], done.end.reason) == (["failed"] * len(names), "answered")
    assert "is not a skill path" in house.upstream.heard[-1].json()["messages"][-1]["content"]


async def test_a_device_that_went_off_is_told_to_the_model_which_can_say_so(house: House) -> None:
    held = house.laptop.hub.required().hub
    functions = await held.functions("")

    async def still(query: str) -> object:
        return functions

    held.functions = still  # type: ignore[method-assign, assignment] # as it was a moment before it went off
    await house.attic.hub.unpair()
    house.upstream.script(calls(("kit__add", {"a": 2, "b": 3})), says("The attic is off."))
    done = await house.answered("Add")
    assert (done.calls[0].state, done.end.reason) == ("failed", "answered")
    told = house.upstream.heard[-1].json()["messages"][-1]["content"]
    assert "attic" in told
    assert done.text == "The attic is off."


async def test_a_chat_that_another_device_deletes_ends_its_answer_here_and_stays_deleted(house: House) -> None:
    house.upstream.script(streamed(text("Once"), STALL))
    session = (await house.laptop.sessions.create("Try")).id
    info = await house.laptop.assistant.answer(session, NewAnswer(text="Tell"))
    await house.upstream.asked()
    await house.laptop.sync_now()
    await house.attic.sync_now()
    await house.attic.trash.delete(session)
    await house.attic.trash.purge([session])
    async with asyncio.timeout(WAIT_S):
        async for _, event in await house.laptop.assistant.events(info.id):
            last = event
    assert isinstance(last, Ended)
    assert last.answer.end is not None
    assert last.answer.end.reason == "stopped"
    for node in (house.laptop, house.attic):
        await node.sync_now()
        assert (await node.sessions.list(limit=5)).sessions == []


async def test_a_device_that_is_unpaired_while_it_waits_for_another_ends_its_answer_by_itself(house: House) -> None:
    house.upstream.script(calls(("kit__append", {"line": "milk"})), says("I do not know."))
    answering = asyncio.ensure_future(house.answered("Write it down"))
    async with asyncio.timeout(WAIT_S):
        async for _ in house.attic.events.listen():
            if await house.attic.asks.pending():
                break
        await house.laptop.hub.unpair()
        done = await answering
    assert (done.calls[0].state, done.end.reason, done.text) == ("unknown", "answered", "I do not know.")
    assert "may have happened" in house.upstream.heard[-1].json()["messages"][-1]["content"]
    assert (await house.laptop.sessions.list(limit=5)).sessions[0].message_count == 2
