"""What several places show is read once and heard by all; what cannot be read stays as it was known."""

from __future__ import annotations

import pytest
from faults import faulty

from shared.api import DeviceInfo
from shared.errors import HubUnreachable
from shared.ids import new_id
from spoke.node.bodies.calls import ExecBody

pytestmark = pytest.mark.requires("qt")
ATTIC = DeviceInfo(
    id=new_id(), handle="attic", name="Attic Pi", platform="linux", state="online", last_seen_ms=1, functions=1
)


def test_a_question_of_this_device_does_not_wait_for_what_others_ask(agent, ask, online, loop):
    loop.until(lambda: not online.tasks.progress.all)
    with faulty(online).failing("GET /v1/asks/everywhere", "slow"):
        body = ExecBody(code="from felloe import clipboard\nclipboard.read()", asks=True)
        running = loop.events.create_task(online.node.client.execute(body))
        loop.until(lambda: online.chats.asks.cards)
        assert len(online.services.asks.here) == 1
        ask(lambda node: node.answer(online.services.asks.here[0].id, "deny"))
        loop.until(running.done)
    loop.until(lambda: not online.chats.asks.cards)


def test_nor_do_those_that_come_while_others_are_asked(agent, ask, online, loop):
    loop.until(lambda: not online.tasks.progress.all)
    with faulty(online).failing("GET /v1/asks/everywhere", "slow"):
        body = ExecBody(code="from felloe import clipboard\nclipboard.read()", asks=True)
        running = [loop.events.create_task(online.node.client.execute(body))]
        loop.until(lambda: len(online.chats.asks.cards) == 1)
        running.append(loop.events.create_task(online.node.client.execute(body)))
        loop.until(lambda: len(online.chats.asks.cards) == 2)
        for each in online.services.asks.here:
            ask(lambda node, each=each: node.answer(each.id, "deny"))
        loop.until(lambda: not online.chats.asks.cards)
        loop.until(lambda: all(each.done() for each in running))


def test_devices_that_cannot_be_read_stay_as_they_were_known(agent, online, loop):
    devices = online.services.devices
    loop.run(devices.read())
    devices.all = (ATTIC,)
    with faulty(online).failing("GET /v1/devices", HubUnreachable("The hub is away.")):
        loop.run(devices.read())
    assert devices.all == (ATTIC,)
    assert isinstance(devices.problem, HubUnreachable)
    assert devices.name("attic") == "Attic Pi" and devices.name("cellar") == "cellar"
    loop.run(devices.read())
    assert devices.all == () and devices.problem is None, "it belongs to no hub"
