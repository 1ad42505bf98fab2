"""Calls from other devices: each runs at most once, over real SQLite and the real sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from shared.errors import Cancelled, DiskFull, HubUnreachable
from shared.ids import new_id
from shared.messages import Ack, Call, Message, Principal, Result
from shared.names import SkillPath
from shared.system.database import Database
from shared.system.streams import Stream
from shared.timeouts import TIMEOUTS
from spoke.calls import ledger as ledger_module
from spoke.calls import permission
from spoke.calls.callee import Callee
from spoke.calls.executor import Executor
from spoke.calls.ledger import Ledger
from spoke.calls.work import Work
from spoke.node.bodies.runs import RunInfo
from spoke.node.bodies.skills import Exposure
from spoke.runs.runner import Runner
from spoke.skills.registry import Registry
from spoke.store.tables import CallRow, RunRow

pytestmark = pytest.mark.anyio
M = TypeVar("M", bound=Message)


class Caller:
    """What the callee sends, in its order."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[Message] = asyncio.Queue(100)

    async def send(self, message: Message) -> bool:
        self.got.put_nowait(message)
        return True

    async def expect(self, kind: type[M]) -> M:
        """The next message, which is of that kind."""
        message = await asyncio.wait_for(self.got.get(), 10)
        assert isinstance(message, kind), message
        return message

    async def refusal(self) -> str:
        error = (await self.expect(Result)).error
        assert error
        return error.code


def unheard(kind: str, about: Any) -> Stream:
    raise HubUnreachable("Nobody listens.")


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.fixture
def ran(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the calls that the runner was asked to run."""
    ids: list[str] = []
    run = runner.run

    async def counted(work: Work, *args: Any, **more: Any) -> RunInfo:
        ids.append(work.id)
        return await run(work, *args, **more)

    monkeypatch.setattr(runner, "run", counted)
    return ids


@pytest.fixture
def own_executor(make_executor: Callable[..., Executor], own_runner: Runner) -> Executor:
    return make_executor(own_runner)


@pytest.fixture
async def callee(registry: Registry, executor: Executor, database: Database, caller: Caller) -> AsyncIterator[Callee]:
    async with Callee(registry, executor, Ledger(database), caller.send, unheard) as callee:
        yield callee


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for who is asked."""
    monkeypatch.setattr(permission, "TIMEOUTS", replace(TIMEOUTS, ask_patience=0.05))


def _call(function: str = "sensors", **changed: Any) -> Call:
    principal = Principal(kind="person")
    fields = {"id": new_id(), "skill": "climate", "function": function, "timeout_s": 10, "principal": principal}
    return Call(**fields | changed)


async def _rows(database: Database, table: type[CallRow] | type[RunRow]) -> int:
    count = select(func.count()).select_from(table)
    return await database.read(lambda connection: connection.execute(count).scalar_one())


async def test_a_call_that_comes_again_is_answered_from_the_ledger_and_runs_once(
    callee: Callee, caller: Caller, database: Database, ran: list[str]
) -> None:
    call = _call()
    callee.accept(call)
    assert (await caller.expect(Ack)).id == call.id
    first = await caller.expect(Result)
    assert [each["sensor"] for each in first.value()] == ["attic", "cellar"]  # type: ignore[index,union-attr,call-overload]
    callee.accept(call)
    assert (await caller.expect(Ack)).id == call.id
    assert await caller.expect(Result) == first
    assert ran == [call.id]
    assert (await _rows(database, RunRow), await _rows(database, CallRow)) == (1, 1)


async def test_a_call_that_comes_again_while_it_runs_is_acknowledged_again_and_runs_once(
    callee: Callee, caller: Caller, ran: list[str]
) -> None:
    callee.accept(call := _call())
    await caller.expect(Ack)
    callee.accept(call)
    await caller.expect(Ack)
    assert (await caller.expect(Result)).error is None
    assert ran == [call.id]
    callee.accept(later := _call())
    await caller.expect(Ack)
    assert (await caller.expect(Result)).id == later.id


async def test_a_call_is_acknowledged_only_when_its_id_is_durable(
    callee: Callee, caller: Caller, database: Database
) -> None:
    callee.accept(_call())
    await caller.expect(Ack)
    assert await _rows(database, CallRow) == 1
    await caller.expect(Result)


async def test_a_call_cut_by_the_end_of_the_node_is_not_run_again_after_its_restart(
    registry: Registry, own_executor: Executor, database: Database, caller: Caller
) -> None:
    call = _call()
    async with Callee(registry, own_executor, Ledger(database), caller.send, unheard) as before:
        before.accept(call)
        await caller.expect(Ack)
    assert caller.got.empty()
    await Ledger(database).recover()
    async with Callee(registry, own_executor, Ledger(database), caller.send, unheard) as after:
        after.accept(call)
        await caller.expect(Ack)
        assert await caller.refusal() == "outcome_unknown"
    assert await _rows(database, RunRow) == 0


async def test_a_call_that_was_cut_is_known_after_a_restart_whatever_the_clock_says(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, call_id = Ledger(database), new_id()
    assert await ledger.begin(call_id)
    now_ms = ledger_module.now_ms
    monkeypatch.setattr(ledger_module, "now_ms", lambda: now_ms() + 40 * 365 * 86_400_000)
    await ledger.recover()
    assert not await ledger.begin(call_id), "it is not run once more"
    assert (await ledger.answer(call_id)).code == "outcome_unknown"


async def test_a_cancelled_call_is_answered_so_and_stays_so(
    registry: Registry, own_executor: Executor, database: Database, caller: Caller
) -> None:
    call = _call()
    async with Callee(registry, own_executor, Ledger(database), caller.send, unheard) as callee:
        callee.accept(call)
        await caller.expect(Ack)
        callee.cancel(call.id)
        callee.cancel(new_id())
        assert await caller.refusal() == "cancelled"
        callee.accept(call)
        await caller.expect(Ack)
        assert await caller.refusal() == "cancelled"
    assert await _rows(database, RunRow) == 0


class HeldLedger(Ledger):
    """The first answer is durable, and whoever waits for that does not hear of it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.durable = asyncio.Event()

    async def settle(self, result: Result, run: RunInfo | None = None) -> Result:
        kept = await super().settle(result, run)
        if not self.durable.is_set():
            self.durable.set()
            await asyncio.Event().wait()
        return kept


async def test_a_cancel_that_comes_after_the_answer_is_durable_changes_nothing(
    registry: Registry, executor: Executor, database: Database, caller: Caller
) -> None:
    ledger = HeldLedger(database)
    async with Callee(registry, executor, ledger, caller.send, unheard) as callee:
        callee.accept(call := _call())
        await caller.expect(Ack)
        await asyncio.wait_for(ledger.durable.wait(), 10)
        callee.cancel(call.id)
        result = await caller.expect(Result)
        assert result.error is None
        assert await ledger.answer(call.id) == result


class FullLedger(Ledger):
    """The disk is full when the answer is to be written down."""

    async def settle(self, result: Result, run: RunInfo | None = None) -> Result:
        raise DiskFull("The disk is full.")


async def test_what_ran_and_could_not_be_written_down_is_never_said_to_have_failed(
    registry: Registry, executor: Executor, database: Database, caller: Caller, ran: list[str]
) -> None:
    async with Callee(registry, executor, FullLedger(database), caller.send, unheard) as callee:
        callee.accept(call := _call())
        await caller.expect(Ack)
        assert await caller.refusal() == "outcome_unknown"
        assert ran == [call.id]
        callee.accept(call)
        await caller.expect(Ack)
        assert await caller.refusal() == "outcome_unknown"
    assert ran == [call.id]


async def test_who_asks_what_became_of_a_call_hears_its_end_or_that_it_goes_on(callee: Callee, caller: Caller) -> None:
    callee.accept(call := _call())
    await caller.expect(Ack)
    callee.check(call.id)
    await caller.expect(Ack)
    result = await caller.expect(Result)
    callee.check(call.id)
    assert await caller.expect(Result) == result
    callee.check(new_id())
    assert await caller.refusal() == "outcome_unknown", "what is not known here may have been, before a restore"


@pytest.mark.parametrize(
    ("level", "changed", "code"),
    [
        ("never", {}, "not_exposed"),
        ("read", {"args": {"sensor": "attic"}}, "invalid_argument"),
        ("read", {"skill": "nothing"}, "not_found"),
        ("read", {"function": "nothing"}, "not_found"),
    ],
)
async def test_what_is_refused_leaves_no_row_and_is_looked_at_anew_when_it_comes_again(
    callee: Callee,
    caller: Caller,
    registry: Registry,
    database: Database,
    level: Exposure,
    changed: dict[str, Any],
    code: str,
) -> None:
    await registry.expose(SkillPath.parse("climate.sensors"), level)
    callee.accept(call := _call(**changed))
    assert await caller.refusal() == code
    assert (await _rows(database, CallRow), await _rows(database, RunRow)) == (0, 0)
    await registry.expose(SkillPath.parse("climate.sensors"), "allow")
    callee.accept(_call(id=call.id))
    await caller.expect(Ack)
    assert (await caller.expect(Result)).error is None


async def test_a_bug_in_the_device_still_answers_the_caller(
    callee: Callee, caller: Caller, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> RunInfo:
        raise RuntimeError("nobody expected that")

    monkeypatch.setattr(runner, "run", broken)
    callee.accept(call := _call())
    await caller.expect(Ack)
    error = (await caller.expect(Result)).error
    assert error
    assert (error.code, "nobody" in error.message) == ("internal", False)
    monkeypatch.undo()
    callee.accept(call)
    await caller.expect(Ack)
    assert await caller.refusal() == "internal"


@pytest.mark.usefixtures("impatient")
async def test_a_call_that_is_asked_about_as_it_goes_on_after_an_approval_is_not_said_to_be_unknown(
    callee: Callee, caller: Caller, executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = _call("calibrate", args={"sensor": "attic", "offset": 1.0})
    callee.accept(call)
    await caller.expect(Ack)
    assert await caller.refusal() == "approval_pending"
    find, begun, enough = callee._ledger.find, asyncio.Event(), asyncio.Event()

    async def until_enough(*_: Any) -> RunInfo:
        begun.set()
        await enough.wait()
        raise Cancelled("It was enough.")

    async def as_it_goes_on(call_id: str) -> Result | None:
        monkeypatch.setattr(callee._ledger, "find", find)
        executor.go_on(call_id)
        await begun.wait()
        return await find(call_id)

    monkeypatch.setattr(executor, "_perform", until_enough)
    monkeypatch.setattr(callee._ledger, "find", as_it_goes_on)
    callee.check(call.id)
    await caller.expect(Ack)
    callee.accept(call)
    await caller.expect(Ack)
    enough.set()
    await executor._resuming._going[call.id].task
    callee.check(call.id)
    assert await caller.refusal() == "cancelled"


async def test_who_waits_for_no_answer_hears_at_once_that_one_is_needed(
    callee: Callee, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permission, "TIMEOUTS", replace(TIMEOUTS, ask_patience=1_000))
    callee.accept(_call("calibrate", args={"sensor": "attic", "offset": 1.0}, timeout_s=2_000, patience_s=0))
    await caller.expect(Ack)
    assert await caller.refusal() == "approval_pending"


@pytest.mark.usefixtures("impatient")
async def test_a_call_that_waits_for_its_owner_says_so_when_it_comes_again_and_can_be_cancelled(
    callee: Callee, caller: Caller, registry: Registry, database: Database, ran: list[str]
) -> None:
    call = _call("calibrate", args={"sensor": "attic", "offset": 1.0})
    callee.accept(call)
    await caller.expect(Ack)
    assert await caller.refusal() == "approval_pending"
    callee.accept(call)
    await caller.expect(Ack)
    assert await caller.refusal() == "approval_pending"
    callee.cancel(call.id)
    ledger = Ledger(database)
    async with asyncio.timeout(10):
        while (found := await ledger.find(call.id)) is None or found.error is None or found.error.code != "cancelled":
            pass
    assert ran == []


async def test_a_call_whose_cancel_came_with_it_is_answered_and_does_not_run(
    callee: Callee, caller: Caller, ran: list[str]
) -> None:
    """Both stood in the socket: nothing of the call was begun when its cancel was read."""
    call = _call()
    for _ in ("first", "sent again after a reconnect"):
        callee.accept(call)
        callee.cancel(call.id)
        assert await caller.refusal() == "cancelled"
    assert not ran
