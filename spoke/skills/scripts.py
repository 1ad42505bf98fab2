"""Scripts of skills: Python files that are run as programs, with arguments, standard input and an exit code. Pure.

Most public skills come with such files and no functions. Where a skill has functions, a file beside them is mostly a
part of theirs, so there only what says that it is a program counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sandbox.run_record import SkillFiles
from sandbox.skills import Skill
from shared.errors import InvalidArgument, NotFound
from shared.limits import LIMITS

PARAMETERS: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "argv": {"type": "array", "items": {"type": "string"}, "description": "Its arguments, without its name."},
        "stdin": {"type": "string", "description": "What it reads from standard input."},
    },
}
"""JSON Schema of what a script is given."""

_FOLDER = "scripts/"
_SHOWN = 20


def programs(skill: Skill) -> list[str]:
    """Its scripts, by their paths in it."""
    found = []
    for path, data in sorted(skill.files.files.items()):
        name = path.rpartition("/")[2]
        if not path.startswith(_FOLDER) or not path.endswith(".py") or name.startswith("_"):
            continue
        if path != skill.files.entry and (not skill.has_functions or b"__main__" in data):
            found.append(path)
    return found


def script_of(files: SkillFiles, wanted: str) -> str:
    """The path in the skill of what somebody means by `wanted`. Raises `NotFound`, `InvalidArgument`."""
    path = wanted.strip().removeprefix("./").removeprefix(f"/skill/{files.name}/")
    if path not in files.files and path.partition("/")[0].replace("-", "_") == files.name:
        path = path.partition("/")[2]
    if path not in files.files:
        there = [each for each in sorted(files.files) if each.endswith(".py")][:_SHOWN]
        has = f"It has {', '.join(there) or 'no Python file'}."
        raise NotFound(f"The skill {files.name} has no file '{wanted[:200]}'. {has}")
    if not path.endswith(".py"):
        raise InvalidArgument(f"'{path[:200]}' is no Python file: only those are run as programs.")
    return path


def check_stdin(text: str) -> bytes:
    """Raises `InvalidArgument` for what no program can be given."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise InvalidArgument("The standard input holds half of a character.") from None
    if len(data) > LIMITS.script_stdin:
        raise InvalidArgument(f"A script is given at most {LIMITS.script_stdin} bytes of standard input.")
    return data
