"""The skills in reach, by name: which are installed here, which functions they have, which devices offer them."""

from __future__ import annotations

from dataclasses import dataclass

from shared.api import DeviceInfo, FoundFunction
from shared.names import skill_identifier
from spoke.node.bodies.skills import Skill
from spoke.ui.rows import Row
from spoke.ui.sync_foot import counted

EFFECTS = {"none": "", "idempotent": "Changes, safe to repeat", "effect": "Changes"}


@dataclass(frozen=True, slots=True)
class Reach:
    functions: tuple[FoundFunction, ...]
    installed: tuple[Skill, ...]
    devices: tuple[DeviceInfo, ...]
    here: str
    """This device's handle; empty without a hub."""

    def find(self, words: str) -> list[str]:
        """Names of the skills that hold all words, those of this device first."""
        names = {found.info.skill for found in self.functions if _holds(found, words)}
        if not words:
            names |= {skill_identifier(skill.name) for skill in self.installed}
        return sorted(names, key=lambda name: (self.skill_here(name) is None, name))

    def skill_here(self, name: str) -> Skill | None:
        return next((skill for skill in self.installed if skill_identifier(skill.name) == name), None)

    def functions_of(self, skill: str, words: str) -> list[FoundFunction]:
        """Those that hold the words first."""
        own = [found for found in self.functions if found.info.skill == skill]
        return sorted(own, key=lambda found: not _holds(found, words))

    def places_of(self, skill: str) -> str:
        """Names of the devices that offer it, in one line."""
        handles = dict.fromkeys(handle for found in self.functions_of(skill, "") for handle in found.devices)
        return ", ".join(self.name(handle) for handle in handles)

    def choices(self, found: FoundFunction) -> list[tuple[str, str]]:
        """Where it can run: handle and words. Without a hub there is one place, which has no handle."""
        if not self.here:
            return [("", "This device")]
        ordered = sorted(found.devices, key=lambda handle: handle != self.here)
        return [(handle, self._words(handle)) for handle in ordered]

    def name(self, handle: str) -> str:
        return next((device.name for device in self.devices if device.handle == handle), handle)

    def _words(self, handle: str) -> str:
        if handle == self.here:
            return f"{self.name(handle)}, this device"
        state = next((device.state for device in self.devices if device.handle == handle), "")
        return f"{self.name(handle)}, {state}" if state else self.name(handle)


def skill_rows(reach: Reach, names: list[str]) -> list[Row]:
    here = [name for name in names if reach.skill_here(name)]
    away = [name for name in names if not reach.skill_here(name)]
    rows: list[Row] = []
    for head, group in (("On this device", here), ("On other devices", away)):
        if group:
            rows.append(Row(key="", title=f"{head}, {len(group)}"))
            rows += [Row(key=name, title=name, second=_second(reach, name), icon="skill") for name in group]
    return rows or [Row(key="", title="No skill here yet")]


def _second(reach: Reach, name: str) -> str:
    skill = reach.skill_here(name)
    if skill and skill.description:
        return skill.description
    count = counted(len(reach.functions_of(name, "")), "function", "functions")
    return f"{reach.places_of(name)} · {count}" if reach.places_of(name) else count


def _holds(found: FoundFunction, words: str) -> bool:
    text = f"{found.info.skill}.{found.info.function} {found.info.description}".lower()
    return all(word in text for word in words.lower().split())
