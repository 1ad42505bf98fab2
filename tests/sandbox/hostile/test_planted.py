"""A test of the cases: with a defence taken away from the real code, every case that names it fails.

The defences of the worker are taken away by weak_worker.py in its place, those of the parent here.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hostile.case import Case, Defence
from hostile.cases import CASES
from hostile.house import PROBE_GIVES, House
from hostile.verdict import wrongs
from hostile.weak_worker import WEAKNESSES

from sandbox import bridge, capability, host_calls, outcome, pool, worker_process
from sandbox.execution import Execution
from sandbox.gatekeeper import Decision, Gatekeeper, Rule, Verdict
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.services import granted_folders
from sandbox.services.files import FileRequest
from sandbox.services.granted_folders import GrantedFolders, Spot
from sandbox.yields import Yields
from shared.error_body import ErrorBody
from shared.limits import MIB
from shared.system.wall_clock import WallClock

pytestmark = pytest.mark.anyio
Patch = pytest.MonkeyPatch
_HANGS_S = 0.6
"""A weakness may show by a run that does not end; nothing but this ends one without a wall clock."""


def start_weak_workers(patch: Patch, weakness: str) -> None:
    script = str(Path(__file__).with_name("weak_worker.py"))
    start = worker_process.started

    def start_weak(*command: str, **fields: Any) -> Any:
        place = command.index("-m")
        assert command[place + 1] == "sandbox.worker"
        return start(*command[:place], script, weakness, *command[place + 2 :], **fields)

    patch.setattr(worker_process, "started", start_weak)


def _limits(patch: Patch, **fields: int) -> None:
    """Other limits for every module of the parent."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sandbox.") and hasattr(module, "LIMITS"):
            patch.setattr(module, "LIMITS", replace(module.LIMITS, **fields))


def no_wall_clock(patch: Patch) -> None:
    patch.setattr(pool, "WallClock", lambda _: WallClock(1e9))


def no_message_size(patch: Patch) -> None:
    _limits(patch, sandbox_message=64 * MIB)
    patch.setattr(host_calls, "_REPLY_BYTES", 64 * MIB)


def no_output_cap(patch: Patch) -> None:
    """It comes with the run, and parent and worker keep to it each for itself."""
    request = House._request
    patch.setattr(House, "_request", lambda self, code, **fields: request(self, code, output=64 * MIB, **fields))


def no_yield_cap(patch: Patch) -> None:
    _limits(patch, sandbox_yields=1 << 40, sandbox_yielded=1 << 40)
    patch.setattr(Yields, "_fits", True)


def all_at_once(patch: Patch) -> None:
    _limits(patch, sandbox_submitted=1_000)


def no_strict_json(patch: Patch) -> None:
    patch.setattr(bridge, "parse_json", lambda text, limit: json.loads(text))


def no_gatekeeper(patch: Patch) -> None:
    patch.setattr(
        Gatekeeper, "decide", lambda self, asked, args="": Decision(Verdict.ALLOW, Rule(Verdict.ALLOW, asked))
    )


def no_boundary(patch: Patch) -> None:
    """Paths are what they say, wherever they lead."""

    @contextmanager
    def reach(self: GrantedFolders, granted: capability.Capability, path: str) -> Iterator[Spot]:
        where = Path(path)
        folder = os.open(where.parent, os.O_RDONLY)
        try:
            yield Spot(folder, where.name, path, where.stat() if where.exists() else None, is_root=True)
        except OSError as error:
            raise granted_folders.refusal(path, error) from None
        finally:
            os.close(folder)

    patch.setattr(granted_folders, "NO_LINK", 0)
    patch.setattr(GrantedFolders, "reach", reach)
    patch.setattr(GrantedFolders, "refuse_to_move", lambda self, spot: None)
    patch.setattr(FileRequest, "whole", lambda self: self.path)
    for service in ("files.read", "files.write"):
        patch.setitem(capability._COVERS, service, lambda granted, asked: asked.startswith(granted))


def answer_believed(patch: Patch) -> None:
    def believed(done: bridge.Done, *_: Any) -> outcome.Outcome:
        head, _, result = (done.text or "{}").partition("\n")
        answer = json.loads(head)
        if "error" in answer:
            return outcome.Outcome(error=ErrorBody(**{"message": "", **answer["error"]}))
        return outcome.Outcome(result=json.loads(result))

    patch.setattr(outcome, "read", believed)


def calls_outlive_their_run(patch: Patch) -> None:
    async def nothing(self: Execution) -> None:
        pass

    patch.setattr(Execution, "_drop_tickets", nothing)


IN_PARENT: dict[Defence, Callable[[Patch], None]] = {
    Defence.WALL_CLOCK: no_wall_clock,
    Defence.MESSAGE_SIZE: no_message_size,
    Defence.OUTPUT_CAP: no_output_cap,
    Defence.YIELD_CAP: no_yield_cap,
    Defence.STRICT_JSON: no_strict_json,
    Defence.AT_ONCE: all_at_once,
    Defence.GATEKEEPER: no_gatekeeper,
    Defence.GRANT_BOUNDARY: no_boundary,
    Defence.ANSWER: answer_believed,
    Defence.CALLS_END: calls_outlive_their_run,
}


@asynccontextmanager
async def one_worker(image: ImageCache) -> AsyncIterator[Pool]:
    before = asyncio.all_tasks()
    async with Pool(image, workers=1) as pool:
        await pool.prepare()
        yield pool
        left = [task for task in asyncio.all_tasks() - before if task.get_name().startswith("host call")]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def is_caught(case: Case, house: House, pool: Pool) -> bool:
    """Whether the case fails: by what it asserts, by an error, or by not coming to an end."""
    try:
        async with asyncio.timeout(_HANGS_S if case.defence is Defence.WALL_CLOCK else None):
            return bool(await wrongs(case, house, pool))
    except Exception:
        return True


def own(defence: Defence) -> list[Case]:
    """The cases that nothing but this defence holds."""
    return [case for case in CASES if case.defence is defence and not case.held_twice]


def hurried(case: Case) -> Case:
    """With limits that it reaches soon where its defence is gone; without one it would be stopped long before."""
    match case.defence:
        case Defence.WALL_CLOCK | Defence.MEMORY:
            return case
        case Defence.GUEST_TIME:
            return replace(case, cpu_s=0.05, wall_s=0.2)
        case Defence.OPERATION_CAP | Defence.YIELD_CAP:
            return replace(case, wall_s=0.3)
    return replace(case, wall_s=1.0)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.parametrize("defence", Defence, ids=lambda defence: defence.name)
async def test_without_a_defence_its_cases_fail(
    image: ImageCache, house: House, monkeypatch: Patch, defence: Defence
) -> None:
    assert defence.name in WEAKNESSES or defence in IN_PARENT
    if defence.name in WEAKNESSES:
        start_weak_workers(monkeypatch, defence.name)
    IN_PARENT.get(defence, lambda _: None)(monkeypatch)
    cases, missed = [hurried(case) for case in own(defence)], []
    # A guest that is used again carries what one case did to it into the next.
    for together in [[case] for case in cases] if defence is Defence.FRESH_GUEST else [cases]:
        async with one_worker(image) as pool:
            honest = await house.probe(pool)  # what is planted fails no honest run
            assert (honest.result, honest.stdout) == (PROBE_GIVES, "well\n")
            missed += [case.name for case in together if not await is_caught(case, house, pool)]
    assert missed == []


async def test_with_every_defence_the_same_cases_pass_in_the_same_harness(
    image: ImageCache, house: House, monkeypatch: Patch
) -> None:
    start_weak_workers(monkeypatch, "NONE")
    async with one_worker(image) as pool:
        for defence in Defence:
            assert await wrongs(own(defence)[0], house, pool) == []
