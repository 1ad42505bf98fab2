"""A node whose model speaks by a script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from desk import Desk, a_desk

from sandbox.image import ImageCache
from spoke.app import Node
from spoke.runtime import running
from spoke.settings import NodeSettings


@pytest.fixture
async def desk(tmp_path: Path, image: ImageCache) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    """One that needs no sandbox, skills or models."""
    async with running(NodeSettings(data=tmp_path, name="laptop", look_for_models=False)) as node:
        yield node


@pytest.fixture(scope="session")
def image() -> ImageCache:
    cache = ImageCache()
    cache.ensure()
    return cache
