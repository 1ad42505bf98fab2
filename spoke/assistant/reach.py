"""What the assistant could call in one answer: functions here and on the user's other devices, and skills to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.api import FoundFunction, FunctionInfo
from shared.catalogue import CATALOGUE_TOKENS, best, shortened, tokens, words
from shared.errors import NotFound
from shared.names import SkillPath
from shared.stubs import stub
from spoke.node.bodies.skills import Skill
from spoke.skills.disclosure import catalogue

_DEVICES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Reachable:
    """A function, with the handles of the devices that have it; this device's first."""

    info: FunctionInfo
    devices: tuple[str, ...]
    here: bool

    @property
    def path(self) -> str:
        return self.info.path

    @property
    def summary(self) -> str:
        """The first line of what it says of itself."""
        return self.info.description.strip().partition("\n")[0]


class Reach:
    """Functions and skills as they are when the answer begins. What cannot be called (`never`) is not in it."""

    def __init__(self, found: Sequence[FoundFunction], skills: Sequence[Skill], handle: str) -> None:
        self.handle = handle
        self.skills = {skill.name: skill for skill in skills}
        closed = {each.info.path for skill in skills for each in skill.functions if each.exposure == "never"}
        self.functions = _merged(found, handle, closed)
        self._found = {path: FoundFunction(info=each.info, devices=[], device_count=0)
                       for path, each in self.functions.items()}  # fmt: skip

    def find(self, path: str) -> Reachable:
        """By SKILL.FUNCTION. Raises `NotFound` in words that a model can act on."""
        found = self.functions.get(path)
        if found is None:
            near = ", ".join(each.path for each in self.search(path, 5)) or "none that is like it"
            raise NotFound(f"There is no function '{path[:100]}' in reach. There is: {near}.")
        return found

    def search(self, query: str, limit: int) -> list[Reachable]:
        ranked = best(list(self._found.values()), query)
        return [self.functions[each.info.path] for each in ranked[:limit]]

    def search_skills(self, query: str, limit: int) -> list[Skill]:
        """Skills of this device that are instructions, by the words of the query."""
        wanted = set(words(query))
        scored = [
            (len(wanted & set(words(f"{skill.name} {skill.description}"))), skill) for skill in self.skills.values()
        ]
        return [skill for score, skill in sorted(scored, key=lambda each: -each[0]) if score][:limit]

    def catalogue(self, room: int = CATALOGUE_TOKENS) -> str:
        """One line for each skill, as far as the whole fits; the rest is only counted."""
        here = catalogue(self.skills.values())
        lines = [f"- {each.name}: {each.description}" for each in here.skills]
        lines += [f"- {name}: {text}" for name, text in self._elsewhere().items()]
        kept: list[str] = []
        for line in lines:
            cost = tokens(line) + 1
            if cost > room:
                break
            room -= cost
            kept.append(line)
        left = len(lines) - len(kept) + here.left_out
        return "\n".join(kept + ([f"- and {left} more, found by search_skills"] if left else []))

    def _elsewhere(self) -> Mapping[str, str]:
        """Skills that only other devices have: what is known of them is what their functions say."""
        named: dict[str, list[Reachable]] = {}
        for each in self.functions.values():
            if each.info.skill not in self.skills:
                named.setdefault(each.info.skill, []).append(each)
        return {
            skill: shortened(f"(on {_on(group[0])}) " + "; ".join(each.summary for each in group), 60)
            for skill, group in named.items()
        }


def line(each: Reachable) -> str:
    """A function in two lines: how it is called, and what it does."""
    found = stub(_dotted(each), each.info.parameters, each.info.returns, "", each.info.effect).partition('\n    """')
    where = "" if each.here and len(each.devices) == 1 else f"  [on {_on(each)}]"
    return f"{found[0].removeprefix('def ').rstrip(':')}\n    {each.summary}{where}"


def described(each: Reachable) -> str:
    """A function as code that calls it may read it."""
    info = each.info
    text = stub(_dotted(each), info.parameters, info.returns, info.description, info.effect)
    others = [handle for handle in each.devices if f"devices.{handle}." not in text]
    also = f"\n\nOn: {', '.join(others[:20])} (devices.HANDLE.{each.path})" if others and len(each.devices) > 1 else ""
    note = "\n\nArguments go by name only. `aio` has awaitable twins: await device.aio.SKILL.FUNCTION(…)."
    return text + also + note


def path_of(text: str, handle: str) -> tuple[str, str | None]:
    """SKILL.FUNCTION and the device of whatever a model wrote for one."""
    text = text.strip().removeprefix("devices.").removeprefix("device.")
    if "." in text and ":" not in text and text.count(".") == 2:
        device, _, rest = text.partition(".")
        text = rest if device == "any" else f"{device}:{rest}"
    path = SkillPath.parse(text)
    return f"{path.skill}.{path.function}", None if path.device == handle else path.device


def _merged(found: Sequence[FoundFunction], handle: str, closed: set[str]) -> dict[str, Reachable]:
    """One for each path: two devices may have different versions, and then this device's signature counts."""
    merged: dict[str, Reachable] = {}
    for each in found:
        path = each.info.path
        devices = [device for device in each.devices if device != handle or path not in closed]
        if not devices:
            continue
        known = merged.get(path)
        handles = dict.fromkeys((*(known.devices if known else ()), *devices))
        info = known.info if known else each.info
        ordered = tuple(sorted(handles, key=lambda device: device != handle))
        merged[path] = Reachable(info, ordered, handle in handles)
    return merged


def _dotted(each: Reachable) -> str:
    return f"device.{each.path}" if each.here else f"devices.{each.devices[0]}.{each.path}"


def _on(each: Reachable) -> str:
    named = ", ".join(each.devices[:_DEVICES_NAMED])
    return f"{named} and {len(each.devices) - _DEVICES_NAMED} more" if len(each.devices) > _DEVICES_NAMED else named
