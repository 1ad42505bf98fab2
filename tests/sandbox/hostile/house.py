"""The house that hostile code tries to break into: a folder with a granted part, functions that it may call and not.

What a run was really given is seen here, not in what its record says.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hostile.case import Case
from pydantic import JsonValue

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.services.call import CallService, GuestCall
from sandbox.services.local import local_services
from sandbox.services.service import Services

SECRET = "the secret of the house"

LEFT = "left_by_a_hostile_run"

PROBE = f"""
import asyncio, builtins, gc, io, json, os, random, sys, time
from felloe import call
assert len("four") == 4 and sum([1, 2]) == 3 and isinstance(1, int)
time.sleep(0)
async def both():
    return await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2))
traces = [
    {LEFT!r} in os.environ, {LEFT!r} in sys.modules, hasattr(builtins, {LEFT!r}), {LEFT!r} in sys.path,
    sys.gettrace() is not None, len(gc.callbacks) > 0, sys.getrecursionlimit() > 10**6, not gc.isenabled(),
]
print("well")
[traces, json.loads("[1]"), await both(), call("safe.echo", x=6 * 7), open(folder + "/open/hello").read(), str(10**9)]
"""

_CALLS = 100
"""Instead of a thousand: a storm is over sooner."""

_PROBE_S = 120.0
"""An honest run is not to fail because the machine is busy."""

PROBE_GIVES = [[False] * 8, [1], [1, 2], {"x": 42}, "hello", "1000000000"]


class House:
    """Build it in an empty folder. `served` are the calls that reached a function, `waiting` those still in one.

    `most` is how many were in one at a time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.served: list[str] = []
        self.waiting = self.most = 0
        _furnish(folder)
        inside = f"files.read:{folder / 'open'}"
        desk = f"files.write:{folder / 'desk'}"
        granted = [inside, desk, f"files.read:{folder / 'one'}", "call:safe.*", "call:device:here.echo"]
        granted.append("http:safe.example")
        self.gate = Gatekeeper.granting("This code", [Capability.parse(text) for text in granted])
        self._before = self._kept()
        self.services: Services = {
            **local_services([folder / "open" / "own", folder / "desk" / "own", folder / "desk" / "above" / "own"]),
            "call": CallService(self._make),
        }

    def changed(self) -> list[str]:
        """What became other since the last time, where nothing may."""
        before, self._before = self._before, self._kept()
        return [path for path in before.keys() | self._before.keys() if before.get(path) != self._before.get(path)]

    def _kept(self) -> dict[str, str]:
        """All but what may be written: `desk`, without Felloe's own folders in it."""
        found = {}
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if name.startswith("desk/") and "own" not in name:
                continue
            found[name] = path.read_text() if path.is_file() and not path.is_symlink() else ""
        return found

    async def _make(self, call: GuestCall) -> JsonValue:
        name = f"{call.target}:{call.path}"
        self.served.append(name)
        match str(call.path).partition(".")[2]:
            case "echo":
                return dict(call.args)
            case "large":
                return "x" * 2_000_000
            case "crash":
                raise RuntimeError(f"{__file__}: {SECRET}")
            case "never":
                with self._one_more():
                    await asyncio.Event().wait()
        return SECRET

    @contextmanager
    def _one_more(self) -> Iterator[None]:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        try:
            yield
        finally:
            self.waiting -= 1

    async def run(self, pool: Pool, case: Case) -> RunRecord:
        request = self._request(case.code, cpu_s=case.budget, wall_s=case.wall_s, most_calls=_CALLS)
        return await pool.run(request, self.gate, self.services)

    async def probe(self, pool: Pool) -> RunRecord:
        """An honest run, which finds out whether it has a whole and clean guest."""
        return await pool.run(self._request(PROBE, wall_s=_PROBE_S), self.gate, self.services)

    def _request(self, code: str, **fields: Any) -> RunRequest:
        return RunRequest("run", "exec", code=code, args={"folder": str(self.folder)}, **fields)

    def robbed(self) -> list[str]:
        """Calls that were served though nobody granted them."""
        return [name for name in self.served if ":safe." not in name and name != "device:here.echo"]


def _furnish(folder: Path) -> None:
    for name in ("open", "open/own", "opened", "desk", "desk/own", "desk/above", "desk/above/own"):
        (folder / name).mkdir()
    for name in ("bait", "opened/bait", "desk/note"):
        (folder / name).write_text(name)
    (folder / "open" / "hello").write_text("hello")
    for name in ("secret", "opened/secret", "open/own/secret", "one", "one.more"):
        (folder / name).write_text(SECRET)
    (folder / "open" / "link").symlink_to(folder / "secret")
    (folder / "open" / "up").symlink_to(folder)
    (folder / "desk" / "link").symlink_to(folder / "opened" / "bait")
    (folder / "desk" / "up").symlink_to(folder)
    for name in ("open/fifo", "desk/fifo"):
        os.mkfifo(folder / name)
