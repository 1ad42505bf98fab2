"""What a node does on the side ends with it."""

from __future__ import annotations

import asyncio
import inspect

import pytest

from spoke.node.tasks import Tasks

pytestmark = pytest.mark.anyio


async def test_what_is_given_up_before_it_began_is_closed() -> None:
    """Else Python complains that it never was awaited."""

    async def work() -> None:
        raise AssertionError

    begun = work()
    async with asyncio.TaskGroup() as group:
        tasks = Tasks(group)
        tasks.spawn(begun)
        tasks.close()
    assert inspect.getcoroutinestate(begun) == inspect.CORO_CLOSED
