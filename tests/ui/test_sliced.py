"""Long work in slices: when it lets go of the thread, and how what it leaves is freed."""

from __future__ import annotations

import asyncio
import weakref
from types import SimpleNamespace

import pytest

from spoke.ui.event_loop import slice_clock
from spoke.ui.event_loop.sliced import free, sliced, unhurried

pytestmark = pytest.mark.requires("qt")


@pytest.fixture
def long_slices(monkeypatch):
    monkeypatch.setattr(slice_clock, "SLICE_S", 60.0)
    monkeypatch.setattr(slice_clock, "until", 0.0)
    monkeypatch.setattr(slice_clock, "ended", 0.0)


@pytest.mark.anyio
async def test_a_long_step_begins_in_a_turn_of_its_own(long_slices):
    turns, seen = 0, []

    async def count():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def work():
        yield
        for alone in (False, True):
            before = turns
            if alone:
                slice_clock.end_slice()
            yield
            seen.append(turns - before)

    counting = asyncio.create_task(count())
    await sliced(work())
    counting.cancel()
    assert seen[0] == 0 < seen[1]


@pytest.mark.anyio
async def test_things_are_freed_with_the_thread_let_go_in_between(monkeypatch):
    monkeypatch.setattr(slice_clock, "SLICE_S", 0.0)

    class Thing:
        pass

    things = [Thing() for _ in range(5)]
    there, left = [weakref.ref(each) for each in things], []

    async def look():
        while any(each() for each in there):
            left.append(sum(each() is not None for each in there))
            await asyncio.sleep(0)

    looking = asyncio.create_task(look())
    await free(things)
    await looking
    assert {1, 2, 3, 4} <= set(left)


@pytest.mark.anyio
async def test_steps_that_nobody_waits_for_give_way_after_each_long_one_and_short_ones_go_together(monkeypatch):
    """Each waits for a moment of quiet: a page's hundred small steps took seconds, and its place came late."""
    clock, idled = [0.0], []

    async def idle():
        idled.append(round(clock[0] * 1e3, 1))

    def work():
        for long_ms in (0.1, 0.1, 0.1, 3, 0.1, 4):
            clock[0] += long_ms / 1e3
            yield

    monkeypatch.setattr("spoke.ui.event_loop.sliced.time", SimpleNamespace(perf_counter=lambda: clock[0]))
    monkeypatch.setattr("spoke.ui.event_loop.sliced.idle", idle)
    await unhurried(work())
    assert idled == [3.3, 7.4]
