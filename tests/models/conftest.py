"""What several tests of models ask: an upstream that says what is scripted, and a node's models that have it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from asked import Asked, asking
from scripted_upstream import ScriptedUpstream


@pytest.fixture
async def upstream() -> AsyncIterator[ScriptedUpstream]:
    async with ScriptedUpstream.serving() as serving:
        yield serving


@pytest.fixture
async def asked(upstream: ScriptedUpstream, tmp_path: Path) -> AsyncIterator[Asked]:
    async with asking(tmp_path, {"own": upstream.url}) as asked:
        yield asked
