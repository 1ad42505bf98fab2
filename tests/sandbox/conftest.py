"""A real image, built once for all test processes under its lock, and real workers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.services.service import Services

Execute = Callable[..., Awaitable[RunRecord]]


@pytest.fixture(scope="session")
def image() -> ImageCache:
    cache = ImageCache()
    cache.ensure()
    return cache


@pytest.fixture(scope="module")
async def pool(image: ImageCache) -> AsyncIterator[Pool]:
    """Shared by the tests of a file whose runs leave their worker alive."""
    async with Pool(image) as pool:
        await pool.prepare()
        yield pool


@pytest.fixture
async def own_pool(image: ImageCache) -> AsyncIterator[Pool]:
    """For tests that lose workers."""
    async with Pool(image) as pool:
        yield pool


def executor(pool: Pool) -> Execute:
    async def execute(
        code: str, services: Services | None = None, gate: Gatekeeper | None = None, **fields: Any
    ) -> RunRecord:
        request = RunRequest("run", "exec", code=code, **fields)
        return await pool.run(request, gate or Gatekeeper("This code"), services or {})

    return execute


@pytest.fixture
def execute(pool: Pool) -> Execute:
    return executor(pool)


@pytest.fixture
def own_execute(own_pool: Pool) -> Execute:
    return executor(own_pool)
