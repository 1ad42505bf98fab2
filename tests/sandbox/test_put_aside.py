"""A run is put aside while somebody thinks, and continued: nothing is done twice, nothing is lost."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from sandbox import submitted
from sandbox.approval import Ask
from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Rule, Verdict
from sandbox.journal import Journal
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.services.service import Leave, Request
from shared.limits import LIMITS

pytestmark = pytest.mark.anyio
ONE = "import asyncio\nasync def do(name): return await asyncio.get_running_loop().host_call('note', {'name': name})\n"


class NoteRequest(Request):
    name: str

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("note", self.name),)


class Notes:
    """Appends each name to `written`; those that begin with `slow` wait for `go`."""

    name = "note"
    request = NoteRequest

    def __init__(self) -> None:
        self.written: list[str] = []
        self.go = asyncio.Event()

    async def serve(self, request: NoteRequest, leave: Leave) -> int:
        if request.name.startswith("slow"):
            await self.go.wait()
        self.written.append(request.name)
        return len(self.written)


@dataclass
class Person:
    """Answers what is in `answers`; for anything else nobody is there."""

    answers: dict[str, bool] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)
    enough: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(1))
    """Of those who ask, and of whoever waits until so many have."""

    async def approve(self, ask: Ask, patience_s: float) -> bool | None:
        self.asked.append(ask)
        await self.enough.wait()
        return self.answers.get(ask.asked.scope)


def gate(*more: Rule) -> Gatekeeper:
    """Names that begin with `free` or `slow` are granted, everything else is asked."""
    granted = [Rule(Verdict.ALLOW, Capability("note", name), id="g1") for name in ("free", "free2", "slow")]
    return Gatekeeper("This code", lambda: (*granted, *more), Verdict.ASK)


class Desk:
    """Runs one request as often as needed, as a node does over restarts: the journal goes through its JSON."""

    def __init__(self, pool: Pool, code: str, **fields: Any) -> None:
        self.pool = pool
        self.notes = Notes()
        self.person = Person()
        self.request = RunRequest("run", "exec", code=ONE + code, **fields)
        self.journal: Journal | None = None
        self.told: list[tuple[str, str]] = []

    async def run(self, gatekeeper: Gatekeeper | None = None) -> RunRecord:
        record = await self.pool.run(
            self.request,
            gatekeeper or gate(),
            {"note": self.notes},
            approver=self.person,
            journal=self.journal,
            told=lambda row: self.told.append((row.target, row.verdict)),
        )
        if record.journal:
            self.journal = Journal.loaded(record.journal.dumped())
        return record


def code_of(record: RunRecord) -> str:
    return record.error.code if record.error else "ok"


async def test_what_was_done_before_is_not_done_again(own_pool: Pool) -> None:
    desk = Desk(own_pool, "print('hello')\n[await do('free'), await do('asked'), await do('free2')]")
    first = await desk.run()
    assert (code_of(first), desk.notes.written, first.stdout) == ("approval_pending", ["free"], "hello\n")
    desk.person.answers["asked"] = True
    second = await desk.run()
    assert (second.result, desk.notes.written, second.stdout) == ([1, 2, 3], ["free", "asked", "free2"], "hello\n")
    assert [(row.target, row.verdict, row.rule) for row in second.calls] == [
        ("free", "allowed", "g1"), ("asked", "allowed", "asked"), ("free2", "allowed", "g1"),
    ]  # fmt: skip
    assert desk.told == [("free", "allowed"), ("asked", "asked"), ("asked", "allowed"), ("free2", "allowed")]


async def test_calls_that_had_not_begun_for_want_of_a_place_begin_when_it_goes_on(
    own_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submitted, "LIMITS", replace(LIMITS, sandbox_submitted=1))
    desk = Desk(own_pool, "sorted(await asyncio.gather(do('free'), do('asked'), *(do('free') for _ in range(9))))")
    assert code_of(await desk.run()) == "approval_pending"
    assert len(desk.notes.written) < 10
    desk.person.answers["asked"] = True
    assert (await desk.run()).result == list(range(1, 12))
    assert (desk.notes.written.count("free"), desk.notes.written.count("asked")) == (10, 1)


async def test_it_may_be_put_aside_again_and_again(own_pool: Pool) -> None:
    desk = Desk(own_pool, "[await do(name) for name in ('a', 'free', 'b', 'c')]")
    for name in "abc":
        assert code_of(await desk.run()) == "approval_pending"
        desk.person.answers[name] = True
    assert ((await desk.run()).result, desk.notes.written) == ([1, 2, 3, 4], ["a", "free", "b", "c"])


async def test_a_denial_is_an_error_at_its_line_and_the_code_may_go_on(own_pool: Pool) -> None:
    desk = Desk(
        own_pool, "try:\n    await do('asked')\nexcept PermissionError as error:\n    print(error)\nawait do('free')"
    )
    await desk.run()
    desk.person.answers["asked"] = False
    record = await desk.run()
    assert (record.result, desk.notes.written) == (1, ["free"])
    assert record.stdout == "This code asked for asked (note). Not granted, so it did not happen.\n"


async def test_an_error_that_was_recorded_is_raised_again(own_pool: Pool) -> None:
    desk = Desk(
        own_pool,
        "try:\n    await do('no')\nexcept PermissionError as error:\n    pass\nawait do('asked')\nawait do('no')",
    )
    desk.person.answers["no"] = False
    await desk.run()
    desk.person.answers["asked"] = True
    record = await desk.run()
    assert code_of(record) == "not_granted"  # in the host's own words, which a guest could not claim


async def test_an_error_of_a_gathered_call_keeps_the_hosts_own_code(own_pool: Pool) -> None:
    desk = Desk(own_pool, "await asyncio.gather(do('no'), do('asked'))")
    desk.person.answers["no"] = False
    assert code_of(await desk.run()) == "approval_pending"
    desk.person.answers["asked"] = True
    assert code_of(await desk.run()) == "not_granted"


async def test_clocks_and_randomness_are_the_same_again(own_pool: Pool) -> None:
    code = """
import random, time, uuid, os, secrets
before = [time.time(), time.monotonic(), time.perf_counter(), random.random(), str(uuid.uuid4()), os.urandom(9).hex()]
print(before)
await do('asked')
print(before == eval(open_book) if open_book else '')
[before, time.time() > before[0], time.monotonic() >= before[1], secrets.token_hex(4)]
"""
    desk = Desk(own_pool, "open_book = ''\n" + code)
    first = await desk.run()
    desk.person.answers["asked"] = True
    second = await desk.run()
    assert second.stdout.splitlines()[0] == first.stdout.strip()
    result: Any = second.result
    assert result[1:3] == [True, True]


async def test_two_runs_have_nothing_of_each_others_randomness(own_pool: Pool) -> None:
    desk = Desk(own_pool, "import os, random\n[os.urandom(16).hex(), random.random()]")
    first, second = (await desk.run()).result, (await desk.run()).result
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert not set(map(str, first)) & set(map(str, second))


async def test_gathered_calls_that_were_done_are_not_done_again(own_pool: Pool) -> None:
    desk = Desk(own_pool, "await asyncio.gather(do('free'), do('asked'), do('free2'), do('other'))")
    assert code_of(await desk.run()) == "approval_pending"
    assert set(desk.notes.written) <= {"free", "free2"}
    desk.person.answers["asked"] = True
    assert code_of(await desk.run()) == "approval_pending"
    desk.person.answers["other"] = True
    record = await desk.run()
    assert sorted(desk.notes.written) == ["asked", "free", "free2", "other"]
    assert sorted(record.value()) == [1, 2, 3, 4]  # type: ignore[arg-type,type-var]


async def test_what_was_under_way_comes_to_its_end_before_the_run_is_put_aside(own_pool: Pool) -> None:
    desk = Desk(own_pool, "await asyncio.gather(do('slow'), do('asked'))")
    desk.person.enough = asyncio.Barrier(2)
    running = asyncio.create_task(desk.run())
    await desk.person.enough.wait()
    desk.notes.go.set()
    assert code_of(await running) == "approval_pending"
    assert desk.notes.written == ["slow"]
    desk.person = Person()
    desk.person.answers["asked"] = True
    assert ((await desk.run()).result, desk.notes.written) == ([1, 2], ["slow", "asked"])


async def test_a_guest_that_computes_meanwhile_is_put_aside_too(own_pool: Pool) -> None:
    code = """
async def busy():
    for turn in range(40):
        sum(range(20_000))
        await asyncio.sleep(0)
    return 'worked'
await asyncio.gather(do('asked'), busy())
"""
    desk = Desk(own_pool, code)
    assert code_of(await desk.run()) == "approval_pending"
    desk.person.answers["asked"] = True
    assert (await desk.run()).result == [1, "worked"]


async def test_a_run_that_goes_another_way_is_stopped_at_the_first_difference(own_pool: Pool) -> None:
    desk = Desk(own_pool, "await do('free')\nawait do('asked')")
    await desk.run()
    desk.person.answers["asked"] = True
    desk.request = RunRequest("run", "exec", code=ONE + "await do('free2')\nawait do('asked')")
    record = await desk.run()
    assert (code_of(record), desk.notes.written) == ("replay_diverged", ["free"])


async def test_what_was_begun_and_is_not_in_the_journal_ends_as_unknown(own_pool: Pool) -> None:
    desk = Desk(own_pool, "await asyncio.gather(do('free'), do('asked'))")
    await desk.run()
    assert desk.journal is not None
    desk.journal.results.clear()
    desk.person.answers["asked"] = True
    record = await desk.run()
    assert (code_of(record), desk.notes.written) == ("outcome_unknown", ["free"])


async def test_a_run_that_did_too_much_to_be_kept_says_so(own_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(own_pool, f"import time\nfor _ in range({LIMITS.sandbox_readings + 1}): time.time()\nawait do('asked')")
    assert code_of(await desk.run()) == "approval_required"
    assert desk.journal is None


async def test_what_is_offered_for_good_is_what_the_rule_says_and_what_was_read_is_shown(own_pool: Pool) -> None:
    desk = Desk(own_pool, "await do('asked')")
    declared = Rule(Verdict.ASK, Capability("note", ""), id="declared")
    assert code_of(await desk.run(gate(declared))) == "approval_pending"
    (ask,) = desk.person.asked
    assert (str(ask.asked), str(ask.offered), dict(ask.args)) == ("note:asked", "note", {"name": "asked"})


async def test_nobody_to_ask_is_a_refusal(own_pool: Pool) -> None:
    request = RunRequest("run", "exec", code=ONE + "await do('asked')")
    record = await own_pool.run(request, gate(), {"note": Notes()})
    assert code_of(record) == "not_granted"


async def test_what_was_revoked_stops_the_run_at_its_next_host_call(own_pool: Pool) -> None:
    gone: list[bool] = []
    desk = Desk(own_pool, "await do('free')\ntry:\n    await do('free2')\nexcept BaseException:\n    pass\n'went on'")
    desk.notes.written = Written(lambda: gone.append(True))  # revoked as soon as something was written
    keeper = gate()
    keeper = Gatekeeper(keeper.principal, keeper.rules, keeper.otherwise, lambda: bool(gone))
    record = await desk.run(keeper)
    assert (code_of(record), list(desk.notes.written)) == ("revoked", ["free"])
    plain = await own_pool.run(desk.request, keeper, {"note": desk.notes})
    assert code_of(plain) == "revoked"


class Written(list[str]):
    def __init__(self, then: Any) -> None:
        super().__init__()
        self._then = then

    def append(self, name: str) -> None:
        super().append(name)
        self._then()


async def test_the_wall_clock_stands_still_while_somebody_is_asked(own_pool: Pool) -> None:
    class Slow(Person):
        async def approve(self, ask: Ask, patience_s: float) -> bool | None:
            assert patience_s <= 1
            await asyncio.sleep(2.1)
            return True

    await own_pool.prepare()
    desk = Desk(own_pool, "await do('asked')", wall_s=2)
    desk.person = Slow()
    assert (await desk.run()).result == 1


async def test_a_cancelled_run_asks_no_more_and_leaves_no_task(own_pool: Pool) -> None:
    class Never(Person):
        async def approve(self, ask: Ask, patience_s: float) -> bool | None:
            await super().approve(ask, patience_s)
            return await asyncio.get_running_loop().create_future()

    desk = Desk(own_pool, "await asyncio.gather(do('a'), do('b'))")
    desk.person = Never(enough=asyncio.Barrier(3))
    running = asyncio.create_task(desk.run())
    await desk.person.enough.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [task for task in asyncio.all_tasks() if "host call" in task.get_name()] == []


HOUR = 3_600.0


async def test_the_time_of_whoever_is_asked_is_none_of_the_runs(
    own_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where two are asked at once, whose hours are the same ones."""
    now, later = time.perf_counter, 0.0
    monkeypatch.setattr(time, "perf_counter", lambda: now() + later)

    class Slow(Person):
        async def approve(self, ask: Ask, patience_s: float) -> bool | None:
            nonlocal later
            if ask.asked.scope != "more":
                await self.enough.wait()
            later += HOUR
            return True

    desk = Desk(own_pool, "await asyncio.gather(do('asked'), do('asked too'))\nawait do('more')")
    desk.person = Slow(enough=asyncio.Barrier(2))
    record = await desk.run()
    assert (code_of(record), later) == ("ok", 3 * HOUR)
    assert 0 <= record.elapsed_ms < HOUR * 1e3
    assert all(0 <= row.elapsed_ms < HOUR * 1e3 for row in record.calls)
