"""Answers that a stop of the node cut off; kills at each step are in tests/integration/test_killed_in_answer.py."""

from __future__ import annotations

import asyncio

import pytest
from chat_wire import text
from desk import Desk, calls, says
from scripted_upstream import STALL, streamed
from sqlalchemy import update

from shared.errors import NotFound, RateLimited
from shared.limits import LIMITS
from spoke.node.bodies.answers import PartChanged, SoFar, TextPiece
from spoke.store.tables import GrowingRow

pytestmark = pytest.mark.anyio


async def until_it_said_something(desk: Desk, answer_id: str) -> None:
    async with asyncio.timeout(30):
        async for _, event in await desk.node.assistant.events(answer_id):
            if isinstance(event, SoFar | TextPiece) and event.text:
                return


async def test_a_step_that_was_cut_off_is_asked_again_and_said_once(desk: Desk) -> None:
    desk.upstream.script(calls(("kit__add", {"a": 1, "b": 1}), text="Adding. "), streamed(text("The sum"), STALL))
    info = await desk.ask()
    await desk.upstream.asked(2)
    await until_it_said_something(desk, info.id)
    await desk.stop()
    desk.upstream.script(says("It is two."))
    await desk.start()
    done = await desk.ended(info)
    assert (done.text, done.end.reason, len(done.calls)) == ("Adding. It is two.", "answered", 1)


async def test_a_call_that_was_under_way_is_unknown_and_not_made_again(desk: Desk) -> None:
    desk.upstream.script(calls(("run_code", {"code": "import time\ntime.sleep(50)"})))
    info = await desk.ask()
    async with asyncio.timeout(30):
        async for _, event in await desk.node.assistant.events(info.id):
            if isinstance(event, PartChanged) and event.part["type"] == "call":
                break
    await desk.stop()
    desk.upstream.script(says("I do not know."))
    await desk.start()
    done = await desk.ended(info)
    assert (done.calls[0].state, done.text) == ("unknown", "I do not know.")
    assert "may have happened" in desk.result()


async def test_what_was_cut_off_long_ago_ends_and_keeps_what_there_was(desk: Desk) -> None:
    desk.upstream.script(streamed(text("Once upon"), STALL))
    info = await desk.ask()
    await until_it_said_something(desk, info.id)
    await desk.node.assistant._going[info.id]._recorder.durable()
    old = update(GrowingRow).values(touched_ms=1)
    await desk.node._database.write(lambda connection: connection.execute(old) and None)
    await desk.stop()
    await desk.start()
    done = await desk.ended(info)
    assert (done.text, done.end.reason, done.message.status) == ("Once upon", "interrupted", "interrupted")
    assert len(desk.upstream.heard) == 1


async def test_a_stop_before_the_answer_has_begun_ends_it_all_the_same(desk: Desk) -> None:
    info = await desk.ask()
    async with asyncio.timeout(10):
        assert (await desk.node.assistant.stop(info.id)).state == "done"
    assert (await desk.done(info)).end.reason == "stopped"


async def test_an_answer_that_had_said_its_last_word_is_not_asked_for_again(desk: Desk) -> None:
    desk.upstream.script(says("All of it."))
    info = await desk.ask()
    writer = desk.node.assistant._going[info.id]._writer
    sealing = asyncio.Event()

    async def killed_here(*_: object, **__: object) -> None:
        sealing.set()
        await asyncio.Event().wait()

    writer.seal = killed_here  # type: ignore[method-assign, assignment]
    await sealing.wait()
    await desk.stop()
    await desk.start()
    done = await desk.ended(info)
    assert (done.text, done.end.reason, len(desk.upstream.heard)) == ("All of it.", "answered", 1)


async def test_a_chat_that_is_deleted_is_not_answered_any_more(desk: Desk) -> None:
    desk.upstream.script(streamed(text("Once"), STALL))
    info = await desk.ask()
    await until_it_said_something(desk, info.id)
    await desk.node.assistant.stop_session(info.session_id)
    await desk.node.trash.delete(info.session_id)
    assert desk.node.assistant.going_on() == []
    with pytest.raises(NotFound):
        await desk.ask(session=info.session_id)


async def test_no_more_answers_are_written_at_a_time_than_may_be(desk: Desk) -> None:
    desk.upstream.script(*[streamed(text("Once"), STALL)] * LIMITS.answers)
    going = [await desk.ask() for _ in range(LIMITS.answers)]
    with pytest.raises(RateLimited, match="answers are being written already"):
        await desk.ask()
    for info in going:
        await desk.node.assistant.stop(info.id)
