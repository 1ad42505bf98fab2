"""A device that is revoked, or leaves, while calls of its own or of others wait: they end at once on all sides, each
with one sentence that is true."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from several import WAIT_S, Several

from shared.call_states import OPEN
from shared.errors import ApprovalPending, OutcomeUnknown, Unauthenticated
from shared.names import SkillPath
from spoke.app import Node
from spoke.calls.asking import Asking
from spoke.node.bodies.calls import CommandInfo

pytestmark = pytest.mark.anyio
TURN = SkillPath.parse("attic:lamp.turn")


@pytest.fixture
async def attic(attic: Node, lamp_skill: Path) -> Node:
    """With a lamp, that others may turn only when somebody said so."""
    await attic.installing.install(str(lamp_skill))
    await attic.registry.expose(SkillPath.parse("lamp.turn"), "ask")
    return attic


async def _asked(laptop: Node, attic: Node) -> None:
    """The laptop wants the lamp on, and somebody at the attic is asked."""
    with pytest.raises(ApprovalPending):
        await laptop.router.call(TURN, {"on": True}, Asking(patience_s=0))
    assert len(await attic.asks.pending()) == 1


async def _revoke(world: Several, device: str) -> None:
    await world.admin.ask("DELETE", f"/devices/{device}?user=ann")


async def _soon(node: Node, holds: Callable[[], Awaitable[bool]]) -> None:
    """As soon as an event of the node says that something changed."""
    async with asyncio.timeout(WAIT_S):
        async for _ in node.events.listen():
            if await holds():
                return


async def _questions(node: Node, count: int) -> None:
    async def there() -> bool:
        return len(await node.asks.pending()) == count

    await _soon(node, there)


async def _said_of_own(node: Node) -> list[tuple[str, str]]:
    """State and sentence of each of its calls, when none goes on any more."""
    found: list[CommandInfo] = []

    async def ended() -> bool:
        found[:] = await node.outgoing.newest(50)
        return not any(info.state in OPEN for info in found)

    await _soon(node, ended)
    return [(info.state, info.error.message if info.error else "") for info in found]


async def test_what_a_revoked_device_had_asked_for_ends_there_and_where_somebody_was_asked(
    world: Several, laptop: Node, attic: Node
) -> None:
    await _asked(laptop, attic)
    await _revoke(world, "laptop")
    await _questions(attic, 0)
    answers = [row for row in (await attic.audit.page(50)).decisions if row.kind == "answer"]
    assert [(row.who, row.what, row.verdict) for row in answers] == [("person@laptop", "lamp.turn", "cancelled")]
    assert await _said_of_own(laptop) == [
        (
            "unknown",
            "The hub turned this device away before attic:lamp.turn ended. It may have run: look before you repeat it.",
        )
    ]
    with pytest.raises(Unauthenticated, match="revoked"):
        await laptop.router.command(TURN, {"on": True}, 60)
    assert len(await laptop.outgoing.newest(50)) == 1, "what nobody will ever send is not listed as waiting"


async def test_a_device_that_was_away_asks_nothing_any_more_for_one_that_was_revoked_meanwhile(
    world: Several, laptop: Node, attic: Node
) -> None:
    await _asked(laptop, attic)
    await world.stop("attic")
    await _revoke(world, "laptop")
    back = await world.start("attic")
    await _questions(back, 0)


async def test_who_had_called_a_device_that_is_revoked_hears_so_and_nobody_is_asked_there(
    world: Several, laptop: Node, attic: Node
) -> None:
    await _asked(laptop, attic)
    await world.stop("attic")
    await laptop.router.command(TURN, {"on": False}, 60)
    attic = await world.start("attic")
    await _questions(attic, 2)
    await _revoke(world, "attic")
    said = "attic was revoked before it answered the call: it may have run. Look there before you call again."
    assert await _said_of_own(laptop) == [("unknown", said)] * 2
    await _questions(attic, 0)


async def test_what_waits_for_a_device_that_is_away_and_is_revoked_did_not_run(
    world: Several, laptop: Node, attic: Node
) -> None:
    await world.stop("attic")
    await laptop.router.command(TURN, {"on": True}, 60)
    await _revoke(world, "attic")
    said = "attic was revoked before it got the call, so it did not run."
    assert await _said_of_own(laptop) == [("expired", said)]


async def test_a_device_that_leaves_its_hub_asks_nothing_any_more_for_the_others(laptop: Node, attic: Node) -> None:
    await _asked(laptop, attic)
    await attic.hub.unpair()
    assert await attic.asks.pending() == []


async def test_somebody_who_waits_for_a_call_hears_at_once_that_the_device_was_revoked(
    world: Several, laptop: Node, attic: Node
) -> None:
    call = asyncio.create_task(laptop.router.call(TURN, {"on": True}, Asking(patience_s=60), timeout_s=90))
    await _questions(attic, 1)
    await _revoke(world, "laptop")
    with pytest.raises(OutcomeUnknown, match=r"The hub turned this device away before lamp\.turn ended"):
        await asyncio.wait_for(call, WAIT_S)
    await _questions(attic, 0)
    assert [state for state, _ in await _said_of_own(laptop)] == ["unknown"]


async def test_a_device_that_was_let_in_again_ends_nothing_late(laptop: Node, attic: Node) -> None:
    member = laptop.hub.membership
    assert member is not None
    member.parting.want()  # as where the disk refused it while the device was turned away
    while member.parting._wanted.is_set():  # noqa: ASYNC110 - as soon as the wish is taken up
        await asyncio.sleep(0)
    await _asked(laptop, attic)
