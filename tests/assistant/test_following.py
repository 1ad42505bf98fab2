"""Faces that follow an answer: from its beginning, from its middle, after a cut, and at a terminal."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from chat_wire import DONE, finish, text
from desk import Desk, calls, says
from scripted_upstream import STALL, Until, streamed

from shared.errors import NotFound
from shared.limits import LIMITS
from spoke.assistant.live import LiveAnswer
from spoke.commands import chat as chat_command
from spoke.commands import chat_follow
from spoke.commands.chat import _Talk
from spoke.commands.chat_elsewhere import watch_all
from spoke.node.bodies.answers import AnswerEvent, AnswerInfo, Ended, NewAnswer, PartChanged, SoFar, TextPiece
from spoke.node.client import NodeClient
from spoke.sessions.growth import text_piece

pytestmark = pytest.mark.anyio


@pytest.fixture
async def face(desk: Desk) -> AsyncIterator[NodeClient]:
    client = NodeClient.of(desk.settings.data)
    assert client is not None
    async with client:
        yield client


async def heard(face: NodeClient, answer_id: str, after: str | None = None) -> list[tuple[str, AnswerEvent]]:
    async with face.answer_events(answer_id, after) as events:
        return [each async for each in events]


async def test_a_face_that_joins_in_the_middle_gets_what_was_and_then_pieces(desk: Desk, face: NodeClient) -> None:
    go_on = asyncio.Event()
    desk.upstream.script(streamed(text("Once "), text("upon "), Until(go_on), text("a time"), finish(), DONE))
    session = await desk.session()
    info = await face.ask_for_answer(session, NewAnswer(text="Tell"))
    assert [each.id for each in (await face.answers()).answers] == [info.id]
    async with face.answer_events(info.id) as first:
        said = ""
        async for _, event in first:
            said += event.text if isinstance(event, SoFar | TextPiece) else ""
            if said == "Once upon ":
                break
    async with face.answer_events(info.id) as second:
        place, event = await anext(second)
        assert isinstance(event, SoFar)
        assert (event.text, event.answer.state) == ("Once upon ", "writing")
        go_on.set()
        rest = [each async for _, each in second]
    pieces = [each for each in rest if isinstance(each, TextPiece)]
    assert ([each.at for each in pieces], "".join(each.text for each in pieces)) == ([10], "a time")
    assert isinstance(rest[-1], Ended)
    assert rest[-1].answer == await face.stop_answer(info.id), "it has ended"
    after = await heard(face, info.id, place)  # it is sealed: all of it, and its end
    assert [each.kind for _, each in after] == ["answer", "end"]
    with pytest.raises(NotFound):
        await heard(face, session)


async def test_a_face_that_comes_back_goes_on_where_it_was(desk: Desk, face: NodeClient) -> None:
    desk.upstream.script(calls(("kit__add", {"a": 1, "b": 2})), streamed(text("3"), STALL))
    info = await face.ask_for_answer(await desk.session(), NewAnswer(text="Add"))
    async with face.answer_events(info.id) as events:
        async for came, event in events:
            place = came
            if isinstance(event, PartChanged) and event.part["type"] == "call":
                break
    async with face.answer_events(info.id, place) as events:
        kinds = []
        async for _, event in events:
            kinds.append(event.part["type"] if isinstance(event, PartChanged) else event.kind)
            if isinstance(event, TextPiece):
                break
    assert kinds == ["call", "text"]  # it was running, and is done: nothing twice
    await face.stop_answer(info.id)


async def test_a_face_that_fell_far_behind_gets_all_of_it_once_and_memory_stays_bounded() -> None:
    info = AnswerInfo(id=IDS[0], session_id=IDS[1], state="writing", created_ms=1)
    live = LiveAnswer(info)
    slow = live.listen()
    place, _ = await anext(slow)
    for number in range(5 * LIMITS.answer_events):
        live.add(text_piece(f"{number} "))
    assert len(live._events) <= 2 * LIMITS.answer_events
    _, event = await anext(slow)
    assert isinstance(event, SoFar)
    assert event.text == "".join(f"{number} " for number in range(5 * LIMITS.answer_events))
    await slow.aclose()
    back = live.listen(place)
    assert isinstance((await anext(back))[1], SoFar)
    await back.aclose()


IDS = ["01a1fd12-9c90-7357-92e8-a18c817531f3", "01a1fd12-9c90-7357-92e8-a18c817531f4"]


async def test_one_answer_at_a_terminal_cannot_command_it(
    desk: Desk, face: NodeClient, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "plan.txt").write_text("Buy a boat.")
    desk.upstream.script(calls(("kit__add", {"a": 1, "b": 2})), says("Hel", "lo \x1b[31m", "\x9b2J."))
    talk = _Talk(None, None, go_on=False, local=False, json=False)
    answer = await talk.say(face, "Hi", [tmp_path / "plan.txt"])
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "\x9b" not in out + err
    assert out == "Hello \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}2J.\n"
    assert "laptop:kit.add done after" in err
    assert answer.end is not None
    assert answer.end.reason == "answered"
    assert desk.told(0)[-1]["content"] == 'Hi\n\n<file name="plan.txt">\nBuy a boat.\n</file>'


async def test_events_are_lines_of_json_for_programs(
    desk: Desk, face: NodeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.upstream.script(says("Hello."))
    await _Talk(None, None, go_on=False, local=False, json=True).say(face, "Hi", [])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (lines[0]["kind"], lines[-1]["kind"], lines[-1]["answer"]["end"]["reason"]) == ("answer", "end", "answered")


async def test_ctrl_c_stops_the_answer_and_keeps_the_partial_one(
    desk: Desk, face: NodeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.upstream.script(streamed(text("Once upon"), STALL))
    talk = _Talk(None, None, go_on=False, local=False, json=False)
    talking = asyncio.ensure_future(talk.say(face, "Tell", []))
    out = ""
    async with asyncio.timeout(20):
        while "Once" not in out:
            await asyncio.sleep(0.01)
            out += capsys.readouterr().out
    os.kill(os.getpid(), signal.SIGINT)
    answer = await talking
    assert answer.end is not None
    assert answer.end.reason == "stopped"
    assert (await desk.done(answer)).text == "Once upon"
    assert "It was stopped." in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_DFL


async def test_what_an_answer_waits_for_is_asked_at_the_terminal(
    desk: Desk, face: NodeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def told(info: object) -> str:
        asked.append(info.asked)  # type: ignore[attr-defined]
        return "once"

    monkeypatch.setattr(chat_follow, "told", told)
    monkeypatch.setattr(chat_command, "patience", lambda: 0.0)
    desk.upstream.script(calls(("kit__append", {"line": "milk"})), says("Written."))
    await _Talk(None, None, go_on=False, local=False, json=False).say(face, "Write", [])
    assert asked == ["call:device:kit.append", f"files.write:{desk.list}"]
    assert desk.list.read_text() == "milk\n"


async def test_where_nobody_sits_at_a_terminal_it_is_said_what_an_answer_waits_for(
    desk: Desk, face: NodeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.upstream.script(calls(("kit__append", {"line": "milk"})), says("Not written."))
    talking = asyncio.ensure_future(_Talk(None, None, go_on=False, local=False, json=False).say(face, "Write", []))
    err = ""
    async with asyncio.timeout(20):
        while "waits for your word" not in err:
            await asyncio.sleep(0.01)
            err += capsys.readouterr().err
    (info,) = (await face.asks()).asks
    assert f"on call:device:kit.append; felloe asks answer {info.id} once" in err
    await face.answer(info.id, "deny")
    await talking
    assert "waits for your word" not in capsys.readouterr().err  # once for each question


async def test_a_conversation_goes_on_in_one_chat_until_it_is_left(
    desk: Desk, face: NodeClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["Hi", "  ", "/file /nowhere", "/model small", "Again", "/again", "/what", "/new", "Fresh", "/exit"])

    async def line(_: str) -> str | None:
        return next(typed, None)

    monkeypatch.setattr(chat_command, "typed_line", line)
    desk.upstream.models = ("scripted", "small")
    desk.upstream.script(says("One."), says("Two."), says("Three."), says("Four."))
    await _Talk(None, None, go_on=False, local=False, json=False).converse(face, [])
    out, err = capsys.readouterr()
    assert out == "One.\nTwo.\nThree.\nFour.\n"
    assert "There is no file /nowhere." in err
    assert "(from now on: small)" in err
    assert "(another chat begins" in err
    assert "/again" in err
    assert [each.json()["model"] for each in desk.upstream.heard] == ["scripted", "small", "small", "small"]
    assert [each["content"] for each in desk.told(2) if each["role"] == "user"] == ["Hi", "Again"]
    assert [each["content"] for each in desk.told(3) if each["role"] == "user"] == ["Fresh"]


async def test_an_answer_that_somebody_else_asked_for_is_watched(
    desk: Desk, face: NodeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    session = await desk.session()
    desk.upstream.script(says("Seen."))
    watching = asyncio.ensure_future(watch_all(face, None, session, json=False))
    out = err = ""
    async with asyncio.timeout(20):
        while "Ctrl+C ends" not in capsys.readouterr().err:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await desk.answered("Look", session=session)
        while "Seen.\n" not in out:
            await asyncio.sleep(0.01)
            some = capsys.readouterr()
            out, err = out + some.out, err + some.err
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert out == "Seen.\n"
    assert f"(chat {session[-6:]})" in err, "whose answer it is"
