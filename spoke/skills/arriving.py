"""Functions of other devices as they come in: nobody here has looked at them, and what is made of them (forms, tools of
a model, Python signatures) relies on what an install would have refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from shared.api import FoundFunction, FunctionInfo
from shared.errors import BadSkill, FelloeError
from shared.names import MAX_NAME, SkillPath
from shared.schemas import check_part, check_schema
from spoke.node.bodies.skills import LeftOut

_REMEMBERED = 4_096


class Arriving:
    """Remembers what it has looked at: the same is asked for at each key of a search."""

    def __init__(self) -> None:
        self._faults: dict[bytes, str] = {}

    def sound(self, found: Iterable[FoundFunction]) -> tuple[list[FoundFunction], list[LeftOut]]:
        """Those that can be used, and the others with what is wrong with each."""
        kept: list[FoundFunction] = []
        left: list[LeftOut] = []
        for each in found:
            if fault := self._fault(each.info):
                left.append(LeftOut(path=each.info.path[: 2 * MAX_NAME], devices=each.devices, reason=fault))
            else:
                kept.append(each)
        return kept, left

    def _fault(self, info: FunctionInfo) -> str:
        try:
            key = hashlib.sha256(info.model_dump_json().encode()).digest()
        except ValueError:  # nested too deeply, or half of a character
            return "A function's schema is not JSON."
        if (known := self._faults.get(key)) is not None:
            return known
        if len(self._faults) >= _REMEMBERED:
            self._faults.clear()
        fault = self._faults[key] = fault_of(info)
        return fault


def fault_of(info: FunctionInfo) -> str:
    """What is wrong with it, in a sentence; empty where nothing is."""
    try:
        if max(len(info.skill), len(info.function)) > MAX_NAME:
            raise BadSkill(f"A name of a skill or function holds more than {MAX_NAME} characters.")
        SkillPath.parse(info.path)
        check_schema(info.parameters)
        for part in (info.returns, info.yields):
            if part is not None:
                check_part(part)
    except FelloeError as error:
        return error.message
    return ""
