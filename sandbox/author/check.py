"""What is wrong with a skill's folder: its SKILL.md, its Python, and what it says of itself in the sandbox.

Nothing of it is run or even parsed on the host, except SKILL.md: the sandbox's own Python reads the sources, so that it
knows the syntax of its version, and so that a source that breaks a parser breaks only its own guest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.author.manifest_check import FILE, check_manifest
from sandbox.author.problem import Problem
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.skills import Skill, from_files, read_files
from shared.errors import BadSkill
from shared.ids import new_id
from shared.schemas import check_schema

_COMPILED = (".so", ".pyd", ".dylib", ".dll", ".pyc")
_NO_IMPORT = (
    "'{name}' is not in the sandbox: neither in its standard library, nor in this skill, nor in its vendor/. "
    "A pure-Python package goes into vendor/."
)


@dataclass(slots=True)
class Checked:
    """`skill` is None where the folder is none; `described` is what the sandbox says of its functions."""

    files: Mapping[str, bytes]
    problems: list[Problem]
    skill: Skill | None = None
    described: dict[str, Any] = field(default_factory=lambda: {"doc": "", "functions": [], "skipped": []})
    tests: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The tests of each file in tests/, with their lines."""

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.warning]

    def shown(self, problem: Problem) -> str:
        source = self.files.get(problem.path)
        return problem.shown(source.decode(errors="replace") if source is not None else None)


async def check_folder(pool: Pool, folder: Path) -> Checked:
    """All there is to say. Raises `BadSkill` only where there is no folder to read."""
    files, name = await asyncio.to_thread(lambda: (read_files(folder), folder.expanduser().resolve().name))
    text = _text(files.get(FILE, b""))
    if text is None:
        return Checked(files, [Problem(FILE, 1, 0, "SKILL.md is not UTF-8 text.")])
    checked = Checked(files, check_manifest(text, name, files))
    try:
        checked.skill = from_files(files, name)
    except BadSkill:
        return checked
    await _check_code(pool, checked, checked.skill)
    checked.problems.sort()
    return checked


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


async def _check_code(pool: Pool, checked: Checked, skill: Skill) -> None:
    compiled = [path for path in checked.files if path.endswith(_COMPILED)]
    checked.problems += [
        Problem(path, 0, 0, "Compiled code does not work in the sandbox; the package must be able to do without.", True)
        for path in compiled
    ]
    outlines = {}
    for path in sorted(path for path in checked.files if path.endswith(".py") and not path.startswith("vendor/")):
        outlines[path] = outline = await _outlined(pool, skill, path, checked.problems)
        if path.startswith("tests/test_"):
            checked.tests[path] = [one for one in outline["functions"] if one["name"].startswith("test_")]
    if skill.has_functions and not (outlines.get(skill.files.entry) or {}).get("error", True):
        await _check_functions(pool, checked, skill, outlines[skill.files.entry])


async def _outlined(pool: Pool, skill: Skill, path: str, problems: list[Problem]) -> dict[str, Any]:
    nothing: dict[str, Any] = {"functions": [], "error": True}
    source = _text(skill.files.files[path])
    if source is None:
        problems.append(Problem(path, 1, 0, "It is not UTF-8 text."))
        return nothing
    record = await _ask(pool, skill, "outline", {"source": source, "own": sorted(_modules(skill))})
    if record.error is not None:
        problems.append(Problem(path, 1, 0, f"It cannot be read as Python: {record.error.message}"))
        return nothing
    outline: Any = record.result
    if error := outline["error"]:
        problems.append(_problem(path, error, f"{str(error['message'])[:300]}."))
    for twice in outline["duplicates"]:
        problems.append(_problem(path, twice, f"'{twice['name']}' is defined in line {twice['first']} already."))
    for missing in outline["imports"]:
        problems.append(_problem(path, missing, _NO_IMPORT.format(name=missing["name"]), warning=True))
    return dict(outline)


def _modules(skill: Skill) -> set[str]:
    """First names of what the skill's own files may import."""
    own = {"felloe", "felloe_runner"}
    for path in skill.files.files:
        parts = path.split("/")
        for root in ([], skill.files.entry.split("/")[:-1], ["vendor"], ["tests"]):
            if parts[: len(root)] == root and len(parts) > len(root):
                own.add(parts[len(root)].removesuffix(".py"))
    return own


async def _check_functions(pool: Pool, checked: Checked, skill: Skill, outline: Mapping[str, Any]) -> None:
    entry = skill.files.entry
    record = await _ask(pool, skill, "describe", {})
    if (error := record.error) is not None:
        path, line = str(error.details.get("file") or entry), int(error.details.get("line") or 1)
        checked.problems.append(Problem(path, line, 1, f"It cannot be imported: {error.message}", width=10_000))
        return
    found: Any = record.result
    checked.described = found
    places = {one["name"]: one for one in outline["functions"]}
    for skipped in found["skipped"]:
        place = _parameter(places.get(skipped["name"]), skipped["reason"])
        message = f"'{skipped['name']}' cannot be called: {skipped['reason']}."
        checked.problems.append(_problem(entry, place, message, warning=True))
    for function in found["functions"]:
        try:
            check_schema(function["parameters"])
        except BadSkill as bad:
            checked.problems.append(_problem(entry, places.get(function["name"]), f"{function['name']}: {bad.message}"))


def _parameter(function: Mapping[str, Any] | None, reason: str) -> Mapping[str, Any] | None:
    """The parameter that a reason names, if it does."""
    parameters: Iterable[Mapping[str, Any]] = function["parameters"] if function else ()
    return next((one for one in parameters if reason.startswith(f"'{one['name']}'")), function)


def _problem(path: str, place: Mapping[str, Any] | None, message: str, warning: bool = False) -> Problem:
    place = place or {"line": 1, "column": 0, "width": 1}
    return Problem(path, int(place["line"]), int(place["column"]), message, warning, int(place["width"]))


async def _ask(pool: Pool, skill: Skill, kind: Any, args: Mapping[str, Any]) -> RunRecord:
    request = RunRequest(new_id(), kind, skill=skill.files, args=args)
    return await pool.run(request, Gatekeeper(skill.manifest.name), {})
