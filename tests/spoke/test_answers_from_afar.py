"""An answer that one device writes, watched and stopped from another of the user's, through a real hub."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from chat_wire import DONE, finish, reply, text, tool_whole
from scripted_upstream import STALL, ScriptedUpstream, streamed
from several import Several, face, until

from shared.errors import ApprovalPending, Forbidden, NotFound
from shared.ids import new_id
from shared.messages import Principal
from shared.system.logging import configure
from spoke.app import Node
from spoke.calls.work import Work
from spoke.commands.chat_elsewhere import stop, watch_all
from spoke.node.bodies.answers import AnswerInfo, Ended, NewAnswer, SoFar, TextPiece
from spoke.node.bodies.events import Event
from spoke.node.bodies.sessions import ChosenSessions
from spoke.node.client import NodeClient
from spoke.node.logs import log_file

pytestmark = pytest.mark.anyio
MARKER = "m4rk3r-of-an-answer"


@pytest.fixture
async def upstream() -> AsyncIterator[ScriptedUpstream]:
    async with ScriptedUpstream.serving() as serving:
        yield serving


@pytest.fixture
async def attic(attic: Node, upstream: ScriptedUpstream) -> Node:
    await attic.models.add("script", upstream.url, None, [], in_the_clear=False)
    return attic


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


async def test_of_what_a_chat_that_stays_there_ran_and_asked_other_devices_see_nothing_until_it_is_offered(
    attic: Node, laptop: Node, tmp_path: Path
) -> None:
    chat = (await attic.sessions.create("Kept", local=True)).id
    configure(file=log_file(tmp_path / "attic"))
    structlog.get_logger().warning("about a chat", chat=chat)
    doing = attic._surroundings
    of_chat = {"principal": Principal(kind="assistant", id=chat), "by_code": True, "wall_s": 10, "chat": chat}
    ran = await doing.run(Work(id=new_id(), code=f"'{MARKER}'", **of_chat))
    with pytest.raises(ApprovalPending):
        await doing.run(Work(id=new_id(), code=f"open('/{MARKER}').read()", patience_s=0, **of_chat))
    (ask,) = await attic.asks.pending()

    async def seen(node: NodeClient) -> dict[str, object]:
        return {
            "runs": [each.id for each in (await node.runs()).runs],
            "figures": len(await node.run_figures(0)),
            "asks": [each.id for each in (await node.asks()).asks],
            "decisions": MARKER in str(await node.decisions()),
            "chats": (await node.status()).sessions,
            "logs": chat in str(await node.logs()),
        }

    everything = {"runs": [ran.id], "figures": 1, "asks": [ask.id], "decisions": True, "chats": 1, "logs": True}
    async with face(attic) as here, face(laptop) as local:
        afar = local.on("attic")
        nothing = {"runs": [], "figures": 0, "asks": [], "decisions": False, "chats": 0, "logs": False}
        assert (await seen(here), await seen(afar)) == (everything, nothing)
        with pytest.raises(NotFound, match="no such run"):
            await afar.run(ran.id)
        with pytest.raises(NotFound, match="no question"):
            await afar.answer(ask.id, "once")
        async with afar.events() as events:
            attic.events.tell(Event(kind="session", id=chat))
            attic.events.tell(Event(kind="answers", id=chat))
            attic.events.tell(Event(kind="calls", id=ran.id))
            attic.events.tell(Event(kind="session", id="another"))
            assert (await anext(aiter(events))).id == "another"
        assert [each.asks for each in (await local.asks_everywhere()).devices] == [[], []]
        await here.offer(ChosenSessions(ids=[chat]))
        assert await seen(afar) == everything
        assert (await afar.run(ran.id)).chat == chat
        async with local.events() as changes:
            while not [each for device in (await local.asks_everywhere()).devices for each in device.asks]:
                await anext(aiter(changes))


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
