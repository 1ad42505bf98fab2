"""What the window has done on another thread."""

from __future__ import annotations

import asyncio
import threading

import pytest

from spoke.ui.event_loop.threads import in_thread

pytestmark = pytest.mark.requires("qt")


def test_where_it_is_cancelled_it_is_asked_to_stop_and_its_end_is_waited_for():
    stop, log = threading.Event(), []

    async def cancelled():
        loop, begun = asyncio.get_running_loop(), asyncio.Event()

        def work():
            loop.call_soon_threadsafe(begun.set)
            log.append(stop.wait(30))

        running = asyncio.ensure_future(in_thread(work, stop.set))
        await begun.wait()
        running.cancel()
        await running

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert log == [True]
