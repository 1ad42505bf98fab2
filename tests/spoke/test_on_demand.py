"""Work on demand: wishes are never lost, never pile up, and no failure ends it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from settled import all_others_wait

from shared.errors import HubUnreachable, InvalidArgument
from shared.timeouts import TIMEOUTS
from spoke.hublink import on_demand
from spoke.hublink.on_demand import OnDemand

pytestmark = pytest.mark.anyio


class Work:
    """Each run waits for its `go`, then fails with what `failures` has next."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.runs = 0
        self._started = asyncio.Event()
        self._go = asyncio.Event()

    async def __call__(self) -> None:
        self.runs += 1
        self._started.set()
        await self._go.wait()
        self._go.clear()
        if self.failures:
            raise self.failures.pop(0)

    async def started(self) -> None:
        async with asyncio.timeout(10):
            await self._started.wait()
        self._started.clear()

    def go(self) -> None:
        self._go.set()


@asynccontextmanager
async def _running(work: Work) -> AsyncIterator[Callable[[], None]]:
    on = OnDemand("test", work)
    task = asyncio.create_task(on.run())
    try:
        yield on.want
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_demand, "TIMEOUTS", replace(TIMEOUTS, reconnect_min=0, reconnect_max=0))


async def test_wishes_during_work_are_one_and_are_not_lost() -> None:
    work = Work()
    async with _running(work) as want:
        await all_others_wait()
        assert work.runs == 0
        want()
        await work.started()
        for _ in range(3):
            want()
        work.go()
        await work.started()
        work.go()
        await all_others_wait()
        assert work.runs == 2


@pytest.mark.usefixtures("no_pauses")
async def test_a_failure_that_may_pass_is_tried_again_by_itself_until_it_passes() -> None:
    work = Work(HubUnreachable("Not now."), HubUnreachable("Not yet."))
    async with _running(work) as want:
        want()
        for _ in range(3):
            await work.started()
            work.go()
        await all_others_wait()
        assert work.runs == 3


async def test_a_wish_ends_the_pause_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_demand, "TIMEOUTS", replace(TIMEOUTS, reconnect_min=600, reconnect_max=600))
    work = Work(HubUnreachable("Not now."))
    async with _running(work) as want:
        want()
        await work.started()
        work.go()
        await all_others_wait()
        assert work.runs == 1
        want()
        await asyncio.wait_for(work.started(), 30)


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("failure", [InvalidArgument("Never."), RuntimeError("not expected")], ids=["final", "bug"])
async def test_a_failure_that_stays_waits_for_the_next_wish_and_ends_nothing(failure: Exception) -> None:
    work = Work(failure)
    async with _running(work) as want:
        want()
        await work.started()
        work.go()
        await all_others_wait()
        assert work.runs == 1
        want()
        await work.started()
        assert work.runs == 2
