"""The clock of a run, and of an answer."""

from __future__ import annotations

import asyncio

import pytest

from shared.system.wall_clock import WallClock

pytestmark = pytest.mark.anyio
SOON = 0.02


async def test_it_stands_still_while_anybody_stops_it_and_rings_when_its_time_went_by() -> None:
    clock = WallClock(SOON)
    clock.stop()  # before it is entered, as of an answer that is taken up while it asks
    with pytest.raises(TimeoutError):
        async with clock:
            with clock.stopped():
                await asyncio.sleep(2 * SOON)
            await asyncio.sleep(0)
            assert (clock.left(), clock.taken()) == (SOON, 0), "the first still stops it"
            clock.go_on()
            await asyncio.Event().wait()
    assert (clock.left(), clock.taken()) == (0, SOON)


async def test_what_rang_stays_over_and_what_was_left_is_known_afterwards() -> None:
    rung, whole = WallClock(60), WallClock(60)
    rung.ring()
    with pytest.raises(TimeoutError):
        async with rung:
            with rung.stopped():
                await asyncio.Event().wait()
    async with whole:
        pass
    left = whole.left()
    await asyncio.sleep(0)
    assert left == whole.left() and 59 < left <= 60
