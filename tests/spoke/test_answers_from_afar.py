"""An answer that one device writes, watched and stopped from another of the user's, through a real hub."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from chat_wire import DONE, finish, reply, text, tool_whole
from scripted_upstream import STALL, ScriptedUpstream, streamed
from several import Several, face, several, until

from shared.errors import Forbidden, NotFound
from spoke.app import Node
from spoke.commands.chat_elsewhere import stop, watch_all
from spoke.node.bodies.answers import AnswerInfo, Ended, NewAnswer, SoFar, TextPiece
from spoke.node.client import NodeClient

pytestmark = pytest.mark.anyio
MARKER = "m4rk3r-of-an-answer"


@pytest.fixture
async def upstream() -> AsyncIterator[ScriptedUpstream]:
    async with ScriptedUpstream.serving() as serving:
        yield serving


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Several]:
    async with several(tmp_path) as world, asyncio.timeout(100):
        yield world


@pytest.fixture
async def attic(world: Several, upstream: ScriptedUpstream) -> Node:
    attic = await world.start("attic")
    await attic.models.add("script", upstream.url, None, [], in_the_clear=False)
    return attic


@pytest.fixture
async def laptop(world: Several) -> Node:
    return await world.start("laptop")


async def asked(attic: Node, *, local: bool = False) -> AnswerInfo:
    session = await attic.sessions.create("Try", local=local)
    return await attic.assistant.answer(session.id, NewAnswer(text="Go"))


async def until_said(client: NodeClient, answer: AnswerInfo, said: str) -> str:
    """Its place, once it says that."""
    heard = ""
    async with client.answer_events(answer.id) as events:
        async for place, event in events:
            if isinstance(event, SoFar):
                heard = event.text
            elif isinstance(event, TextPiece):
                heard += event.text
            if said in heard:
                return place
    raise AssertionError(f"it ended with: {heard}")


async def test_an_answer_is_watched_and_stopped_from_another_device_and_the_hub_keeps_none_of_it(
    world: Several, attic: Node, laptop: Node, upstream: ScriptedUpstream
) -> None:
    upstream.script(streamed(text(MARKER), STALL))
    info = await asked(attic, local=False)
    async with face(laptop) as local:
        afar = local.on("attic")
        place = await until_said(afar, info, MARKER)
        assert [each.id for each in (await afar.answers()).answers] == [info.id]
        assert [file for file in world.files() if MARKER.encode() in file.read_bytes()] == []
        stopped = await afar.stop_answer(info.id)
        assert (stopped.state, stopped.end and stopped.end.reason) == ("done", "stopped")
        async with afar.answer_events(info.id, place) as events:
            assert isinstance([event async for _, event in events][-1], Ended)
        assert [each.id for each in (await afar.answers()).ended] == [info.id]
    await attic.audit.flush()
    (row,) = (await attic.audit.page(1)).decisions
    assert (row.kind, row.who, row.rule) == ("answer", "person@laptop", "stop")


async def test_a_device_that_takes_no_word_from_others_is_watched_and_not_stopped(
    attic: Node, laptop: Node, upstream: ScriptedUpstream
) -> None:
    upstream.script(streamed(text("Once"), STALL))
    await attic.approvals.set_from_afar("no")
    info = await asked(attic)
    async with face(laptop) as local:
        await until_said(local.on("attic"), info, "Once")
        with pytest.raises(Forbidden, match="takes answers only from who sits at it"):
            await local.on("attic").stop_answer(info.id)
    assert [each.id for each in attic.assistant.going_on()] == [info.id]
    await attic.assistant.stop(info.id)


async def test_of_a_chat_that_stays_there_another_device_does_not_even_hear(
    attic: Node, laptop: Node, upstream: ScriptedUpstream
) -> None:
    upstream.script(streamed(text("Once"), STALL), streamed(*reply("Well.")))
    info = await asked(attic, local=True)
    async with face(attic) as here, face(laptop) as local:
        await until_said(here, info, "Once")
        afar = local.on("attic")
        assert (await afar.answers()).answers == []
        for refused in (afar.stop_answer(info.id), until_said(afar, info, "")):
            with pytest.raises(NotFound, match="no such answer"):
                await refused
        await here.stop_answer(info.id)
        assert ((await afar.answers()).ended, len((await here.answers()).ended)) == ([], 1)
        with pytest.raises(NotFound):
            await until_said(afar, info, "")


async def test_commands_watch_and_stop_what_another_device_writes_and_name_its_questions(
    world: Several, attic: Node, laptop: Node, upstream: ScriptedUpstream, capsys: pytest.CaptureFixture[str]
) -> None:
    code = json.dumps({"code": "open('/etc/passwd')"})
    upstream.script(
        streamed(tool_whole("run_code", code), finish("tool_calls"), DONE), streamed(*reply("Well.")),
        streamed(text("Once upon"), STALL),
    )  # fmt: skip
    said = ""

    def seen(words: str) -> bool:
        nonlocal said
        said += "".join(capsys.readouterr())
        return words in said

    async with face(laptop) as node:
        watching = asyncio.ensure_future(watch_all(node, "attic", None, json=False))
        await until(lambda: attic.events._listeners)
        await asked(attic)
        await until(lambda: seen("felloe asks answer attic:1 once"))
        assert "are shown here" in said
        await attic.approvals.answer(1, "deny")
        await until(lambda: seen("Well."))
        info = await asked(attic)
        await until(lambda: seen("Once upon"))
        watching.cancel()
        with pytest.raises(NotFound, match="No session ends with"):
            await stop(node, "attic", "ffffff", json=False)
        await stop(node, "attic", info.session_id, json=False)
        assert f"stays in chat {info.session_id[-6:]}" in capsys.readouterr().out
        with pytest.raises(NotFound, match="No answer is being written on attic now"):
            await stop(node, "attic", None, json=True)
