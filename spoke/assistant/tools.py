"""The tools that a model is given: each function in reach while they are few, else ways to find and to run them.

A tool definition costs tokens in each question, so above `LIMITS.tools` functions the model searches, reads what it
found and writes code (with ten, calls without code went as well and failed less).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from shared.limits import LIMITS
from spoke.assistant.reach import Reach, Reachable
from spoke.node.bodies.answers import ToolsOffered
from spoke.skills.scripts import PARAMETERS

RUN_CODE: Final = "run_code"
SEARCH: Final = "search_skills"
DESCRIBE: Final = "describe_function"
READ: Final = "read_skill"
SCRIPT: Final = "run_script"

FOUND: Final = 8
"""How many functions a search gives where the model does not say."""

FOUND_MOST: Final = 30

_LONGEST_NAME = 64
_DESCRIPTION = 1_000
_DEVICE = "on_device"

Kind = Literal["function", "run_code", "search_skills", "describe_function", "read_skill", "run_script"]


@dataclass(frozen=True, slots=True)
class Tool:
    kind: Kind
    name: str
    wire: dict[str, Any]
    function: Reachable | None = None
    device_argument: str = ""
    """Name of the argument that chooses the device, where there is a choice."""


class Tools:
    """Those of one answer."""

    def __init__(self, reach: Reach, *, short: bool = False, offered: ToolsOffered | None = None) -> None:
        """`short`: for a model that can read little. `offered`: as the user wants it."""
        self.reach = reach
        most = {"each": LIMITS.tools_most, "search": 0}.get(offered or "", LIMITS.tools)
        self.direct = len(reach.functions) <= most
        made = [_function_tool(each, short) for each in reach.functions.values()] if self.direct else _finders()
        made += [_run_code(direct=self.direct, short=short)] + ([_read_skill()] if reach.skills else [])
        made += [_run_script(short=short)] if any(skill.scripts for skill in reach.skills.values()) else []
        self._by_name = {tool.name: tool for tool in made}

    @property
    def wire(self) -> list[dict[str, Any]]:
        return [tool.wire for tool in self._by_name.values()]

    @property
    def names(self) -> list[str]:
        return list(self._by_name)

    def find(self, name: str) -> Tool | None:
        """Also where the model wrote it as Python does."""
        plain = name.strip().removeprefix("functions.").removeprefix("device.")
        return self._by_name.get(plain) or self._by_name.get(plain.replace(".", "__"))


def _function_tool(each: Reachable, short: bool) -> Tool:
    name = _name(each)
    parameters = dict(each.info.parameters)
    description = each.summary if short else each.info.description.strip()[:_DESCRIPTION]
    argument = ""
    if not (each.here and len(each.devices) == 1):
        properties = dict(parameters.get("properties", {}))
        argument = _DEVICE if _DEVICE not in properties else f"felloe_{_DEVICE}"
        choice = {"type": "string", "enum": list(each.devices[:20]), "description": "Which device is to do it."}
        parameters["properties"] = properties | {argument: choice}
        description += f"\nOn: {', '.join(each.devices[:20])}."
    wire = _wire(name, description or each.path, parameters)
    return Tool("function", name, wire, each, argument)


def _name(each: Reachable) -> str:
    name = re.sub(r"[^A-Za-z0-9_-]", "_", f"{each.info.skill}__{each.info.function}")
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(each.path.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST_NAME - 9]}_{digest}"


def _finders() -> list[Tool]:
    search = {
        "type": "object",
        "properties": {
            "query": {"type": "string", "description": "A few words of what is to be done."},
            "limit": {"type": "integer", "minimum": 1, "maximum": FOUND_MOST, "default": FOUND},
        },
        "required": ["query"],
    }
    describe = {
        "type": "object",
        "properties": {"function": {"type": "string", "description": "SKILL.FUNCTION or DEVICE:SKILL.FUNCTION"}},
        "required": ["function"],
    }
    return [
        Tool(SEARCH, SEARCH, _wire(SEARCH, "Find functions that code can call, and skills to read.", search)),
        Tool(DESCRIBE, DESCRIBE, _wire(DESCRIBE, "A function's signature and documentation.", describe)),
    ]


_CODE = """Run Python 3 in a fresh sandbox, without files, network or packages of its own. Call functions of skills by \
name with keyword arguments: device.SKILL.FUNCTION(…) on this device, devices.HANDLE.SKILL.FUNCTION(…) on another, \
devices.any.SKILL.FUNCTION(…) on whichever has it. The value of the last expression (or a variable `result`) comes \
back as JSON, with what was printed. Reduce large results to what you need before you return them."""
_SHORT_CODE = "Run Python 3 in a sandbox: device.SKILL.FUNCTION(…) calls skills. The last expression is the result."


def _run_code(*, direct: bool, short: bool) -> Tool:
    parameters = {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]}
    use = " Use it to compute, and to combine several calls." if direct else ""
    return Tool(RUN_CODE, RUN_CODE, _wire(RUN_CODE, (_SHORT_CODE if short else _CODE) + use, parameters))


def _read_skill() -> Tool:
    parameters = {
        "type": "object",
        "properties": {
            "skill": {"type": "string"},
            "file": {"type": "string", "description": "One of its files, by path; without it its instructions."},
            "offset": {"type": "integer", "minimum": 0, "default": 0},
        },
        "required": ["skill"],
    }
    return Tool(
        READ, READ, _wire(READ, "Read a skill's instructions before you follow it, or a file of it.", parameters)
    )


_SCRIPT = """Run a script of a skill as a program, in a fresh sandbox: its exit code and what it printed come back. \
Read the skill first. Name files of the device by their whole path: the script opens only what the person allows, and \
what it writes elsewhere is gone when it ends."""
_SHORT_SCRIPT = "Run a script of a skill as a program in a sandbox. Name files by their whole path."


def _run_script(*, short: bool) -> Tool:
    where = {"skill": {"type": "string"}, "file": {"type": "string", "description": "Such as scripts/convert.py"}}
    parameters = {**PARAMETERS, "properties": where | PARAMETERS["properties"], "required": ["skill", "file"]}
    return Tool(SCRIPT, SCRIPT, _wire(SCRIPT, _SHORT_SCRIPT if short else _SCRIPT, parameters))


def _wire(name: str, description: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}
