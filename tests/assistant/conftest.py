"""A node whose model speaks by a script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from desk import Desk, a_desk

from sandbox.image import ImageCache


@pytest.fixture
async def desk(tmp_path: Path, image: ImageCache) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as desk:
        yield desk


@pytest.fixture(scope="session")
def image() -> ImageCache:
    cache = ImageCache()
    cache.ensure()
    return cache
