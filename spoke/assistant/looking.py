"""What a model looks up: functions that fit, the description of one, the instructions and files of a skill."""

from __future__ import annotations

from sys import maxsize
from typing import Protocol

from pydantic import JsonValue

from shared.limits import LIMITS
from spoke.assistant.arguments import number_of, text_of
from spoke.assistant.reach import Reach, described, line, path_of
from spoke.assistant.tools import DESCRIBE, FOUND, FOUND_MOST, SCRIPT, SEARCH, Tool
from spoke.node.bodies.skills import FilePart, SkillShown

_NOTE = 200
"""Characters that are kept free for a word on what is missing."""


class Shelf(Protocol):
    """The skills of a node, as far as they are read."""

    async def skill(self, name: str) -> SkillShown: ...

    async def skill_file(self, name: str, path: str, offset: int) -> FilePart: ...


async def looked_up(shelf: Shelf, reach: Reach, tool: Tool, args: dict[str, JsonValue]) -> str:
    """Raises `InvalidArgument` and `NotFound`."""
    if tool.kind == SEARCH:
        query = text_of(args, "query")
        found = [line(each) for each in reach.search(query, number_of(args, "limit", most=FOUND_MOST, otherwise=FOUND))]
        skills = [f"skill {each.name}: {each.description[:300]}" for each in reach.search_skills(query, 3)]
        return "\n".join(found + skills) or "Nothing fits. Try other words."
    if tool.kind == DESCRIBE:
        path, _ = path_of(text_of(args, "function"), reach.handle)
        return described(reach.find(path))
    skill, file = text_of(args, "skill"), args.get("file")
    if isinstance(file, str) and file:
        return await _file(shelf, skill, file, number_of(args, "offset", most=maxsize, otherwise=0))
    return await _instructions(shelf, skill)


async def _instructions(shelf: Shelf, skill: str) -> str:
    shown = await shelf.skill(skill)
    files = ", ".join(each.path for each in shown.files if each.path != "SKILL.md")
    told = f"{shown.body}\n\nFiles: {files}" if files else shown.body
    return f"{told}\nTo run with {SCRIPT}: {', '.join(shown.skill.scripts)}" if shown.skill.scripts else told


async def _file(shelf: Shelf, skill: str, file: str, offset: int) -> str:
    part = await shelf.skill_file(skill, file, offset)
    if part.text is None:
        return f"{file} is not text ({part.size} bytes)."
    text = part.text[: LIMITS.tool_result - _NOTE]
    end = offset + len(text.encode())
    return text + (f"\n[goes on at offset {end}]" if end < part.size else "")
