"""Functions that other devices offer are looked at as they come in: what an install would refuse is left out here."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from several import WAIT_S, Several, face

from shared.api import FoundFunction, FunctionInfo
from spoke.app import Node
from spoke.hublink.membership import Membership
from spoke.skills.arriving import Arriving

pytestmark = pytest.mark.anyio

SOUND = {"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"]}


def offered(function: str = "turn", parameters: Any = SOUND, skill: str = "lamp", **more: Any) -> FunctionInfo:
    return FunctionInfo(skill=skill, function=function, parameters=parameters, digest="d", **more)


def found(*infos: FunctionInfo) -> list[FoundFunction]:
    return [FoundFunction(info=info, devices=["attic"], device_count=1) for info in infos]


def nested(depth: int) -> dict[str, Any]:
    part: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        part = {"type": "array", "items": part}
    return {"type": "object", "properties": {"x": part}}


@pytest.mark.parametrize(
    ("info", "why"),
    [
        (offered(parameters={"type": "object", "properties": {"x": {"$ref": "http://evil/x"}}}), "uses '$ref'"),
        (offered(parameters={"type": "object", "properties": {"x": {"pattern": "^(a+)+$"}}}), "uses 'pattern'"),
        (offered(parameters={"type": "object", "properties": ["x"]}), "uses 'properties'"),
        (offered(parameters={"type": "object", "required": 1}), "not a JSON Schema"),
        (offered(parameters={"type": "array"}), "must describe an object"),
        (offered(parameters=nested(20)), "nested more than"),
        (offered(parameters=nested(400)), "is not JSON"),
        (offered(parameters=SOUND | {"description": "x" * 100_000}), "bytes; at most"),
        (offered(returns={"$ref": "#"}), "uses '$ref'"),
        (offered(yields={"$ref": "#"}), "uses '$ref'"),
        (offered("x" * 1_000_000), "more than 64 characters"),
        (offered(skill="l" * 1_000_000), "more than 64 characters"),
        (offered("turn it; rm -rf"), "is not a skill path"),
        (offered("turn", skill="\x1b[2J"), "is not a skill path"),
    ],
)  # fmt: skip
def test_what_an_install_would_refuse_is_left_out_with_its_reason(info: FunctionInfo, why: str) -> None:
    arriving = Arriving()
    for _ in range(2):
        kept, (left,) = arriving.sound(found(offered(), info))
        assert kept == found(offered())
        assert why in left.reason
        assert (len(left.path) <= 200, left.devices) == (True, ["attic"])


def test_an_offer_that_comes_again_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    arriving = Arriving()
    arriving.sound(found(offered()))
    monkeypatch.setattr("spoke.skills.arriving.check_schema", None)
    assert arriving.sound(found(offered())) == (found(offered()), [])


async def test_the_others_functions_go_on_where_one_device_offers_nonsense(
    world: Several, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Membership, "_publish", _nothing)
    laptop, attic = await world.start("laptop"), await world.start("attic")
    bad = offered("spin", {"type": "object", "properties": ["x"]})
    await _published(attic, [offered(), bad])
    async with face(laptop) as local:
        reply = await local.functions()
    assert [each.info.path for each in reply.functions] == ["lamp.turn"]
    assert [(left.path, left.devices) for left in reply.left_out] == [("lamp.spin", ["attic"])]
    assert set(await _reach(laptop)) == {"lamp.turn"}, "a model is offered none of it"


async def _published(node: Node, infos: list[FunctionInfo]) -> None:
    """Past what its registry would have refused."""
    async with asyncio.timeout(WAIT_S):
        await node.hub.required().hub.publish(infos)


async def _reach(node: Node) -> list[str]:
    reach = await node._surroundings.reach()
    return list(reach.functions)


async def _nothing(_: Membership) -> None:
    return None
