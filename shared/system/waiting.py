"""Waiting for one of several events."""

from __future__ import annotations

import asyncio


async def first_of(*events: asyncio.Event) -> None:
    """Returns when one of them is set. Cancelling is safe."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
