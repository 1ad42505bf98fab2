"""Where a call runs, and who may make it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import JsonValue

from shared.errors import (
    ApprovalPending,
    Cancelled,
    DeadlineExceeded,
    InvalidArgument,
    LimitExceeded,
    NotExposed,
    NotFound,
    NotPaired,
)
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Call, Cancel, Principal, Result, encode
from shared.names import SkillPath
from spoke.calls.asking import PERSON, Asking
from spoke.calls.executor import Executor
from spoke.calls.outgoing import Outgoing
from spoke.calls.router import Router
from spoke.hublink.link import Link
from spoke.node.bodies.runs import RunInfo
from spoke.skills.registry import Registry

if TYPE_CHECKING:
    from bare_hub import BareHub
    from linking import Linked

pytestmark = pytest.mark.anyio

SENSORS = SkillPath.parse("climate.sensors")
CODE = Asking(Principal(kind="assistant", id=new_id()), by_code=True, patience_s=0)


@pytest.fixture
def kept() -> list[RunInfo]:
    return []


@pytest.fixture
def routed(
    registry: Registry, executor: Executor, kept: list[RunInfo], outgoing: Outgoing
) -> Callable[[Link | None], Router]:
    def keep(run: RunInfo) -> None:
        kept.append(run)

    return lambda link: Router(registry, executor, keep, lambda: "laptop", lambda: link, outgoing)


@pytest.fixture
def alone(routed: Callable[[Link | None], Router]) -> Router:
    """Without a hub."""
    return routed(None)


@pytest.mark.parametrize("path", ["climate.sensors", "any:climate.sensors", "laptop:climate.sensors"])
async def test_what_is_installed_here_runs_here_and_its_run_is_kept(
    alone: Router, kept: list[RunInfo], path: str
) -> None:
    reply = await alone.call(SkillPath.parse(path), {}, Asking())
    (run,) = kept
    assert (reply.device, reply.id, run.title, run.principal) == ("laptop", run.id, "climate.sensors", "person")
    assert run.record.value() == reply.result


async def test_without_a_hub_only_this_device_can_be_reached(alone: Router) -> None:
    with pytest.raises(NotPaired, match="felloe pair"):
        await alone.call(SkillPath.parse("attic:climate.sensors"), {}, Asking())
    with pytest.raises(NotFound):
        await alone.call(SkillPath.parse("nothing.sensors"), {}, Asking())
    with pytest.raises(InvalidArgument):
        await alone.call(SENSORS, {"sensor": "attic"}, Asking())


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], "\ud800"])
async def test_arguments_that_json_cannot_write_leave_this_device_in_no_form(alone: Router, value: JsonValue) -> None:
    attic = SkillPath.parse("attic:climate.sensors")
    for path in (SENSORS, attic):
        with pytest.raises(InvalidArgument, match="JSON"):
            await alone.call(path, {"x": value}, Asking())
    with pytest.raises(InvalidArgument, match="JSON"):
        await alone.command(attic, {"x": value}, 60)


@pytest.mark.parametrize("path", ["attic:climate.sensors", "nothing.sensors", "any:nothing.sensors"])
async def test_another_device_and_what_is_not_here_go_through_the_hub(
    routed: Callable[[Link | None], Router],
    kept: list[RunInfo],
    bare_hub: BareHub,
    linked: Linked,
    tmp_path: Path,
    path: str,
) -> None:
    where, above = SkillPath.parse(path), new_id()
    asking = Asking(PERSON, (above,), patience_s=0)
    async with linked(bare_hub.client(tmp_path)) as link:
        socket = await bare_hub.connected()
        asked = asyncio.create_task(routed(link).call(where, {"x": 1}, asking, timeout_s=5))
        call = await bare_hub.expect(socket, Call)
        assert (call.target, call.skill, call.args) == (where.device, where.skill, {"x": 1})
        assert (call.chain, call.principal, call.patience_s) == ([above], PERSON, 0)
        await socket.send(encode(Result(id=call.id, result="there", device="attic")))
        reply = await asyncio.wait_for(asked, 10)
        assert (reply.device, reply.result, reply.id, kept) == ("attic", "there", call.id, [])


async def test_of_calls_to_other_devices_those_that_a_person_made_are_listed(
    routed: Callable[[Link | None], Router], outgoing: Outgoing, bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    assistant = Principal(kind="assistant", id=new_id())
    async with linked(bare_hub.client(tmp_path), result=outgoing.ended) as link:
        socket = await bare_hub.connected()
        for asking in (Asking(PERSON), Asking(PERSON, (new_id(),)), Asking(assistant)):
            path = SkillPath.parse("attic:climate.sensors")
            asked = asyncio.create_task(routed(link).call(path, {}, asking, timeout_s=5))
            call = await bare_hub.expect(socket, Call)
            assert [info.state for info in await outgoing.newest(50)][:1] == [
                "sent" if asking == Asking(PERSON) else "done"
            ]
            await socket.send(encode(Result(id=call.id, result="there", device="attic")))
            await asyncio.wait_for(asked, 10)
            async with asyncio.timeout(10):
                while (found := await outgoing.newest(50))[0].state != "done":
                    pass
    assert [(info.path, info.state) for info in found] == [("attic:climate.sensors", "done")]


async def test_a_call_that_a_person_gave_up_is_listed_until_it_is_heard_how_it_ended(
    routed: Callable[[Link | None], Router], outgoing: Outgoing, bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    async with linked(bare_hub.client(tmp_path), result=outgoing.ended) as link, asyncio.timeout(10):
        socket = await bare_hub.connected()
        asked = asyncio.create_task(routed(link).call(SkillPath.parse("attic:climate.sensors"), {}, Asking()))
        call = await bare_hub.expect(socket, Call)
        asked.cancel()
        await bare_hub.expect(socket, Cancel)
        while not (listed := await outgoing.newest(1))[0].cancelled:
            pass
        assert listed[0].state == "sent"
        await socket.send(encode(Result(id=call.id, error=Cancelled("The caller cancelled it.").body())))
        while (await outgoing.newest(1))[0].state != "cancelled":
            pass


async def test_a_call_that_could_not_be_sent_is_listed_as_nothing_that_runs(
    routed: Callable[[Link | None], Router], outgoing: Outgoing, bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    async with linked(bare_hub.client(tmp_path), result=outgoing.ended) as link, asyncio.timeout(10):
        await bare_hub.connected()
        await link.online()
        link.abandon("left")
        with pytest.raises(NotPaired, match="so it did not run"):
            await routed(link).call(SkillPath.parse("attic:climate.sensors"), {}, Asking())
        while (await outgoing.newest(1))[0].state != "failed":
            pass


async def test_with_a_hub_what_is_installed_here_still_runs_here(
    routed: Callable[[Link | None], Router], bare_hub: BareHub, linked: Linked, tmp_path: Path, kept: list[RunInfo]
) -> None:
    async with linked(bare_hub.client(tmp_path)) as link:
        await bare_hub.connected()
        for path in ("climate.sensors", "laptop:climate.sensors"):
            reply = await routed(link).call(SkillPath.parse(path), {}, Asking(), timeout_s=5)
            assert reply.device == "laptop"
    assert len(kept) == 2


async def test_code_needs_what_a_person_does_not(alone: Router, registry: Registry, kept: list[RunInfo]) -> None:
    await registry.expose(SENSORS, "never")
    with pytest.raises(NotExposed):
        await alone.call(SENSORS, {}, CODE)
    await registry.expose(SENSORS, "ask")
    with pytest.raises(ApprovalPending):
        await alone.call(SENSORS, {}, CODE)
    assert kept == []
    await alone.call(SENSORS, {}, Asking())
    await registry.expose(SENSORS, "read")
    await alone.call(SENSORS, {}, CODE)
    assert [run.principal for run in kept] == ["person", f"assistant:{CODE.principal.id[:12]}"]


async def test_a_chain_of_calls_ends_at_its_limit(alone: Router, kept: list[RunInfo]) -> None:
    chain = tuple(new_id() for _ in range(LIMITS.call_depth))
    with pytest.raises(LimitExceeded) as caught:
        await alone.call(SENSORS, {}, Asking(chain=chain))
    assert (caught.value.details, kept) == ({"limit": "depth"}, [])
    await alone.call(SENSORS, {}, Asking(chain=chain[1:]))


async def test_a_call_has_no_more_time_than_the_one_above_it(
    routed: Callable[[Link | None], Router], bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    where = SkillPath.parse("attic:climate.sensors")
    async with linked(bare_hub.client(tmp_path)) as link:
        socket = await bare_hub.connected()
        above = Asking(CODE.principal, (new_id(),), by_code=True, deadline=time.monotonic() + 3)
        asked = asyncio.create_task(routed(link).call(where, {}, above))
        call = await bare_hub.expect(socket, Call)
        assert 0 < call.timeout_s <= 3
        await socket.send(encode(Result(id=call.id)))
        await asked
        over = Asking(CODE.principal, (new_id(),), by_code=True, deadline=time.monotonic())
        with pytest.raises(DeadlineExceeded):
            await routed(link).call(where, {}, over)
