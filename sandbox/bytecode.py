"""Bytecode of skills: made once by a guest that runs none of the skill, then handed to each guest that imports it.

The host's own Python cannot make it (another version), nor may a guest that runs the skill: what one run does must not
reach the next. Nothing here is loaded outside the sandbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

from pydantic import JsonValue

from sandbox.run_record import SkillFiles
from shared.limits import KIB, MIB

Bytecode = Mapping[str, str]
"""Base64 of CPython's marshal, by path inside the skill."""

Compile = Callable[[list[str]], Awaitable[JsonValue]]
"""Compiles these files in a guest: base64 by path; None where it could not."""

_BATCH = 192 * KIB
"""Source for one guest: compiled it fits a message, and a second of computing."""

_MOST = 8 * MIB
"""Of one skill, base64, since constants may fold to far more than their source; the rest is compiled where imported."""

_IN_MEMORY = 64 * MIB
_ON_DISK = 256 * MIB


class BytecodeCache:
    """`folder` belongs to one image, since no other Python reads what is kept there; it need not be writable."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: OrderedDict[str, Bytecode] = OrderedDict()
        self._begun: dict[str, list[Bytecode]] = {}
        """Batches of skills whose compiling was cut: the next who wants one goes on from there."""
        self._locks: dict[str, asyncio.Lock] = {}

    async def of(self, skill: SkillFiles, compile_files: Compile) -> Bytecode:
        """The bytecode of the skill's files, compiled now if it was not. Cancel-safe; no skill waits for another."""
        key = hashlib.sha256(f"{skill.name}\0{skill.digest}".encode()).hexdigest()
        if key not in self._known:
            async with self._locks.setdefault(key, asyncio.Lock()):
                if key not in self._known:
                    self._remember(key, await self._found(key, skill, compile_files))
            self._locks.pop(key, None)
        self._known.move_to_end(key)
        return self._known[key]

    def _remember(self, key: str, bytecode: Bytecode) -> None:
        self._known[key] = bytecode
        while len(self._known) > 1 and sum(map(_size, self._known.values())) > _IN_MEMORY:
            self._known.popitem(last=False)

    async def _found(self, key: str, skill: SkillFiles, compile_files: Compile) -> Bytecode:
        bytecode = await asyncio.to_thread(self._read, key)
        if bytecode is None:
            bytecode = await self._compiled(key, skill, compile_files)
            await asyncio.to_thread(self._write, key, bytecode)
        return bytecode

    async def _compiled(self, key: str, skill: SkillFiles, compile_files: Compile) -> Bytecode:
        done = self._begun.setdefault(key, [])
        for batch in list(_batches(skill))[len(done) :]:
            found = _checked(await compile_files(batch)) or {}
            done.append({path: found[path] for path in batch if path in found})
        del self._begun[key]
        bytecode: dict[str, str] = {}
        for part in done:
            if _size(bytecode) + _size(part) <= _MOST:
                bytecode |= part
        return bytecode

    def _read(self, key: str) -> Bytecode | None:
        try:
            said = json.loads((self._folder / f"{key}.json").read_bytes())
            return _checked(said["code"]) if said["sha256"] == _sha256(said["code"]) else None
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def _write(self, key: str, bytecode: Bytecode) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            stack.callback(Path(name).unlink, missing_ok=True)
            with os.fdopen(handle, "w") as file:
                json.dump({"sha256": _sha256(bytecode), "code": bytecode}, file)
            Path(name).replace(self._folder / f"{key}.json")
            self._sweep()

    def _sweep(self) -> None:
        """Keep the newest."""
        kept = 0
        for path in sorted(self._folder.iterdir(), key=_mtime, reverse=True):
            kept += path.stat().st_size
            if kept > _ON_DISK:
                path.unlink(missing_ok=True)


def _size(bytecode: Bytecode) -> int:
    return sum(map(len, bytecode.values()))


def _sha256(bytecode: Bytecode) -> str:
    return hashlib.sha256(json.dumps(bytecode, sort_keys=True).encode()).hexdigest()


def _mtime(path: Path) -> float:
    return path.stat().st_mtime


def _batches(skill: SkillFiles) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for path, data in sorted(skill.files.items()):
        if not path.endswith(".py") or len(data) > _BATCH:
            continue
        if size + len(data) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += len(data)
    if batch:
        yield batch


def _checked(bytecode: object) -> dict[str, str] | None:
    if isinstance(bytecode, dict) and all(isinstance(text, str) for item in bytecode.items() for text in item):
        return bytecode
    return None
