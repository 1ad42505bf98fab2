"""Grants and questions of a real node: what is asked, remembered, revoked, put aside and continued, over restarts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue
from sqlalchemy import update
from sqlmodel import col

from sandbox.image import ImageCache
from sandbox.journal import Journal
from shared.errors import (
    ApprovalPending,
    Conflict,
    DiskFull,
    InvalidArgument,
    NotExposed,
    NotFound,
    NotGranted,
    Revoked,
)
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Call, Principal
from shared.names import SkillPath
from shared.timeouts import TIMEOUTS
from spoke.app import Node
from spoke.calls.asking import Asking
from spoke.calls.ledger import Ledger
from spoke.calls.work import Work
from spoke.grants import asks
from spoke.grants.audit import Filter
from spoke.node.bodies.approvals import AskInfo
from spoke.node.bodies.calls import CallProgress, ExecBody
from spoke.node.bodies.runs import RunInfo
from spoke.node.client import NodeClient
from spoke.runtime import running
from spoke.settings import NodeSettings
from spoke.store.tables import AskRow

pytestmark = pytest.mark.anyio
AT_ONCE = Asking(patience_s=0)
CODE = Asking(by_code=True, patience_s=0)
READ = SkillPath.parse("reader.read")
SKILL = """---
name: reader
description: Reads notes.
metadata:
  felloe-capabilities: files.read:{folder}
---
"""
FUNCTIONS = '''
from collections.abc import Iterator
from pathlib import Path

def read(path: str) -> str:
    """Read a note.

    Effects: none
    """
    return Path(path).read_text()

def both(path: str) -> list:
    """Read a note twice.

    Effects: none
    """
    return [Path(path).read_text(), Path(path).read_text()]

def two(first: str, second: str) -> list:
    """Read two notes.

    Effects: none
    """
    return [Path(first).read_text(), Path(second).read_text()]

def each(path: str) -> Iterator[str]:
    """Read a note and tell how far it is.

    Effects: none
    """
    yield "looking"
    yield Path(path).read_text()

def look(path: str) -> str:
    """Read a note as something that may have effects."""
    return Path(path).read_text()

def touch(name: str) -> str:
    """Pretend to change something."""
    return name
'''


class House:
    """A folder with a note, a skill that may ask for it, and a node that can be started again."""

    def __init__(self, folder: Path) -> None:
        self.notes = folder / "notes"
        self.notes.mkdir(parents=True)
        self.note = str(self.notes / "a.md")
        Path(self.note).write_text("buy milk")
        (folder / "secret").write_text("secret")
        self.secret = str(folder / "secret")
        self.skill = folder / "reader"
        (self.skill / "scripts").mkdir(parents=True)
        self.write_skill(FUNCTIONS)
        self.settings = NodeSettings(data=folder / "data", name="laptop")
        self.node: Node
        self._stack = AsyncExitStack()

    def write_skill(self, functions: str) -> None:
        (self.skill / "SKILL.md").write_text(SKILL.format(folder=self.notes))
        (self.skill / "scripts" / "skill.py").write_text(functions)

    async def start(self) -> None:
        self.node = await self._stack.enter_async_context(running(self.settings))

    async def stop(self) -> None:
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def call(self, function: SkillPath = READ, asking: Asking = AT_ONCE, **args: Any) -> Any:
        return (await self.node.router.call(function, args or {"path": self.note}, asking)).result

    async def pending(self, function: SkillPath = READ, asking: Asking = AT_ONCE, **args: Any) -> str:
        """The id of a call that is put aside."""
        with pytest.raises(ApprovalPending) as caught:
            await self.call(function, asking, **args)
        return str(caught.value.details["call"])

    async def asked(self) -> AskInfo:
        (info,) = await self.node.asks.pending()
        return info

    async def newest_run(self) -> RunInfo:
        (newest,) = (await self.node.runs.page(1)).runs
        return await self.node.runs.find(newest.id)

    async def ended(self, call_id: str) -> CallProgress:
        return await until(lambda: self.node.call_states.find(call_id), lambda state: state.state == "done")


async def until(look: Callable[[], Awaitable[Any]], holds: Callable[[Any], bool]) -> Any:
    for _ in range(2_000):
        if holds(found := await look()):
            return found
        await asyncio.sleep(0.01)
    raise TimeoutError


@pytest.fixture
async def house(tmp_path: Path, image: ImageCache) -> AsyncIterator[House]:
    house = House(tmp_path)
    await house.start()
    await house.node.installing.install(str(house.skill))
    yield house
    await house.stop()


async def test_what_a_skill_declares_is_asked_and_goes_on_when_it_is_allowed(house: House) -> None:
    call_id = await house.pending()
    info = await house.asked()
    assert (info.work_id, info.title, info.asker) == (call_id, "reader.read", "person")
    assert (info.asked, info.offered) == (f"files.read:{house.note}", f"files.read:{house.notes}")
    assert info.args_json == "{}", "the path says all"
    assert (await house.node.call_states.find(call_id)).state == "waiting"
    await house.node.approvals.answer(info.id, "once")
    assert (await house.ended(call_id)).result == "buy milk"
    assert await house.node.asks.pending() == []
    assert (await house.newest_run()).id == call_id
    await house.pending()  # once was once


async def test_what_a_skill_did_not_declare_is_denied_and_nobody_is_asked(house: House) -> None:
    with pytest.raises(NotGranted, match="reader asked for"):
        await house.call(path=house.secret)
    assert await house.node.asks.pending() == []


async def test_what_a_function_yielded_before_the_question_is_told_once(house: House) -> None:
    heard: list[JsonValue] = []

    async def hear(value: JsonValue) -> None:
        heard.append(value)

    person = Principal(kind="person")
    asked = {"skill": "reader", "function": "each", "args": {"path": house.note}, "principal": person}
    call = Call(id=new_id(), timeout_s=10, patience_s=0, **asked)
    with pytest.raises(ApprovalPending):
        await house.node.executor.perform(Work.of_call(call, 10, by_code=False), hear)
    await house.node.approvals.answer((await house.asked()).id, "once")
    assert (await house.ended(call.id)).result == ["looking", "buy milk"]
    assert heard == ["looking"]


async def test_an_answer_in_time_needs_no_second_start(house: House) -> None:
    calling = asyncio.create_task(house.call(asking=Asking()))
    (info,) = await until(house.node.asks.pending, bool)
    await house.node.approvals.answer(info.id, "once")
    assert await calling == "buy milk"
    assert len((await house.newest_run()).record.calls) == 1


async def test_always_holds_for_the_digest_until_it_is_revoked(house: House) -> None:
    call_id = await house.pending()
    await house.node.approvals.answer((await house.asked()).id, "always")
    await house.ended(call_id)
    await house.restart()
    assert await house.call() == "buy milk"
    (grant,) = await house.node.grants.list()
    assert (grant.label, grant.capability, grant.args) == ("reader", f"files.read:{house.notes}", None)
    await house.node.approvals.revoke(grant.id)
    await house.pending()


async def test_exact_holds_for_these_arguments_only(house: House) -> None:
    (house.notes / "b.md").write_text("other")
    call_id = await house.pending()
    await house.node.approvals.answer((await house.asked()).id, "exact")
    await house.ended(call_id)
    assert await house.call() == "buy milk"
    await house.pending(path=str(house.notes / "b.md"))


async def test_never_is_remembered_too(house: House) -> None:
    call_id = await house.pending()
    await house.node.approvals.answer((await house.asked()).id, "never")
    state = await house.ended(call_id)
    assert state.error is not None
    assert state.error.code == "not_granted"
    with pytest.raises(NotGranted):
        await house.call()
    assert await house.node.asks.pending() == []


async def test_a_skill_that_changes_after_it_was_granted_has_nothing(house: House) -> None:
    await house.node.approvals.grant("reader", f"files.read:{house.notes}", "allow")
    assert await house.call() == "buy milk"
    house.write_skill(FUNCTIONS + "\nSTEALS = True\n")
    await house.node.installing.install(str(house.skill))
    await house.pending()


async def test_grants_go_with_the_version_that_they_belong_to(house: House) -> None:
    old = await house.node.approvals.grant("reader", f"files.read:{house.notes}", "allow")
    house.write_skill(FUNCTIONS + "\nNEW = True\n")
    await house.node.installing.install(str(house.skill))
    new = await house.node.approvals.grant("reader", "store", "allow")
    await house.node.removing.remove("reader", old.holder.rpartition(":")[2])
    assert await house.node.grants.list() == [new]
    await house.node.removing.remove("reader")
    assert await house.node.grants.list() == []


async def test_a_skill_that_changes_while_it_waits_is_not_continued(house: House) -> None:
    call_id = await house.pending()
    house.write_skill(FUNCTIONS + "\nSTEALS = True\n")
    await house.node.installing.install(str(house.skill))
    await house.node.approvals.answer((await house.asked()).id, "once")
    state = await house.ended(call_id)
    assert state.error is not None
    assert (state.error.code, "was changed" in state.error.message) == ("conflict", True)


async def test_a_question_outlives_the_node_and_so_does_its_answer(house: House) -> None:
    call_id = await house.pending()
    await house.restart()
    assert (await house.node.call_states.find(call_id)).state == "waiting"
    await house.node.approvals.answer((await house.asked()).id, "once")
    assert (await house.ended(call_id)).result == "buy milk"
    await house.restart()
    assert (await house.node.call_states.find(call_id)).result == "buy milk"


async def test_who_waits_for_an_answer_as_the_node_stops_hears_that_it_is_put_aside(house: House) -> None:
    calling = asyncio.create_task(house.call(asking=Asking()))
    (info,) = await until(house.node.asks.pending, bool)
    await house.restart()
    with pytest.raises(ApprovalPending):
        await calling
    await house.node.approvals.answer((await house.asked()).id, "once")
    assert (await house.ended(info.work_id)).result == "buy milk"


async def test_what_is_answered_as_the_node_stops_is_begun_by_its_next_start(house: House) -> None:
    call_id = await house.pending()
    await house.node.drain()
    await house.node.approvals.answer((await house.asked()).id, "once")
    assert not house.node.executor.goes_on(call_id)  # it would be cut off, and nobody would know how far it got
    await house.restart()
    assert (await house.ended(call_id)).result == "buy milk"


async def test_a_node_stops_although_what_it_drains_takes_too_long(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spoke.calls.executor._DRAIN_S", 0.01)
    never = asyncio.Event()

    async def stuck(*_: Any) -> bool:
        await never.wait()
        return True

    monkeypatch.setattr(house.node._ledger, "put_aside", stuck)
    calling = asyncio.create_task(house.call())
    await until(house.node.asks.pending, bool)
    await house.node.drain()
    assert not calling.done()
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling


async def test_what_was_answered_as_the_node_died_goes_on_at_its_next_start(house: House) -> None:
    call_id = await house.pending()
    info = await house.asked()
    house.node.executor.answered = lambda info: None  # type: ignore[method-assign]  # it dies before it does anything
    await house.node.approvals.answer(info.id, "once")
    await house.restart()
    assert (await house.ended(call_id)).result == "buy milk"


async def test_an_answer_between_the_end_of_patience_and_the_putting_aside_is_not_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = house.node.executor._ledger
    put_aside = ledger.put_aside

    async def answered_first(work: Any, journal: Any) -> bool:
        await house.node.approvals.answer((await house.asked()).id, "once")
        return await put_aside(work, journal)

    monkeypatch.setattr(ledger, "put_aside", answered_first)
    call_id = await house.pending()
    assert (await house.ended(call_id)).result == "buy milk"


async def test_an_answer_as_a_run_that_goes_on_is_put_aside_again_is_not_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second question comes while the answer to the first is worked off."""
    (house.notes / "b.md").write_text("other")
    call_id = await house.pending(SkillPath.parse("reader.two"), first=house.note, second=str(house.notes / "b.md"))

    async def answered_unseen(*_: Any) -> list[AskInfo]:
        """The answer comes right after the executor has looked whether there is one."""
        (second,) = await house.node.asks.pending()
        await house.node.approvals.answer(second.id, "once")
        return []

    monkeypatch.setattr(house.node.executor, "_unused", answered_unseen)
    await house.node.approvals.answer((await house.asked()).id, "once")
    assert (await house.ended(call_id)).result == ["buy milk", "other"]


async def test_what_waits_for_its_second_answer_is_not_run_again_before_that(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one, whether others may call it, belongs to no host call of the run."""
    call_id = await house.pending(SkillPath.parse("reader.look"), CODE, path=house.note)
    resuming = house.node.executor._resuming
    resume = resuming.resume
    resumed: list[str] = []

    def once(call: str) -> None:
        resumed.append(call)
        if len(resumed) == 1:
            resume(call)

    monkeypatch.setattr(resuming, "resume", once)
    await house.node.approvals.answer((await house.asked()).id, "once")
    await until(house.node.asks.pending, bool)
    await house.node.drain()  # returns once it is put aside again
    assert (await house.node.call_states.find(call_id)).state == "waiting"
    assert resumed == [call_id]


async def test_what_is_given_up_just_when_it_is_taken_up_ends_as_cancelled(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_id = await house.pending()
    executor = house.node.executor
    take_up = executor._ledger.take_up

    async def cancelled_first(call: str) -> Any:
        taken = await take_up(call)
        await executor.cancel(call)
        await asyncio.sleep(0)
        return taken

    monkeypatch.setattr(executor._ledger, "take_up", cancelled_first)
    await house.node.approvals.answer((await house.asked()).id, "once")
    state = await house.ended(call_id)
    assert state.error is not None
    assert state.error.code == "cancelled"


async def test_a_question_that_nobody_answers_in_time_ends_its_work(house: House) -> None:
    call_id = await house.pending()
    info = await house.asked()
    past = update(AskRow).where(col(AskRow.id) == info.id).values(expires_ms=1)
    await house.node._database.write(lambda connection: connection.execute(past) and None)
    for answer in ("once", "always"):
        with pytest.raises(Conflict):
            await house.node.approvals.answer(info.id, answer)  # type: ignore[arg-type]
    assert await house.node.grants.list() == []  # what was refused is not remembered
    await house.node.executor.expire()
    state = await house.ended(call_id)
    assert state.error is not None
    assert state.error.code == "deadline_exceeded"
    assert info.expires_ms - info.created_ms == TIMEOUTS.ask * 1000


async def test_what_waits_can_be_given_up_and_then_no_answer_starts_it(house: House) -> None:
    call_id = await house.pending()
    info = await house.asked()
    await house.node.executor.cancel(call_id)
    state = await house.node.call_states.find(call_id)
    assert state.error is not None
    assert state.error.code == "cancelled"
    with pytest.raises(Conflict):
        await house.node.approvals.answer(info.id, "once")
    with pytest.raises(NotFound):
        await house.node.executor.cancel(call_id)


@pytest.mark.parametrize("call_id", ["zzz", "01a1fd12-9c90-7357-92e8-a18c817531f3"])
async def test_giving_up_what_never_was_is_one_sentence(house: House, call_id: str) -> None:
    with pytest.raises(NotFound, match="no call with this id"):
        await house.node.executor.cancel(call_id)


async def test_a_question_is_answered_once(house: House) -> None:
    call_id = await house.pending()
    info = await house.asked()
    await house.node.approvals.answer(info.id, "deny")
    with pytest.raises(Conflict, match="denied"):
        await house.node.approvals.answer(info.id, "always")
    state = await house.ended(call_id)
    assert state.error is not None
    assert await house.node.grants.list() == []


async def test_of_two_answers_at_once_only_the_one_that_counts_is_remembered(house: House) -> None:
    await house.pending()
    info = await house.asked()
    answers = ("deny", "always")
    settled = await asyncio.gather(
        *(house.node.approvals.answer(info.id, answer) for answer in answers),  # type: ignore[arg-type]
        return_exceptions=True,
    )
    assert [type(each) for each in settled] == [AskInfo, Conflict]
    assert await house.node.grants.list() == []


async def test_a_node_goes_on_when_its_disk_was_full_while_it_looked_for_old_questions(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: asyncio.Queue[None] = asyncio.Queue()

    async def full() -> None:
        looks.put_nowait(None)
        raise DiskFull("The disk is full.")

    monkeypatch.setattr("spoke.expiring._EXPIRE_S", 0.0)
    monkeypatch.setattr("spoke.calls.executor.Executor.expire", lambda _: full())
    await house.restart()
    for _ in range(2):
        await looks.get()
    assert (await house.node.status.whole()).skills == 1


async def test_a_call_that_is_cut_while_it_asks_takes_its_question_back(house: House) -> None:
    calling = asyncio.create_task(house.call(asking=Asking()))
    await until(house.node.asks.pending, bool)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    assert await house.node.asks.pending() == []


async def test_others_may_call_what_has_effects_once_the_owner_said_so(house: House) -> None:
    touch = SkillPath.parse("reader.touch")
    call_id = await house.pending(touch, CODE, name="lamp")
    info = await house.asked()
    assert (info.number, info.asked) == (0, "call:device:reader.touch")
    await house.node.approvals.answer(info.id, "exact")
    assert (await house.ended(call_id)).result == "lamp"
    assert await house.call(touch, CODE, name="lamp") == "lamp"
    await house.pending(touch, CODE, name="door")
    await house.node.registry.expose(touch, "never")
    with pytest.raises(NotExposed):
        await house.call(touch, CODE, name="lamp")


async def test_a_function_without_effects_is_asked_for_too_once_its_skill_can_send(house: House) -> None:
    await house.node.approvals.grant("reader", f"files.read:{house.notes}", "allow")
    assert await house.call(asking=CODE) == "buy milk"
    await house.node.approvals.grant("reader", "http:example.org", "allow")
    await house.pending(asking=CODE)


async def test_code_of_a_person_is_denied_or_asked_as_they_wish_and_never_remembered(house: House) -> None:
    code = f"open({house.note!r}).read()"
    denied = await house.node.execute(ExecBody(code=code))
    assert denied.record.error is not None
    assert denied.record.error.code == "not_granted"
    with pytest.raises(ApprovalPending) as caught:
        await house.node.execute(ExecBody(code=code, asks=True, patience_s=0))
    info = await house.asked()
    with pytest.raises(InvalidArgument, match="once or deny"):
        await house.node.approvals.answer(info.id, "always")
    await house.node.approvals.answer(info.id, "once")
    assert (await house.ended(caught.value.details["call"])).result == "buy milk"


@pytest.mark.parametrize("went_on", [True, False], ids=["when it had gone on", "before it was put aside"])
async def test_a_call_is_not_asked_about_any_more_whose_code_a_kill_cut_off(
    house: House, monkeypatch: pytest.MonkeyPatch, went_on: bool
) -> None:
    """They are put aside in two commits. The kill came between the two."""
    monkeypatch.setattr("spoke.calls.permission.TIMEOUTS", TIMEOUTS.__class__(ask_patience=0.001))
    with pytest.raises(ApprovalPending) as caught:
        await house.node.execute(ExecBody(code="device.reader.touch(name='lamp')", asks=True))
    info, code = await house.asked(), caught.value.details["call"]
    await house.restart()
    assert await house.asked() == info, "it is asked on where both are there"
    await house.stop()
    with contextlib.closing(sqlite3.connect(house.settings.data / "node.db")) as database:
        cut = "UPDATE call SET journal = NULL WHERE id = ?" if went_on else "DELETE FROM call WHERE id = ?"
        assert database.execute(cut, [code]).rowcount == 1
        database.commit()
    await house.start()
    assert await house.node.asks.pending() == []
    with pytest.raises(Conflict):
        await house.node.approvals.answer(info.id, "once")
    error = (await house.ended(info.work_id)).error
    assert error is not None and error.code == "cancelled"


CALLS, READS = "device.reader.touch(name='lamp')", "from felloe import clipboard\nclipboard.read()"


@pytest.mark.parametrize(("why", "asks"), [("it did too much", CALLS), ("disk full", CALLS), ("disk full", READS)])
async def test_nothing_is_asked_any_more_for_code_that_could_not_be_put_aside(
    house: House, monkeypatch: pytest.MonkeyPatch, why: str, asks: str
) -> None:
    put_aside = Ledger.put_aside

    async def refused(ledger: Ledger, work: Work, journal: Journal) -> bool:
        if work.code:
            raise DiskFull("The disk is full.")
        return await put_aside(ledger, work, journal)

    if why == "disk full":
        monkeypatch.setattr(Ledger, "put_aside", refused)
    else:
        monkeypatch.setattr("sandbox.journal.LIMITS", LIMITS.__class__(sandbox_readings=-1))
    monkeypatch.setattr("spoke.calls.permission.TIMEOUTS", TIMEOUTS.__class__(ask_patience=0.001))
    with contextlib.suppress(DiskFull):
        run = await house.node.execute(ExecBody(code=f"import time\ntime.time()\n{asks}", asks=True))
        assert run.record.error is not None and run.record.error.code == "approval_required"
    with contextlib.closing(sqlite3.connect(house.settings.data / "node.db")) as database:
        assert database.execute("SELECT state FROM ask").fetchall() == [("cancelled",)]
        assert database.execute("SELECT id FROM call WHERE journal IS NOT NULL").fetchall() == []


async def test_what_was_taken_back_is_not_in_force_although_who_did_it_was_cancelled(house: House) -> None:
    grant = await house.node.approvals.grant("reader", f"files.read:{house.notes}", "allow")
    begun, go_on = threading.Event(), threading.Event()
    house.node._database._writer.submit(lambda _: (begun.set(), go_on.wait(10)))
    assert await asyncio.to_thread(begun.wait, 10)
    revoking = asyncio.create_task(house.node.approvals.revoke(grant.id))
    await asyncio.sleep(0)
    revoking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await revoking
    go_on.set()
    await until(house.node.grants.list, lambda found: not found)
    await asyncio.sleep(0)
    assert house.node.grants.rules(grant.holder) == ()


async def test_a_revoked_grant_stops_the_run_that_holds_it(house: House) -> None:
    """The first read tells us to revoke; the second must not happen."""
    grant = await house.node.approvals.grant("reader", f"files.read:{house.notes}", "allow")
    keep = house.node.audit.host_call
    revoking: list[asyncio.Task[Any]] = []

    def noted(*about: Any) -> None:
        keep(*about)
        if not revoking:
            house.node.grants._drop([grant])
            revoking.append(asyncio.create_task(house.node.approvals.revoke(grant.id)))

    house.node.audit.host_call = noted  # type: ignore[method-assign]
    with pytest.raises(Revoked):
        await house.call(SkillPath.parse("reader.both"))
    await asyncio.gather(*revoking)


async def test_every_decision_is_a_row_that_can_be_read_after_a_restart(house: House) -> None:
    call_id = await house.pending()
    await house.node.approvals.answer((await house.asked()).id, "always")
    await house.ended(call_id)
    await house.call()
    with pytest.raises(NotGranted):
        await house.call(path=house.secret)
    await house.restart()
    rows = [(row.kind, row.who, row.what, row.verdict, row.rule) for row in (await house.node.audit.page(50)).decisions]
    (grant,) = await house.node.grants.list()
    assert rows[::-1] == [
        ("host_call", "reader", "files.read", "asked", "asked"),
        ("grant", "person", "reader", "allow", str(grant.id)),
        ("answer", "person", "reader.read", "allowed", "always"),
        ("host_call", "reader", "files.read", "allowed", str(grant.id)),
        ("host_call", "reader", "files.read", "allowed", str(grant.id)),
        ("host_call", "reader", "files.read", "denied", ""),
    ]
    audit = house.node.audit
    first = await audit.page(4)
    assert [row.verdict for row in (await audit.page(4, before=first.next)).decisions] == ["allow", "asked"]
    assert [row.verdict for row in (await audit.page(9, Filter("reader", "denied"))).decisions] == ["denied"]
    notable = [row.kind for row in (await audit.page(9, Filter(notable=True))).decisions]
    assert notable == ["host_call", "answer", "grant"]
    assert (await audit.page(9, Filter(since_ms=first.decisions[0].at_ms + 1))).decisions == []


async def test_grants_of_a_skill_that_is_gone_are_refused(house: House) -> None:
    with pytest.raises(NotFound):
        await house.node.approvals.grant("nothing", "store", "allow")
    with pytest.raises(InvalidArgument):
        await house.node.approvals.grant("reader", "everything", "allow")
    first = await house.node.approvals.grant("reader", "store", "allow")
    assert await house.node.approvals.grant("reader", "store", "allow") == first
    denied = await house.node.approvals.grant("reader", "store", "deny")
    assert await house.node.grants.list() == [denied]


async def test_who_goes_away_as_it_is_put_aside_cancels_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    put_aside = Ledger.put_aside

    async def and_gone(ledger: Ledger, work: Work, journal: Journal) -> bool:
        done = await put_aside(ledger, work, journal)
        ids.append(work.id)
        calling.cancel()
        await asyncio.sleep(0)
        return done

    ids: list[str] = []

    monkeypatch.setattr(Ledger, "put_aside", and_gone)
    calling = asyncio.create_task(house.call())
    await asyncio.wait([calling])
    assert calling.cancelled()
    state = await house.node.call_states.find(ids[0])
    assert state.error is not None and (state.state, state.error.code) == ("done", "cancelled")
    assert await house.node.asks.pending() == []


async def test_of_several_answers_at_once_one_counts_and_only_that_is_remembered(house: House) -> None:
    call_id = await house.pending()
    ask_id = (await house.asked()).id
    answers = (house.node.approvals.answer(ask_id, word) for word in ("deny", "always", "always"))
    first, *others = await asyncio.gather(*answers, return_exceptions=True)
    assert isinstance(first, AskInfo) and all(isinstance(each, Conflict) for each in others)
    assert await house.node.grants.list() == []
    await house.ended(call_id)


async def test_the_same_answer_to_two_questions_is_one_grant(house: House) -> None:
    ids = [await house.pending(), await house.pending()]
    for info in await house.node.asks.pending():
        await house.node.approvals.answer(info.id, "always")
    for call_id in ids:
        await house.ended(call_id)
    (grant,) = await house.node.grants.list()
    await house.node.approvals.revoke(grant.id)
    await house.pending()


async def test_an_id_that_is_typed_names_nothing_but_a_call(house: House) -> None:
    client = NodeClient.of(house.settings.data)
    assert client is not None
    async with client:
        for call_id in ("../skills/reader", "\x1b[31m"):
            with pytest.raises(NotFound):
                await client.cancel(call_id)
    assert [skill.name for skill in await house.node.registry.skills()] == ["reader"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"url": "http://x/", "data": "aGVsbG8gw6Q="}, '{"url": "http://x/", "text": "hello ä"}'),
        ({"url": "http://x/", "data": "/w=="}, '{"url": "http://x/", "data": "/w=="}'),
        ({"url": "http://x/", "data": "no base64"}, '{"url": "http://x/", "data": "no base64"}'),
        ({"url": "http://x/", "data": 7}, '{"url": "http://x/", "data": 7}'),
        ({"text": "good", "data": "ZXZpbA=="}, '{"text": "good", "data": "ZXZpbA=="}'),
        ({"url": "http://x/", "text": "hello"}, '{"url": "http://x/", "text": "hello"}'),
    ],
)
def test_a_body_that_is_text_is_shown_as_text(given: dict[str, Any], shown: str) -> None:
    assert asks._readable("http:POST@x", json.dumps(given)) == shown
    assert asks._readable("call:attic:notes.add", json.dumps(given)) == json.dumps(given)


async def test_a_second_question_of_a_call_says_what_was_allowed_to_that_before(house: House) -> None:
    second = house.notes / "b.md"
    second.write_text("")
    await house.pending()
    other = await house.asked()
    await house.node.approvals.answer(other.id, "once")
    await house.pending(SkillPath.parse("reader.two"), first=house.note, second=str(second))
    first = await until(house.node.asks.pending, bool)
    assert first[0].allowed_before == [], "nor what another call was allowed"
    await house.node.approvals.answer(first[0].id, "once")
    (info,) = await until(house.node.asks.pending, bool)
    assert (info.asked, info.allowed_before) == (f"files.read:{second}", [f"files.read:{house.note}"])


async def test_a_note_in_a_folder_that_is_there_is_asked_about_once(house: House) -> None:
    (Path.home() / "Notes").mkdir(parents=True)
    await house.node.installing.install(str(Path(__file__).parents[2] / "resources" / "skills" / "notes"))
    call_id = await house.pending(SkillPath.parse("notes.add"), title="Oil change")
    info = await house.asked()
    assert info.asked == f"files.write:{Path.home() / 'Notes' / 'Oil change.md'}"
    await house.node.approvals.answer(info.id, "once")
    assert (await house.ended(call_id)).error is None
    assert (Path.home() / "Notes" / "Oil change.md").read_text() == "# Oil change\n"
