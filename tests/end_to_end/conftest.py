"""One world of real processes, shared by the tests of this folder (one worker runs them all)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from forked import ForkedStage
from real_processes import World


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("end_to_end"))


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with ForkedStage() as stage:
        yield World(stage)
