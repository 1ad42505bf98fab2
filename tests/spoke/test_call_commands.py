"""`felloe call --result` and `--cancel`, as far as they look for a call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from shared.errors import InvalidArgument, NotFound
from spoke.commands import calls
from spoke.node.bodies.calls import CallProgress

pytestmark = pytest.mark.anyio
FIRST, SECOND = "01a1fd12-9c90-7357-92e8-a18c817531f3", "01a1fd12-aaaa-7357-92e8-a18c81755555"


class Node:
    """Two calls, of which the first has ended."""

    def __init__(self) -> None:
        self.cancelled: list[str] = []

    async def commands(self, _: int) -> Any:
        return SimpleNamespace(calls=[SimpleNamespace(id=SECOND), SimpleNamespace(id=FIRST)])

    async def call_state(self, call_id: str) -> CallProgress:
        if call_id not in (FIRST, SECOND):
            raise NotFound("There is no call with this id.")
        return CallProgress(id=call_id, state="done" if call_id == FIRST else "running")

    async def cancel(self, call_id: str) -> None:
        self.cancelled.append(call_id)


async def test_the_beginning_or_the_end_of_an_id_is_enough_where_it_fits_one_call() -> None:
    node: Any = Node()
    assert (await calls._state(node, FIRST)).id == FIRST
    assert (await calls._state(node, SECOND[:11])).id == SECOND
    assert (await calls._state(node, FIRST[-6:])).id == FIRST
    with pytest.raises(InvalidArgument, match="2 calls begin or end with"):
        await calls._state(node, FIRST[:8])
    with pytest.raises(NotFound):
        await calls._state(node, "77")


async def test_to_cancel_what_had_ended_says_so_and_asks_for_nothing() -> None:
    node: Any = Node()
    assert await calls._cancelled(node, FIRST) == "It had ended already."
    assert await calls._cancelled(node, SECOND) == "Its end was asked for."
    assert node.cancelled == [SECOND]
