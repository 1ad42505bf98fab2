"""Compiled Python of skills: made once by a guest that runs none of it, then handed to each guest that imports it.

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
from shared.limits import KIB

Code = Mapping[str, str]
"""Base64 of CPython's marshal, by path inside the skill."""

Compile = Callable[[list[str]], Awaitable[JsonValue]]
"""Compiles these files in a guest: base64 by path; None where it could not."""

_BATCH = 192 * KIB
"""Source for one guest: compiled it fits a message, and a second of computing."""

_IN_MEMORY = 16
_ON_DISK = 256


class CompiledSkills:
    """`folder` belongs to one image, since no other Python reads what is kept there; it need not be writable."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: OrderedDict[str, Code] = OrderedDict()
        self._compiling = asyncio.Lock()

    async def of(self, skill: SkillFiles, compile_files: Compile) -> Code:
        """The code of the skill's files, compiled now if it was not. Cancel-safe."""
        key = hashlib.sha256(f"{skill.name}\0{skill.digest}".encode()).hexdigest()
        async with self._compiling:
            code = self._known.get(key)
            if code is None:
                code = self._read(key)
                if code is None:
                    code = await _compiled(skill, compile_files)
                    self._write(key, code)
                self._known[key] = code
                while len(self._known) > _IN_MEMORY:
                    self._known.popitem(last=False)
            self._known.move_to_end(key)
            return code

    def _read(self, key: str) -> Code | None:
        try:
            code = json.loads((self._folder / f"{key}.json").read_bytes())
        except (OSError, ValueError):
            return None
        return _checked(code)

    def _write(self, key: str, code: Code) -> None:
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "w") as file:
                json.dump(code, file)
            Path(name).replace(self._folder / f"{key}.json")
            for old in sorted(self._folder.iterdir(), key=_written, reverse=True)[_ON_DISK:]:
                old.unlink(missing_ok=True)


def _written(path: Path) -> float:
    return path.stat().st_mtime


async def _compiled(skill: SkillFiles, compile_files: Compile) -> Code:
    code: dict[str, str] = {}
    for batch in _batches(skill):
        found = _checked(await compile_files(batch)) or {}
        code |= {path: found[path] for path in batch if path in found}
    return code


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


def _checked(code: object) -> Code | None:
    if isinstance(code, dict) and all(isinstance(text, str) for item in code.items() for text in item):
        return code
    return None
