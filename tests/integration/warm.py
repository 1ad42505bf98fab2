"""What a node loads and makes only when it runs, done once for all that are forked from this process."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from sandbox.pool import Pool
from spoke import runtime
from spoke.runtime import running
from spoke.settings import node_settings


def warm() -> None:
    """Its nodes get one worker each: nothing runs beside another, and a second one costs each start as much again."""
    runtime.Pool = partial(Pool, workers=1)
    asyncio.run(_run_a_node())
    gc.collect()
    gc.freeze()  # else each child would look at all of it, and so copy it


async def _run_a_node() -> None:
    with TemporaryDirectory() as folder:
        async with running(node_settings(Path(folder))), httpx.AsyncClient() as client:
            with contextlib.suppress(httpx.HTTPError):
                await client.get("http://127.0.0.1:1/")
