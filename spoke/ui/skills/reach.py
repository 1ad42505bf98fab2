"""The skills in reach, by name: which are installed here, which functions they have, which devices offer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.api import DeviceInfo, FoundFunction
from shared.names import skill_identifier
from spoke.node.bodies.approvals import Grant
from spoke.node.bodies.runs import Figures
from spoke.node.bodies.secrets import SecretInfo
from spoke.node.bodies.skills import Skill, SkillVersion
from spoke.ui.i18n.translate import later, plural, tr
from spoke.ui.skills.wants import changed_from
from spoke.ui.widgets.row_model import Row

EFFECTS = {"none": "", "idempotent": later("Changes, safe to repeat"), "effect": later("Changes")}


@dataclass(frozen=True, slots=True)
class Reach:
    functions: tuple[FoundFunction, ...] = ()
    installed: tuple[Skill, ...] = ()
    devices: tuple[DeviceInfo, ...] = ()
    here: str = ""
    """This device's handle; empty without a hub."""
    grants: tuple[Grant, ...] = ()
    secrets: Mapping[str, SecretInfo] = field(default_factory=dict)
    figures: Mapping[str, Figures] = field(default_factory=dict)
    """Of the last day, by `skill.function`."""
    left: frozenset[str] = frozenset()
    """Digests of changed skills that a person left ungranted."""

    def find(self, words: str) -> list[str]:
        """Names of the skills that hold all words, those of this device first."""
        names = {found.info.skill for found in self.functions if _holds(found, words)}
        wanted = words.lower().split()
        names |= {
            skill_identifier(skill.name)
            for skill in self.installed
            if all(word in f"{skill.name} {skill.description}".lower() for word in wanted)
        }
        return sorted(names, key=lambda name: (self.skill_here(name) is None, name))

    def skill_here(self, name: str) -> Skill | None:
        return next((skill for skill in self.installed if skill_identifier(skill.name) == name), None)

    def changed(self, name: str) -> SkillVersion | None:
        """The version before, to which something was granted that the one in use is not decided on."""
        skill = self.skill_here(name)
        if skill is None or skill.digest in self.left:
            return None
        old = changed_from(skill, self.grants)
        return next((each for each in skill.versions if each.digest == old), None)

    def functions_of(self, skill: str, words: str) -> list[FoundFunction]:
        """Those that hold the words first."""
        own = [found for found in self.functions if found.info.skill == skill]
        return sorted(own, key=lambda found: not _holds(found, words))

    def places_of(self, skill: str) -> str:
        """Names of the devices that offer it, in one line."""
        handles = dict.fromkeys(handle for found in self.functions_of(skill, "") for handle in found.devices)
        return ", ".join(self.name(handle) for handle in handles)

    def runs_of(self, skill: str) -> int:
        """In the last day, on this device."""
        return sum(each.runs for title, each in self.figures.items() if title.startswith(f"{skill}."))

    def choices(self, found: FoundFunction) -> list[tuple[str, str]]:
        """Where it can run: handle and words. Without a hub there is one place, which has no handle."""
        if not self.here:
            return [("", tr("This device"))]
        ordered = sorted(found.devices, key=lambda handle: handle != self.here)
        return [(handle, self._words(handle)) for handle in ordered]

    def name(self, handle: str) -> str:
        return next((device.name for device in self.devices if device.handle == handle), handle)

    def _words(self, handle: str) -> str:
        if handle == self.here:
            return tr("{device}, this device", device=self.name(handle))
        state = next((device.state for device in self.devices if device.handle == handle), "")
        words = {"online": tr("online"), "offline": tr("offline"), "suspect": tr("has not answered for a while")}
        return f"{self.name(handle)}, {words[state]}" if state in words else self.name(handle)


def skill_rows(reach: Reach, names: list[str]) -> list[Row]:
    here = [name for name in names if reach.skill_here(name)]
    away = [name for name in names if not reach.skill_here(name)]
    rows: list[Row] = []
    for head, group in (
        (tr("On this device, {count}", count=len(here)), here),
        (tr("On other devices, {count}", count=len(away)), away),
    ):
        if group:
            rows.append(Row(key="", title=head))
            rows += [_row(reach, name) for name in group]
    return rows or [Row(key="", title=tr("No skill here yet"))]


def _row(reach: Reach, name: str) -> Row:
    changed = reach.changed(name) is not None
    return Row(
        key=name,
        title=name,
        second=_second(reach, name),
        icon="skill",
        side=tr("Changed") if changed else "",
        side_icon="warning" if changed else "",
        side_ink="warn",
    )


def _second(reach: Reach, name: str) -> str:
    skill = reach.skill_here(name)
    if skill and skill.description:
        return skill.description
    count = plural("%n function", "%n functions", len(reach.functions_of(name, "")))
    return f"{reach.places_of(name)} · {count}" if reach.places_of(name) else count


def _holds(found: FoundFunction, words: str) -> bool:
    text = f"{found.info.path} {found.info.description}".lower()
    return all(word in text for word in words.lower().split())
