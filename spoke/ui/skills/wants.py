"""What a skill asks for, in plain words. The exact capability always stands under them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.capability import Capability
from shared.errors import InvalidArgument
from spoke.node.bodies.approvals import Grant
from spoke.node.bodies.skills import Skill
from spoke.ui.i18n.capability_words import plain

SECRET = "secret:"  # noqa: S105 - how its capability begins
_ICONS = {
    "files.read": "file", "files.write": "file", "http": "globe", "call": "chip", "store": "archive", "notify": "bell",
    "clipboard.read": "clipboard", "clipboard.write": "clipboard", "model": "model", "secret": "key",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Want:
    """One capability, and what was decided about it: `grant` is none where nothing was."""

    capability: str
    """As the skill writes it, or as it was granted."""
    grant: Grant | None = None
    asked: bool = True
    """The skill's manifest names it."""

    @property
    def icon(self) -> str:
        return _ICONS.get(self.capability.partition(":")[0], "shield")

    @property
    def words(self) -> str:
        return plain(self.capability)


def holder(name: str, digest: str) -> str:
    return f"skill:{name}:{digest}"


def wants_of(skill: Skill, grants: Iterable[Grant]) -> list[Want]:
    """What it asks for with what was decided, then what it was granted besides."""
    held = {grant.capability: grant for grant in grants if grant.holder == holder(skill.name, skill.digest)}
    asked = [Want(text, held.pop(exact(text), None)) for text in skill.capabilities]
    return asked + [Want(grant.capability, grant, asked=False) for grant in held.values()]


def changed_from(skill: Skill, grants: Iterable[Grant]) -> str:
    """Digest of an older version to which something was granted that this one is not decided on; empty if none."""
    holders = {grant.holder for grant in grants}
    if not skill.capabilities or holder(skill.name, skill.digest) in holders:
        return ""
    older = (each.digest for each in skill.versions if not each.active)
    return next((digest for digest in older if holder(skill.name, digest) in holders), "")


def exact(capability: str) -> str:
    """As the node keeps it: `~` is a folder of this machine."""
    try:
        return str(Capability.parse(capability, home=str(Path.home())))
    except InvalidArgument:
        return capability
