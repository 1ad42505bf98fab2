"""A guest may begin many host calls: few are served at a time, and little is held of those that it does not fetch."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from settled import all_others_wait

from sandbox import submitted
from sandbox.submitted import Submitted
from shared.errors import TooLarge
from shared.limits import KIB, LIMITS

pytestmark = pytest.mark.anyio


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> Submitted:
    """With two places."""
    monkeypatch.setattr(submitted, "LIMITS", replace(LIMITS, sandbox_submitted=2, sandbox_queued=KIB))
    return Submitted()


class Calls:
    """Calls that answer when they are told to."""

    def __init__(self, of: Submitted) -> None:
        self.begun: list[int] = []
        self._of = of
        self._tasks: list[asyncio.Task[str]] = []
        self._answers: dict[int, asyncio.Future[str]] = {}

    async def submit(self, number: int, argument: str = "") -> asyncio.Task[str]:
        self._of.admit(number, {"x": argument})
        task = asyncio.create_task(self._of.serve(number, lambda: self._call(number)))
        await all_others_wait()
        return task

    async def _call(self, number: int) -> str:
        self.begun.append(number)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        return await answer

    async def answer(self, number: int, text: str = "short") -> None:
        self._answers[number].set_result(text)
        await all_others_wait()


async def test_as_many_are_served_as_there_are_places_in_their_order(two: Submitted) -> None:
    calls = Calls(two)
    tasks = [await calls.submit(number) for number in (1, 2, 3, 4)]
    assert (calls.begun, two.queued) == ([1, 2], [3, 4])
    await calls.answer(2)
    assert (calls.begun, two.queued) == ([1, 2, 3], [4])
    for number in (1, 3, 4):
        await calls.answer(number)
    assert await asyncio.gather(*tasks) == ["short"] * 4


async def test_a_long_answer_keeps_its_place_until_it_is_fetched(two: Submitted) -> None:
    calls = Calls(two)
    tasks = [await calls.submit(number) for number in (1, 2, 3)]
    for number in (1, 2):
        await calls.answer(number, "x" * 20_000)
    assert calls.begun == [1, 2]
    two.fetched(1)
    two.fetched(1)
    await all_others_wait()
    assert calls.begun == [1, 2, 3]
    two.fetched(2)
    await calls.answer(3)
    await asyncio.gather(*tasks)


async def test_one_that_fails_or_is_cancelled_gives_up_its_place(two: Submitted) -> None:
    calls = Calls(two)
    tasks = [await calls.submit(number) for number in (1, 2, 3, 4)]
    calls._answers[1].set_exception(ValueError())
    tasks[1].cancel()
    tasks[2].cancel()
    await all_others_wait()
    assert (calls.begun, two.queued) == ([1, 2, 4], [])
    await calls.answer(4)
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_those_that_wait_may_hold_so_much_and_no_more(two: Submitted) -> None:
    calls = Calls(two)
    tasks = [await calls.submit(number, "x" * 2_000) for number in (1, 2)]
    tasks.append(await calls.submit(3, "x" * 900))
    with pytest.raises(TooLarge):
        await calls.submit(4, "x" * 200)
    assert two.queued == [3]
    await calls.answer(1)
    tasks.append(await calls.submit(5, "x" * 900))
    for number in (2, 3, 5):
        await calls.answer(number)
    await asyncio.gather(*tasks)
