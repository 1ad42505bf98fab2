"""Commands of a device: over its restarts, cuts of its hub, and ends that come late. Over real SQLite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from shared.call_states import CallState
from shared.error_body import ErrorBody
from shared.errors import ApprovalPending, NotFound, OutcomeUnknown, RateLimited
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Ack, Call, Cancel, Check, Message, Principal, Received, Result
from shared.system.database import Database
from spoke.calls import outgoing as module
from spoke.calls import outgoing_rows as rows
from spoke.calls.outgoing import Outgoing, shown

pytestmark = pytest.mark.anyio


class Hub:
    """What was sent to it, where there is a connection. A `Call` is answered with nothing."""

    def __init__(self) -> None:
        self.up = True
        self.got: list[Message] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def send(self, message: Message) -> bool:
        if self.up:
            self.got.append(message)
        return self.up

    def node(self, database: Database) -> Outgoing:
        """As a node that has just started."""
        return Outgoing(database, self.send, lambda: self.up, lambda _: None, self.spawn)

    def spawn(self, work: Coroutine[Any, Any, None]) -> object:
        self.tasks.append(asyncio.create_task(work))
        return self.tasks[-1]

    async def settled(self) -> list[Message]:
        """All that it got since the last time, when nothing goes on any more."""
        while self.tasks:
            await self.tasks.pop()
        got, self.got = self.got, []
        return got


@pytest.fixture
async def hub(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    hub = Hub()
    yield hub
    await hub.settled()


@pytest.fixture(autouse=True)
def no_moment_for_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """These hubs never say that they have it."""
    monkeypatch.setattr(module, "TIMEOUTS", type(module.TIMEOUTS)(settle=0.01))


def a_call(**changed: Any) -> Call:
    fields = {"id": new_id(), "target": "attic", "skill": "s", "function": "f", "args": {"x": 1}, "timeout_s": 5}
    return Call(**fields | {"wait_s": 60, "principal": Principal(kind="person")} | changed)


def set_clock(monkeypatch: pytest.MonkeyPatch, now: Callable[[], int]) -> None:
    for each in (module, rows):
        monkeypatch.setattr(each, "now_ms", now)


async def state(node: Outgoing, call: Call) -> CallState:
    return (await node.find(call.id))[0].state


async def test_a_command_is_sent_again_until_the_hub_has_it_and_asked_for_from_then_on(
    hub: Hub, database: Database
) -> None:
    await hub.node(database).submit(call := a_call())
    assert await hub.settled() == [call]
    node = hub.node(database)
    node.connected()
    (again,) = await hub.settled()
    assert isinstance(again, Call)
    assert (again.id, again.args) == (call.id, call.args)
    assert again.wait_s < call.wait_s, "the wait counts from when it was asked"
    node.acked(Ack(id=call.id, device_id=(attic := new_id())))
    await hub.settled()
    assert await state(node, call) == CallState.SENT
    hub.node(database).connected()
    assert await hub.settled() == [Check(id=call.id)]
    node.acked(Ack(id=call.id))  # as an older hub says it
    await hub.settled()
    assert (await node.find(call.id))[0].device_id == attic


async def test_the_end_is_durable_before_the_hub_may_forget_it_and_the_first_end_stays(
    hub: Hub, database: Database
) -> None:
    node = hub.node(database)
    await node.submit(call := a_call())
    await hub.settled()
    node.ended(Result(id=call.id, result=1, device="attic"))
    assert await hub.settled() == [Received(id=call.id)]
    node.ended(Result(id=call.id, error=ErrorBody(code="code_failed", message="No.")))
    await hub.settled()
    info, result = await hub.node(database).find(call.id)
    assert (info.state, info.device, result and result.result) == (CallState.DONE, "attic", 1)
    hub.node(database).connected()
    assert await hub.settled() == []


@pytest.mark.parametrize("jump_s", [-40 * 365 * 86_400, 40 * 365 * 86_400])
async def test_a_clock_that_jumps_by_decades_loses_no_command(
    hub: Hub, database: Database, monkeypatch: pytest.MonkeyPatch, jump_s: int
) -> None:
    """As that of a device without a battery does when it learns the time, one way or the other."""
    await hub.node(database).submit(sent := a_call())
    hub.up = False
    await hub.node(database).submit(waiting := a_call())
    await hub.settled()
    real = module.now_ms
    set_clock(monkeypatch, lambda: real() + jump_s * 1000)
    hub.up = True
    node = hub.node(database)
    node.connected()
    asked = {message.id: type(message) for message in await hub.settled() if isinstance(message, Call | Check)}
    if jump_s < 0:
        assert asked == {sent.id: Call, waiting.id: Call}, "each once more, under its id"
    else:
        assert asked == {sent.id: Check}
        info, result = await node.find(waiting.id)
        assert (info.state, result and result.code) == (CallState.EXPIRED, "deadline_exceeded"), (
            "and its caller is told"
        )


async def test_without_a_hub_it_waits_here_and_is_given_up_here(hub: Hub, database: Database) -> None:
    hub.up = False
    node = hub.node(database)
    given_up, sent = a_call(), a_call()
    for call in (given_up, sent):
        await node.submit(call)
    assert (await node.cancel(given_up.id)).state == CallState.CANCELLED
    hub.up = True
    node.connected()
    assert [message.id for message in await hub.settled()] == [sent.id]  # type: ignore[attr-defined]
    assert (await node.cancel(sent.id)).state == CallState.QUEUED, "the hub may have it, so only the hub can say"
    assert await hub.settled() == [Cancel(id=sent.id)]
    hub.node(database).connected()
    assert [type(message) for message in await hub.settled()] == [Call, Cancel]


async def test_what_was_never_sent_in_its_time_did_not_run_and_what_may_have_been_is_asked_for(
    hub: Hub, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = hub.node(database)
    await node.submit(sent := a_call())
    hub.up = False
    await node.submit(unsent := a_call())
    await hub.settled()
    later = module.now_ms() + 61_000
    set_clock(monkeypatch, lambda: later)
    hub.up = True
    node.connected()
    assert await hub.settled() == [Check(id=sent.id)]
    assert await state(node, unsent) == CallState.EXPIRED


@pytest.mark.parametrize(
    ("error", "kept"),
    [(ApprovalPending("Asked."), CallState.SUSPENDED), (OutcomeUnknown("Late."), CallState.UNKNOWN)],
)
async def test_a_call_that_came_back_without_an_end_gets_it_when_it_comes(
    hub: Hub, database: Database, error: ApprovalPending, kept: CallState
) -> None:
    node = hub.node(database)
    await node.remember(call := a_call(wait_s=0), error)
    assert await state(node, call) == kept
    hub.node(database).connected()
    assert await hub.settled() == [Check(id=call.id)]
    node.ended(Result(id=call.id, result="at last"))
    await hub.settled()
    assert await state(node, call) == CallState.DONE


async def test_an_approval_that_is_waited_for_is_no_end(hub: Hub, database: Database) -> None:
    node = hub.node(database)
    await node.submit(call := a_call())
    await hub.settled()
    node.ended(Result(id=call.id, error=ApprovalPending("Asked.").body()))
    assert await hub.settled() == [], "the hub is not told to forget it"
    assert await state(node, call) == CallState.SUSPENDED


async def test_what_nobody_knows_is_said_and_corrected_when_somebody_does(hub: Hub, database: Database) -> None:
    node = hub.node(database)
    await node.submit(call := a_call())
    node.ended(Result(id=call.id, error=OutcomeUnknown("Killed.").body()))
    await hub.settled()
    assert module.shown(*await node.find(call.id)).state == "unknown"
    node.ended(Result(id=call.id, result=2))
    await hub.settled()
    assert module.shown(*await node.find(call.id)).result == 2


async def test_commands_are_bounded_and_unknown_ids_are_told_so(
    hub: Hub, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "LIMITS", type(LIMITS)(commands=1))
    node = hub.node(database)
    await node.submit(a_call())
    with pytest.raises(RateLimited):
        await node.submit(a_call())
    for ask in (node.find, node.cancel):
        with pytest.raises(NotFound):
            await ask(new_id())
    await hub.settled()


async def test_what_is_open_when_the_device_leaves_its_hub_is_not_waited_for(hub: Hub, database: Database) -> None:
    node = hub.node(database)
    await node.submit(sent := a_call())
    await node.remember(aside := a_call(), ApprovalPending("Somebody is asked."))
    await node.submit(done := a_call())
    node.ended(Result(id=done.id, result=1, device="attic"))
    await hub.settled()
    hub.up = False
    await node.submit(unsent := a_call())
    await node.abandon("left")
    assert [await state(node, each) for each in (sent, aside, done)] == [
        CallState.UNKNOWN, CallState.UNKNOWN, CallState.DONE
    ]  # fmt: skip
    assert shown(*await node.find(aside.id)).state == "unknown"
    _, result = await node.find(unsent.id)
    assert result is not None
    assert result.error is not None
    assert result.error.code == "not_paired"
    hub.up = True
    node.connected()
    assert {type(each) for each in await hub.settled()} <= {Check}  # of the next hub it is asked, and nothing runs


async def test_of_a_call_whose_end_was_told_only_that_it_was_made_and_how_it_ended_is_kept(
    hub: Hub, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_TOLD", 2)
    node, made = hub.node(database), [a_call(wait_s=0) for _ in range(4)]
    await node.submit(command := a_call())
    await node.remember(asked := a_call(wait_s=0), ApprovalPending("Ask."))
    for call in made:
        await node.sending(call)
    await hub.settled()
    node.ended(Result(id=made[0].id, result="a secret", device="attic"))
    error = ErrorBody(code="not_exposed", message="No.")
    for call in made[1:]:
        node.ended(Result(id=call.id, error=error, device="attic"))
    assert {message.id for message in await hub.settled() if isinstance(message, Received)} == {one.id for one in made}
    await node.expire()
    listed = {info.id: (info.state, info.error and info.error.code) for info in await node.newest(50)}
    assert listed == {
        command.id: (CallState.QUEUED, None),
        asked.id: (CallState.SUSPENDED, None),
        made[2].id: (CallState.FAILED, "not_exposed"),
        made[3].id: (CallState.FAILED, "not_exposed"),
    }
    await node.sending(done := a_call(wait_s=0))
    node.ended(Result(id=done.id, result="a secret", device="attic"))
    await hub.settled()
    assert (await node.newest(1))[0].state == CallState.DONE
    with pytest.raises(NotFound, match="told to who made it"):
        await node.find(done.id)
    kept = await database.read(lambda connection: connection.exec_driver_sql("SELECT * FROM command").all())
    assert "a secret" not in str(kept)


async def test_a_call_whose_node_was_killed_before_its_end_is_listed_as_unknown_until_that_is_heard(
    hub: Hub, database: Database
) -> None:
    await hub.node(database).sending(call := a_call(wait_s=0))
    killed = hub.node(database)
    assert (await killed.newest(1))[0].state == CallState.SENT
    await killed.recover()
    assert shown(*await killed.find(call.id)).state == "unknown"
    killed.connected()
    assert await hub.settled() == [Check(id=call.id)]
    killed.ended(Result(id=call.id, result="done meanwhile", device="attic"))
    assert await hub.settled() == [Received(id=call.id)]
    info, result = await killed.find(call.id)
    assert (info.state, result and result.result) == (CallState.DONE, "done meanwhile"), "nobody was told it yet"


async def test_a_call_that_somebody_still_waits_for_is_not_asked_for_after_a_cut(hub: Hub, database: Database) -> None:
    node = hub.node(database)
    await node.sending(call := a_call(wait_s=0))
    node.connected()
    assert await hub.settled() == [], "who waits sends it again: the hub may not have heard of it"
    node.left(call.id)
    assert await hub.settled() == [Check(id=call.id)]
    assert (await node.newest(1))[0].cancelled
    node.connected()
    assert await hub.settled() == [Check(id=call.id), Cancel(id=call.id)]


async def test_what_waits_is_listed_however_many_newer_calls_there_are(hub: Hub, database: Database) -> None:
    node = hub.node(database)
    await node.remember(waiting := a_call(wait_s=0), ApprovalPending("Ask."))
    await node.submit(queued := a_call())
    for call in (newer := [a_call(wait_s=0) for _ in range(3)]):
        await node.sending(call)
        node.ended(Result(id=call.id, result=1, device="attic"))
    await hub.settled()
    assert [info.id for info in await node.newest(2)] == [newer[2].id, newer[1].id, queued.id, waiting.id]
