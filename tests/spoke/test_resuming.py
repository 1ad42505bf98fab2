"""Works that go on after they were put aside: one task for each, which nothing that comes meanwhile is lost on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from spoke.calls.resuming import Resuming, Resumption

pytestmark = pytest.mark.anyio


class Works:
    """Each is taken up at once, lasts until it is `released`, and takes a moment more to end where it is cancelled."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.resuming = Resuming(self._go_on, tasks.create_task)
        self.taken_up = True
        self.released = asyncio.Event()
        self.begun: list[str] = []
        self.cut: list[str] = []
        self.ended: list[str] = []

    async def _go_on(self, going: Resumption) -> None:
        self.begun.append(going.call_id)
        going.taken_up = self.taken_up
        try:
            await self.released.wait()
        except asyncio.CancelledError:
            self.cut.append(going.call_id)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        self.ended.append("cancelled" if going.cancelled else "done")

    async def begin(self, call_id: str) -> None:
        self.resuming.resume(call_id)
        await asyncio.sleep(0)

    async def all_ended(self, call_id: str) -> None:
        async with asyncio.timeout(10):
            while going := self.resuming._going.get(call_id):
                await asyncio.wait({going.task})


@pytest.fixture
async def works() -> AsyncIterator[Works]:
    async with asyncio.TaskGroup() as tasks:
        works = Works(tasks)
        yield works
        works.released.set()


async def test_what_comes_while_a_work_goes_on_is_looked_at_once_more_after_it(works: Works) -> None:
    await works.begin("a")
    for _ in range(3):
        works.resuming.resume("a")
    assert works.begun == ["a"]
    works.released.set()
    await works.all_ended("a")
    assert (works.begun, works.ended) == (["a", "a"], ["done", "done"])


async def test_a_second_cancel_does_not_cut_off_how_the_first_one_ends_a_work(works: Works) -> None:
    await works.begin("a")
    assert works.resuming.cancel("a")
    await asyncio.sleep(0)
    assert works.resuming.cancel("a")
    await works.all_ended("a")
    assert (works.cut, works.ended) == (["a"], ["cancelled"])


async def test_what_is_not_taken_up_yet_is_not_cut_but_hears_that_it_was_cancelled(works: Works) -> None:
    works.taken_up = False
    await works.begin("a")
    assert works.resuming.cancel("a")
    works.released.set()
    await works.all_ended("a")
    assert (works.cut, works.ended) == ([], ["cancelled"])


async def test_what_goes_on_nowhere_is_for_others_to_end(works: Works) -> None:
    assert not works.resuming.cancel("a")


async def test_nothing_goes_on_any_more_once_the_device_stops(works: Works) -> None:
    await works.begin("a")
    works.resuming.resume("a")
    works.resuming.close()
    works.resuming.resume("b")
    works.released.set()
    await works.all_ended("a")
    assert works.begun == ["a"]
