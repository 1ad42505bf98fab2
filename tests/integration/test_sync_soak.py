"""Three nodes and a hub, real processes, killed with -9 in a loop over a network that is cut, while people write.

At the end all copies have the same digests, and every message whose write was answered is on every device.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from bad_network import BadNetwork, bad_network
from forked import ForkedStage
from free_port import free_port
from sqlalchemy import create_engine
from sqlmodel import Session

from hub.store.sync_pages import digests as hub_digests
from shared.errors import FelloeError
from shared.pairing import PairingString
from shared.sync.digest import session_digest
from spoke.demo.stage import Stage
from spoke.node.bodies.sessions import ChangeSession, NewMessage
from spoke.node.client import NodeClient
from spoke.sessions import compare

NODES = ("laptop", "attic", "phone")
NODE = str(Path(__file__).with_name("soak_node.py"))
SETTLE_S = 120


@dataclass
class House:
    """The processes, and what people were told is stored."""

    stage: Stage
    rng: random.Random
    port: str = field(default_factory=lambda: str(free_port()))
    sessions: list[str] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    going_on: bool = True

    def start_hub(self) -> None:
        data = str(self.stage.data("hub"))
        self.stage.start("hub", "felloe-hub", "serve", "--port", self.port, "--json", "--data", data)

    def start(self, name: str) -> None:
        if name == "hub":
            self.start_hub()
        else:
            self.stage.start(name, "python", NODE, str(self.stage.data(name)))

    async def pair(self, name: str, network: BadNetwork) -> None:
        code = self.stage.run("felloe-hub", "pairing-code", "ana", "--data", str(self.stage.data("hub"))).split()[0]
        through = replace(PairingString.parse(code), hub_url=network.url)
        async with self.client(name) as node:
            await node.pair(str(through), name)

    @asynccontextmanager
    async def client(self, name: str) -> AsyncIterator[NodeClient]:
        client = NodeClient.of(self.stage.data(name))
        assert client is not None
        async with client:
            yield client

    async def write(self, name: str) -> None:
        """Do what a person does on that device, over and over; what fails is tried again, as a person would."""
        while self.going_on:
            try:
                async with self.client(name) as node:
                    while self.going_on:
                        await self.edit(node)
            except (FelloeError, AssertionError):
                await asyncio.sleep(0.1)

    async def edit(self, node: NodeClient) -> None:
        await asyncio.sleep(self.rng.uniform(0, 0.1))
        chance = self.rng.random()
        if not self.sessions or chance < 0.05:
            self.sessions.append((await node.new_session("Boats")).id)
            return
        session = self.rng.choice(self.sessions)
        if chance < 0.15:
            await node.change_session(session, ChangeSession(title=f"Boats {chance}"))
        else:
            self.accepted.add((await node.write(session, NewMessage(text=f"{chance}"))).id)

    async def kill(self, rounds: int) -> None:
        """Each of the four once a round, in any order."""
        for _ in range(rounds):
            for name in self.rng.sample((*NODES, "hub"), 4):
                await asyncio.sleep(self.rng.uniform(0.5, 2.5))
                self.stage._processes[name].kill()
                await asyncio.to_thread(self.stage.stop, name)
                await asyncio.to_thread(self.start, name)

    async def settle(self) -> None:
        """Until nothing waits anywhere; twice round, so that what the last one pushed is everywhere."""
        deadline = time.monotonic() + SETTLE_S
        quiet = 0
        while quiet < 2:
            assert time.monotonic() < deadline, "it does not settle"
            states = [await self.synced(name) for name in NODES]
            quiet = quiet + 1 if all(states) else 0

    async def synced(self, name: str) -> bool:
        try:
            async with self.client(name) as node:
                return (await node.sync()).pending == 0
        except FelloeError:
            await asyncio.sleep(0.5)
            return False


async def live(stage: Stage, rounds: int, seed: int) -> House:
    house = House(stage, random.Random(seed))
    await asyncio.to_thread(house.start_hub)
    await asyncio.to_thread(stage.run, "felloe-hub", "user", "add", "ana", "--data", str(stage.data("hub")))
    async with bad_network(f"https://127.0.0.1:{house.port}") as network:
        for name in NODES:
            await asyncio.to_thread(house.start, name)
            await house.pair(name, network)
        network.lives_s = 3
        async with asyncio.TaskGroup() as people:
            doing = [people.create_task(house.write(name)) for name in NODES]
            await house.kill(rounds)
            house.going_on = False
            await asyncio.wait(doing)
        network.lives_s = None
        await house.settle()
        for name in (*NODES, "hub"):
            await asyncio.to_thread(stage.stop, name)
    assert network.cuts > 0
    return house


def check(house: House) -> None:
    """The databases as they lie there, now that nobody uses them."""
    hub = create_engine(f"sqlite:///{house.stage.data('hub')}/hub.sqlite")
    with Session(hub) as session:
        user_id = session.connection().exec_driver_sql("SELECT id FROM user WHERE name = 'ana'").scalar_one()
        expected, more = hub_digests(session, user_id, "", most=10**6)
        assert not more
    hub.dispose()
    for name in NODES:
        engine = create_engine(f"sqlite:///{house.stage.data(name)}/node.db")
        with engine.connect() as connection:
            own = compare.digests(connection, "", None)
            stored = set(connection.exec_driver_sql("SELECT id FROM message").scalars())
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        engine.dispose()
        assert {each: digest for each, digest in own.items() if digest != session_digest([])} == expected
        assert house.accepted <= stored, f"{name} lacks {len(house.accepted - stored)} messages"


def soak(rounds: int, seed: int) -> House:
    with ForkedStage() as stage:
        house = asyncio.run(live(stage, rounds, seed))
        check(house)
    return house


@pytest.mark.timeout(400)
def test_kills_of_each_and_cuts_lose_nothing() -> None:
    house = soak(1, seed=1)
    assert len(house.accepted) > 20


@pytest.mark.soak
def test_two_hundred_kills_and_cuts_lose_nothing() -> None:
    house = soak(50, seed=time.time_ns())
    print(f"{len(house.accepted)} messages")
