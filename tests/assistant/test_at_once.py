"""Two things that happen to an answer at the same time: two faces that ask, an edit, a chat that is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest
from by_hand import ask, ended, messages, says, until_it_said_something

from shared.errors import Conflict, DiskFull, RateLimited
from shared.limits import LIMITS
from shared.sync.ops import Message
from spoke.app import Node
from spoke.node.bodies.answers import AnswerInfo, NewAnswer
from spoke.node.bodies.sessions import NewMessage
from spoke.sessions.unfinished import Writer

pytestmark = pytest.mark.anyio


async def both(*works: Awaitable[AnswerInfo]) -> tuple[AnswerInfo, Conflict]:
    """What the one that was heard began, and what the other one was told."""
    first, second = await asyncio.gather(*works, return_exceptions=True)
    if isinstance(first, Conflict):
        first, second = second, first
    assert isinstance(first, AnswerInfo)
    assert isinstance(second, Conflict)
    return first, second


async def test_of_two_faces_that_ask_at_once_one_is_heard_and_the_other_loses_nothing(node: Node) -> None:
    go_on = asyncio.Event()
    node.ask = says("One", " two", until=go_on)
    session = (await node.sessions.create("Try")).id
    heard, told = await both(ask(node, session, "A"), ask(node, session, "B"))
    assert told.details == {"answer": heard.id}
    assert len(await messages(node, session)) == 1
    go_on.set()
    assert (await ended(node, heard)).reason == "answered"
    assert (await ended(node, await ask(node, session, "B"))).reason == "answered"
    assert [each.text for each in await messages(node, session)][1::2] == ["One two", "One two"]


@pytest.mark.parametrize("named", ["parent_id", "beside", ""])
async def test_what_is_pressed_twice_is_done_once(node: Node, named: str) -> None:
    node.ask = says("One")
    session = (await node.sessions.create("Try")).id
    first = await ask(node, session)
    await ended(node, first)
    go_on = asyncio.Event()
    node.ask = says("One", " two", until=go_on)
    if named:
        again = NewAnswer.model_validate({named: first.id if named == "beside" else first.question_id})
    else:  # a question that nobody has answered yet
        session = (await node.sessions.create("Try")).id
        await node.sessions.write(session, NewMessage(text="Go"))
        again = NewAnswer()
    heard, _ = await both(node.assistant.answer(session, again), node.assistant.answer(session, again))
    go_on.set()
    assert (await ended(node, heard)).reason == "answered"
    assert len(await messages(node, session)) == (3 if named else 2)


async def test_an_edit_while_the_answer_is_written_is_a_branch_of_its_own_and_what_one_reads(node: Node) -> None:
    go_on = asyncio.Event()
    node.ask = says("Old", " one", until=go_on)
    session = (await node.sessions.create("Try")).id
    old = await ask(node, session, "Before")
    await until_it_said_something(node, old)
    node.ask = says("New one")
    await ended(node, await ask(node, session, "After", beside=old.question_id))
    go_on.set()
    assert (await ended(node, old)).reason == "answered"
    page = await node.sessions.page(session, limit=10)
    assert [each.text for each in page.messages] == ["After", "New one"]
    assert sorted(each.text for each in await messages(node, session)) == ["After", "Before", "New one", "Old one"]


@pytest.mark.parametrize("purge", [False, True])
async def test_a_chat_that_is_deleted_anyhow_ends_its_answer_and_does_not_come_back(node: Node, purge: bool) -> None:
    """By the trash itself, as a sync does it, and not by the route that stops answers first."""
    node.ask = says("Once", " upon", until=asyncio.Event())
    session = (await node.sessions.create("Try", local=True)).id
    info = await ask(node, session)
    await until_it_said_something(node, info)
    following = asyncio.ensure_future(ended(node, info))
    await asyncio.gather(node.trash.delete(session), *([node.trash.purge([session])] if purge else []))
    assert (await following).reason == "stopped"
    assert node.assistant.going_on() == []
    assert (await node.sessions.list(limit=10)).sessions == []
    if not purge:
        await node.trash.restore(session)
        assert [(each.text, each.status) for each in await messages(node, session)][1:] == [("Once", "interrupted")]


async def test_an_answer_whose_end_the_disk_did_not_take_is_sealed_before_the_next_question(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> Message:
        raise DiskFull("The disk is full.")

    node.ask = says("One")
    session = (await node.sessions.create("Try")).id
    with monkeypatch.context() as patched:
        patched.setattr(Writer, "seal", full)
        await ended(node, await ask(node, session, "A"))
        assert len((await node.sessions.show(session)).growing) == 1
    await ended(node, await ask(node, session, "B"))
    assert [each.text for each in await messages(node, session)] == ["A", "One", "B", "One"]


async def test_of_more_than_may_be_written_that_are_asked_for_at_once_the_rest_is_refused(node: Node) -> None:
    go_on = asyncio.Event()
    node.ask = says("One", until=go_on)
    chats = [(await node.sessions.create("Try")).id for _ in range(LIMITS.answers + 2)]
    found = await asyncio.gather(*(ask(node, chat) for chat in chats), return_exceptions=True)
    begun = [each for each in found if isinstance(each, AnswerInfo)]
    assert (len(begun), sum(isinstance(each, RateLimited) for each in found)) == (LIMITS.answers, 2)
    go_on.set()
    for each in begun:
        assert (await ended(node, each)).reason == "answered"
