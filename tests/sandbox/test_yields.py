"""A function that yields: each value is heard as it comes, the function waits until it was, and nothing piles up."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from settled import all_others_wait

from sandbox.approval import Ask
from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Rule, Verdict
from sandbox.journal import Journal, Step
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.services.service import Leave, Request
from sandbox.skills import Skill, from_files
from sandbox.yields import Deltas, Yields
from shared.errors import DeviceOffline, LimitExceeded
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS

pytestmark = pytest.mark.anyio

SOURCE = """
import asyncio, time
from collections.abc import AsyncIterator, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

@dataclass
class Step:
    n: int

def count(n: int, size: int = 0) -> Iterator[str | int]:
    for i in range(n):
        yield "x" * size or i

async def later(n: int) -> AsyncIterator[Step]:
    for i in range(n):
        await asyncio.sleep(0.001)
        yield Step(i)

def work(n: int) -> Generator[Step, None, str]:
    yield from map(Step, range(n))
    return "all"

def mapped(n: int) -> Annotated[Iterator[int], "Squares."]:
    return (i * i for i in range(n))

async def promised(n: int) -> AsyncIterator[Step]:
    return later(n)

def loose(n: int) -> Iterable[int]:
    yield n

def unannotated(n: int):
    yield n

def several() -> Iterable[int]:
    return [1, 2]

def fails(n: int) -> Iterator[int]:
    try:
        yield n
        raise ValueError("no more")
    finally:
        print("cleaned up")

def no_json() -> Iterator[object]:
    yield 1
    yield {2}

def too_deep() -> Iterator[list]:
    x = []
    for _ in range(500): x = [x]
    yield x

def says(n: int) -> Iterator[int]:
    for i in range(n):
        print("before", i)
        yield i

def endless() -> Iterator[int]:
    while True:
        try:
            yield 1
        except BaseException:
            pass

def noted(names: list[str]) -> Iterator[int]:
    from _felloe import host
    for name in names:
        yield name
        yield host.call("note", {"name": name})

async def noted_beside(names: list[str]) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    calls = [loop.host_call("note", {"name": name}) for name in names]
    yield "begun"
    for call in calls:
        yield await call
"""


@pytest.fixture(scope="module")
def skill() -> Skill:
    manifest = b"---\nname: yielding\ndescription: For tests.\n---\n"
    return from_files({"SKILL.md": manifest, "scripts/skill.py": SOURCE.encode()}, "yielding")


class Heard:
    """Who listens. `may`: how many it takes before it waits for more."""

    def __init__(self, may: int = 1 << 30) -> None:
        self.values: list[Any] = []
        self.offered = 0
        self.may = asyncio.Semaphore(may)
        self._more = asyncio.Event()

    async def __call__(self, value: Any) -> None:
        self.offered += 1
        self._more.set()
        await self.may.acquire()
        self.values.append(value)

    async def until(self, offered: int) -> None:
        """So many were offered, and whatever follows from that has happened."""
        async with asyncio.timeout(TIMEOUTS.local_call):
            while self.offered < offered:
                self._more.clear()
                await self._more.wait()
        await all_others_wait()


async def run(pool: Pool, skill: Skill, function: str, deltas: Deltas | None = None, **args: Any) -> RunRecord:
    request = RunRequest("run", "function", skill=skill.files, function=function, args=args)
    return await pool.run(request, Gatekeeper("This skill"), {}, deltas=deltas)


def ended(record: RunRecord) -> str:
    return "ok" if record.error is None else f"{record.error.code} {record.error.details.get('limit', '')}".strip()


STEPS = [{"n": 0}, {"n": 1}]
FUNCTIONS = {
    "count": ([0, 1], [0, 1]), "later": (STEPS, STEPS), "work": (STEPS, "all"), "mapped": ([0, 1], [0, 1]),
    "promised": (STEPS, STEPS), "loose": ([2], [2]), "unannotated": ([2], [2]),
}  # fmt: skip


@pytest.mark.parametrize(("function", "expected"), FUNCTIONS.items())
async def test_each_kind_of_generator_is_heard_and_gives_what_it_returned_or_all_that_it_yielded(
    pool: Pool, skill: Skill, function: str, expected: tuple[Any, Any]
) -> None:
    heard = Heard()
    record = await run(pool, skill, function, heard, n=2)
    assert (heard.values, record.result, record.streamed) == (*expected, len(expected[0]))
    alone = await run(pool, skill, function, n=2)
    assert (alone.result, alone.streamed) == (record.result, record.streamed)


async def test_one_that_yields_nothing_gives_an_empty_list_unless_it_returns_something(
    pool: Pool, skill: Skill
) -> None:
    for function, expected in (("count", []), ("later", []), ("work", "all"), ("mapped", [])):
        record = await run(pool, skill, function, Heard(), n=0)
        assert (record.result, record.streamed) == (expected, 0), function


async def test_what_only_returns_a_list_is_no_generator(pool: Pool, skill: Skill) -> None:
    heard = Heard()
    assert (await run(pool, skill, "several", heard)).result == [1, 2]
    assert heard.values == []


async def test_the_function_goes_on_only_when_its_value_was_taken(pool: Pool, skill: Skill) -> None:
    heard = Heard(may=2)
    running = asyncio.create_task(run(pool, skill, "says", heard, n=5))
    await heard.until(offered=3)
    assert (heard.values, heard.offered) == ([0, 1], 3)
    for _ in range(3):
        heard.may.release()
    record = await running
    assert (heard.values, record.stdout.count("before")) == ([0, 1, 2, 3, 4], 5)


async def test_while_nobody_takes_a_value_other_runs_compute(own_pool: Pool, skill: Skill) -> None:
    slow = [Heard(may=0) for _ in range(3)]  # more than there are turns
    waiting = [asyncio.create_task(run(own_pool, skill, "count", each, n=1)) for each in slow]
    for each in slow:
        await each.until(offered=1)
    assert (await run(own_pool, skill, "loose", n=7)).result == [7]
    for each in slow:
        each.may.release()
    assert [(await each).result for each in waiting] == [[0]] * 3


async def test_a_turn_is_kept_while_values_are_taken_at_once(own_pool: Pool, skill: Skill) -> None:
    """Lent at each value, more runs would compute than there are turns, and some find no worker at all."""
    records = await asyncio.gather(*(run(own_pool, skill, "count", Heard(), n=50) for _ in range(20)))
    assert {ended(record) for record in records} == {"ok"}
    assert len(own_pool.pids) <= LIMITS.sandbox_workers


async def test_it_waits_for_no_longer_than_the_run_may_take(own_pool: Pool, skill: Skill) -> None:
    request = RunRequest("run", "function", skill=skill.files, function="count", args={"n": 1}, wall_s=0.3)
    record = await own_pool.run(request, Gatekeeper("This skill"), {}, deltas=Heard(may=0))
    assert ended(record) == "limit_exceeded wall"


async def test_what_was_heard_stays_heard_where_the_function_fails(pool: Pool, skill: Skill) -> None:
    heard = Heard()
    record = await run(pool, skill, "fails", heard, n=3)
    assert record.error
    assert (heard.values, record.error.message, record.error.details["line"]) == ([3], "ValueError: no more", 42)
    assert (record.result, record.streamed, record.stdout) == (None, 1, "cleaned up\n")


@pytest.mark.parametrize(("function", "heard"), [("no_json", [1]), ("too_deep", [])])
async def test_a_value_without_a_json_form_ends_the_run(
    pool: Pool, skill: Skill, function: str, heard: list[Any]
) -> None:
    listener = Heard()
    record = await run(pool, skill, function, listener)
    assert (ended(record), listener.values) == ("bad_result", heard)
    assert record.error is not None
    assert record.error.message.startswith("A yielded value cannot be")


# --- limits ------------------------------------------------------------------------------------------------------


async def test_all_values_together_fit_a_result_or_are_heard_one_by_one(own_pool: Pool, skill: Skill) -> None:
    fits, more = LIMITS.sandbox_message // 100_003, LIMITS.sandbox_message // 100_003 + 1
    assert len((await run(own_pool, skill, "count", n=fits, size=100_000)).result or "") == fits  # type: ignore[arg-type]
    assert ended(await run(own_pool, skill, "count", n=more, size=100_000)) == "limit_exceeded yields"
    heard = Heard()
    record = await run(own_pool, skill, "count", heard, n=more, size=100_000)
    assert (ended(record), record.result, record.streamed, len(heard.values)) == ("ok", None, more, more)


async def test_a_value_is_no_larger_than_a_message(own_pool: Pool, skill: Skill) -> None:
    room = LIMITS.sandbox_message - len('{"op":"yield","value":""}')
    assert (await run(own_pool, skill, "count", Heard(), n=1, size=room)).streamed == 1
    assert ended(await run(own_pool, skill, "count", Heard(), n=1, size=room + 1)) == "limit_exceeded message"


@pytest.mark.parametrize("limits", [{"sandbox_yields": 20}, {"sandbox_yielded": 20 * 102}])
async def test_values_are_counted_and_so_are_their_bytes(
    own_pool: Pool, skill: Skill, limits: dict[str, int], limited: Any
) -> None:
    limited(**limits)
    heard = Heard()
    assert ended(await run(own_pool, skill, "count", heard, n=20, size=99)) == "ok"
    record = await run(own_pool, skill, "count", heard, n=21, size=99)
    assert (ended(record), record.streamed, len(heard.values)) == ("limit_exceeded yields", 20, 40)


async def test_a_worker_that_does_not_count_is_not_believed(limited: Any) -> None:
    """What the worker stops first, the parent stops as well."""
    limited(sandbox_message=10, sandbox_yielded=30)
    for listener, values, most in ((Heard(), ["1234"] * 9, 4), (None, ["1"] * 9, 2), (Heard(), ["1" * 9], 0)):
        yields = Yields(listener)
        with pytest.raises(LimitExceeded):
            for value in values:
                await yields.take(value)
        assert yields.count <= most + 1
        assert listener is None or len(listener.values) == most


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Any:
    from dataclasses import replace

    from sandbox import yields

    return lambda **fields: monkeypatch.setattr(yields, "LIMITS", replace(yields.LIMITS, **fields))


# --- who listens goes away ---------------------------------------------------------------------------------------


async def test_an_error_of_who_listens_ends_the_run_and_the_next_one_has_a_worker(own_pool: Pool, skill: Skill) -> None:
    async def gone(value: Any) -> None:
        raise DeviceOffline("The device that asked is gone.")

    record = await run(own_pool, skill, "endless", gone)
    assert (ended(record), record.streamed) == (DeviceOffline.code, 1)
    assert (await run(own_pool, skill, "loose", n=1)).result == [1]


@pytest.mark.parametrize("may", [0, 3])
async def test_a_cancelled_run_hands_on_nothing_more_though_its_generator_will_not_end(
    own_pool: Pool, skill: Skill, may: int
) -> None:
    heard = Heard(may)
    running = asyncio.create_task(run(own_pool, skill, "endless", heard))
    await heard.until(offered=may + 1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    heard.may.release()
    await all_others_wait()
    assert len(heard.values) == may
    assert (await run(own_pool, skill, "loose", n=1)).result == [1]


# --- put aside and continued -------------------------------------------------------------------------------------


class NoteRequest(Request):
    name: str

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("note", self.name),)


class Notes:
    name = "note"
    request = NoteRequest

    def __init__(self) -> None:
        self.written: list[str] = []

    async def serve(self, request: NoteRequest, leave: Leave) -> int:
        self.written.append(request.name)
        return len(self.written)


class Person:
    """Answers when it `has_thought`: yes where it `allows`, else nothing."""

    def __init__(self) -> None:
        self.allows = False
        self.has_thought = asyncio.Event()
        self.has_thought.set()

    async def approve(self, ask: Ask, patience_s: float) -> bool | None:
        await self.has_thought.wait()
        return True if self.allows else None


class Desk:
    def __init__(self, pool: Pool, skill: Skill, function: str, **args: Any) -> None:
        self.pool, self.notes, self.person = pool, Notes(), Person()
        self.request = RunRequest("run", "function", skill=skill.files, function=function, args=args)
        self.journal: Journal | None = None

    async def run(self, deltas: Deltas | None) -> RunRecord:
        free = Rule(Verdict.ALLOW, Capability("note", "free"), id="g1")
        gate = Gatekeeper("This skill", lambda: (free,), Verdict.ASK)
        record = await self.pool.run(
            self.request, gate, {"note": self.notes}, approver=self.person, journal=self.journal, deltas=deltas
        )
        if record.journal:
            self.journal = Journal.loaded(record.journal.dumped())
        return record


async def test_a_run_that_is_continued_hands_on_only_what_was_not_taken_before(own_pool: Pool, skill: Skill) -> None:
    desk = Desk(own_pool, skill, "noted", names=["free", "asked", "free"])
    first, second = Heard(), Heard()
    assert ended(await desk.run(first)) == "approval_pending"
    desk.person.allows = True
    record = await desk.run(second)
    assert (first.values, second.values) == (["free", 1, "asked"], [2, "free", 3])
    assert record.result == ["free", 1, "asked", 2, "free", 3]  # whole, whoever heard which part
    assert (record.streamed, desk.notes.written) == (6, ["free", "asked", "free"])


async def test_a_value_that_is_being_taken_when_the_run_is_put_aside_is_taken_once(
    own_pool: Pool, skill: Skill
) -> None:
    desk = Desk(own_pool, skill, "noted_beside", names=["asked"])
    heard = Heard(may=0)
    desk.person.has_thought.clear()
    running = asyncio.create_task(desk.run(heard))
    await heard.until(offered=1)
    desk.person.has_thought.set()
    await all_others_wait()
    assert not running.done()
    heard.may.release()
    assert ended(await running) == "approval_pending"
    desk.person.allows = True
    heard.may.release()
    record = await desk.run(heard)
    assert (heard.values, record.result) == (["begun", 1], ["begun", 1])


async def test_a_continued_run_to_which_nobody_listens_any_more_fails_only_where_something_is_lost(
    own_pool: Pool, skill: Skill, limited: Any
) -> None:
    limited(sandbox_message=20)
    desk = Desk(own_pool, skill, "noted", names=["free"] * 4 + ["asked"])
    heard = Heard()
    assert ended(await desk.run(heard)) == "approval_pending"
    assert len(heard.values) == 9
    desk.person.allows = True
    assert ended(await desk.run(None)) == "limit_exceeded yields"


async def test_a_continued_run_that_yields_something_else_is_stopped_before_it_is_heard(
    own_pool: Pool, skill: Skill
) -> None:
    desk = Desk(own_pool, skill, "noted", names=["free", "asked"])
    assert ended(await desk.run(Heard())) == "approval_pending"
    assert desk.journal is not None
    steps = desk.journal.steps
    place = next(at for at, step in enumerate(steps) if step.op == "yield")
    steps[place] = Step(steps[place].number, "yield", args={"value": "other"}, reply=steps[place].reply)
    desk.person.allows = True
    heard = Heard()
    assert (ended(await desk.run(heard)), heard.values) == ("replay_diverged", [])
