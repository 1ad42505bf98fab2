"""A hub and two nodes: whichever is killed at whichever step of a call, its function runs at most once.

Exactly once where the caller is told that it is done, and never where it is told that it did not run.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from forked import forked
from free_port import free_port

from hub.admin.client import admin
from hub.app import running as hub_running
from hub.settings import Settings
from shared.ids import new_id
from shared.names import SkillPath
from spoke.runtime import running as node_running
from spoke.settings import node_settings

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240), pytest.mark.xdist_group("killed in a call")]
MOST_STEPS = 120
ROLES = ("hub", "callee", "caller")
SKILL = """---
name: diary
description: Writes in a diary, and elsewhere when it may.
metadata:
  felloe-capabilities: files.write:{asked}
---
"""
FUNCTIONS = '''
from pathlib import Path

def write(path: str) -> str:
    """Write a line."""
    with open(path, "a") as diary:
        diary.write("once\\n")
    return "written"

def ask(path: str) -> str:
    """Write a line before and a line after something that is asked."""
    write(path)
    Path({asked!r}).write_text("asked")
    return write(path)
'''


class Process:
    """One of the three, while it lives."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pid = pid
        self._reader = reader
        self._writer = writer

    async def order(self, **order: Any) -> dict[str, Any] | None:
        """Its answer; none if it was killed."""
        self._writer.write(json.dumps(order).encode() + b"\n")
        with contextlib.suppress(ConnectionError):
            line = await self._reader.readline()
            return json.loads(line) if line else None
        return None

    async def died(self) -> None:
        with contextlib.suppress(ConnectionError):
            while await self._reader.readline():
                pass

    def close(self) -> None:
        self._writer.close()


class World:
    """Starts processes, and starts them again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self._port = port
        script = Path(__file__).with_name("killed_call.py")
        self._zygote = forked("python", script, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.of: dict[str, Process] = {}

    async def start(self, role: str, arm: int | None = None) -> None:
        """`arm`: it is killed at that step, perhaps before it works: then the next one takes up what it left."""
        data = self.folder / role
        pid = (await self._ask(start=role, data=str(data), port=self._port, arm=arm))["pid"]
        try:
            self.of[role] = Process(pid, *await asyncio.open_unix_connection(data / "control"))
        except ConnectionRefusedError:
            assert arm is not None
            assert (await self._ask(wait=pid))["killed"]
            await self.start(role)

    async def restart(self, role: str, arm: int | None = None) -> None:
        """After it was killed."""
        self.of[role].close()
        assert (await self._ask(wait=self.of[role].pid))["killed"]
        await self.start(role, arm)

    async def disarm(self) -> None:
        """None is killed any more; one that was just now is there again."""
        for role in ROLES:
            if await self.of[role].order(arm=None) is None:
                await self.restart(role)

    async def _ask(self, **order: Any) -> dict[str, Any]:
        assert self._zygote.stdin and self._zygote.stdout
        self._zygote.stdin.write(json.dumps(order) + "\n")
        self._zygote.stdin.flush()
        return dict(json.loads(await asyncio.to_thread(self._zygote.stdout.readline)))

    async def close(self) -> None:
        assert self._zygote.stdin and self._zygote.stdout
        for process in self.of.values():
            process.close()
            os.kill(process.pid, signal.SIGKILL)
            await self._ask(wait=process.pid)
        self._zygote.stdin.close()
        self._zygote.wait(10)
        self._zygote.stdout.close()


@pytest.fixture(scope="module")
async def world(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One for all tests: whatever was killed is there again at the end of each."""
    folder = tmp_path_factory.mktemp("world")
    port = free_port()
    await _furnish(folder, port)
    world = World(folder, port)
    try:
        for role in ROLES:
            await world.start(role)
        yield world
    finally:
        await world.close()


async def _furnish(folder: Path, port: int) -> None:
    """A hub with two devices; one has the skill, and lets others call it."""
    skill = folder / "diary"
    (skill / "scripts").mkdir(parents=True)
    (folder / "diaries").mkdir()
    asked = str(folder / "asked")
    (skill / "SKILL.md").write_text(SKILL.format(asked=asked))
    (skill / "scripts" / "skill.py").write_text(FUNCTIONS.format(asked=asked))
    settings = Settings(port=port, data=folder / "hub", plain_http=True)
    async with hub_running(settings), admin(settings.data) as to_hub:
        await to_hub.ask("POST", "/users", {"name": "ann"})
        for role, name in (("callee", "attic"), ("caller", "laptop")):
            made = await to_hub.ask("POST", "/users/ann/codes", {})
            async with node_running(node_settings(folder / role)) as node:
                await node.hub.pair(str(made["pairing_string"]), name)
                if role == "callee":
                    await node.installing.install(str(skill))
                    for function in ("write", "ask"):
                        await node.registry.expose(SkillPath.parse(f"diary.{function}"), "allow")
                    await node.approvals.grant("diary", f"files.write:{folder / 'diaries'}", "allow")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("wait_s", "every"),
    [(30, 2), (0, 3), pytest.param(30, 1, marks=pytest.mark.soak), pytest.param(0, 1, marks=pytest.mark.soak)],
)
async def test_nothing_is_done_twice_whichever_step_of_a_call_kills_one_of_the_three(
    world: World, role: str, wait_s: float, every: int
) -> None:
    """The steps are those of the ledgers: each commit, each message and each host call, before it and after it.

    Every second is enough here, since after one is mostly before the next.
    """
    seen: Counter[str] = Counter()
    for step in range(1, MOST_STEPS, every):
        killed, state, lines = await _one(world, role, step, wait_s, "write")
        told = (role, step, state, lines)
        assert lines <= 1, told
        assert (state == "done") <= (lines == 1), told
        assert (state in _NOT_RUN) <= (lines == 0), told
        assert state in ("done", "unknown", "outcome_unknown", *_NOT_RUN), told
        assert (state in ("unknown", "outcome_unknown")) <= killed, told
        seen[state] += 1
        if not killed:
            break
    else:
        pytest.fail(f"the call did not end within {MOST_STEPS} steps")
    assert seen["done"], seen


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.soak)])
async def test_a_call_that_waits_for_a_person_does_nothing_twice_whichever_step_kills_one_of_the_three(
    world: World, role: str, every: int
) -> None:
    """It is put aside between its two lines, allowed, and continued."""
    seen: Counter[str] = Counter()
    for step in range(1, 2 * MOST_STEPS, every):
        killed, state, lines = await _one(world, role, step, 30, "ask")
        told = (role, step, state, lines)
        assert lines <= 2, told
        assert (state == "done") <= (lines == 2), told
        assert (state == "never") <= (lines == 0), told
        assert state in ("done", "never", "unknown"), told
        assert (state == "unknown") <= (killed and role == "callee"), told
        seen[state] += 1
        if not killed:
            break
    else:
        pytest.fail(f"the call did not end within {2 * MOST_STEPS} steps")
    assert seen["done"], seen


@pytest.mark.parametrize("most", [4, pytest.param(MOST_STEPS, marks=pytest.mark.soak)])
async def test_a_hub_that_is_killed_again_while_it_recovers_loses_no_call_and_repeats_none(
    world: World, most: int
) -> None:
    """First in the middle of a call, and then at each step from its start on, until it comes through."""
    await world.disarm()
    for step in range(1, most + 1):
        call_id, diary = new_id(), world.folder / "diaries" / new_id()
        hub, caller = world.of["hub"], world.of["caller"]
        await hub.order(arm=_IN_THE_MIDDLE)
        asked = asyncio.create_task(caller.order(call=call_id, function="write", path=str(diary), wait_s=30))
        await hub.died()
        await world.restart("hub", arm=step)
        again = asyncio.create_task(world.of["hub"].died())
        await asyncio.wait([asked, again], return_when=asyncio.FIRST_COMPLETED)
        if again.done():
            await world.restart("hub")
        told = await asked
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
        lines = diary.read_text().split() if diary.exists() else []
        assert told is not None
        assert (told["state"], len(lines)) == ("done", 1), (step, told, lines)
        if not again.cancelled():
            continue
        if await world.of["hub"].order(arm=None) is None:
            await world.restart("hub")
        elif step > _RECOVERY:
            return
    assert most < MOST_STEPS, "the hub never came through"


_NOT_RUN = ("never", "device_offline", "hub_unreachable")
_IN_THE_MIDDLE = 6
_RECOVERY = 8
"""Steps of the hub until it has its devices back, at least."""


async def _one(world: World, role: str, step: int, wait_s: float, function: str) -> tuple[bool, str, int]:
    """(whether the process was killed, what the caller is told, how often the function ran)."""
    call_id, diary = new_id(), world.folder / "diaries" / new_id()
    await world.disarm()
    await world.of[role].order(arm=step)
    caller = world.of["caller"]
    asked = asyncio.create_task(caller.order(call=call_id, function=function, path=str(diary), wait_s=wait_s))
    died = asyncio.create_task(world.of[role].died()) if role != "caller" else asked
    await asyncio.wait([asked, died], return_when=asyncio.FIRST_COMPLETED)
    killed = died.done() and (role != "caller" or asked.result() is None)
    if killed:
        await world.restart(role)
    told = await asked
    if told is None:
        told = await world.of["caller"].order(ended=call_id)
    if not killed and role != "caller":
        died.cancel()
        await asyncio.gather(died, return_exceptions=True)
        if await world.of[role].order(arm=None) is None:  # it may have come to the step just now
            killed = True
            await world.restart(role)
    assert told is not None
    lines = diary.read_text().split() if diary.exists() else []
    return killed, str(told["state"]), len(lines)
