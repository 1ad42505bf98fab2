"""What a skill asks for, in plain words. The exact capability always stands under them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.capability import Capability
from shared.errors import InvalidArgument
from spoke.node.bodies.approvals import Grant
from spoke.node.bodies.skills import Skill
from spoke.ui.i18n.translate import later, tr

SECRET = "secret:"  # noqa: S105 - how its capability begins
_ICONS = {
    "files.read": "file", "files.write": "file", "http": "globe", "call": "chip", "store": "archive", "notify": "bell",
    "clipboard.read": "clipboard", "clipboard.write": "clipboard", "model": "model", "secret": "key",
}  # fmt: skip
_WHOLE = {
    "store": later("Keep data of its own on this device"),
    "notify": later("Show notifications"),
    "clipboard.read": later("Read the clipboard"),
    "clipboard.write": later("Put text into the clipboard"),
    "model": later("Ask a language model"),
}
_SAFE = {"GET", "HEAD"}


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


def plain(capability: str) -> str:
    """`Fetch from api.example.org` for `http:api.example.org`."""
    service, _, scope = capability.partition(":")
    if service in _WHOLE and not scope:
        return tr(_WHOLE[service])
    match service:
        case "files.read":
            return tr("Read files in {folder}", folder=scope)
        case "files.write":
            return tr("Read and change files in {folder}", folder=scope)
        case "http":
            return _http(scope)
        case "call":
            return _call(scope)
        case "model":
            return tr("Ask the language model {name}", name=scope)
        case "secret":
            return tr("Have the secret {name} sent, without seeing it", name=scope)
        case _:
            return capability


def _http(scope: str) -> str:
    methods, at, host = scope.rpartition("@")
    named = set(methods.split(",")) - {"private"} if at else _SAFE
    said = tr("Fetch from {host}", host=host) if named <= _SAFE else tr("Fetch from {host} and send to it", host=host)
    return tr("{what}, also in your own network", what=said) if "private" in methods.split(",") else said


def _call(scope: str) -> str:
    device, colon, function = scope.partition(":")
    if scope == "*":
        return tr("Call any function on any device")
    if not colon:
        return tr("Call {function} on any device", function=scope)
    if function == "*":
        return tr("Call any function on {device}", device=device)
    return tr("Call {function} on {device}", function=function, device=device)


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
