"""Names: device handles and skill paths. A text is parsed into these once, at the edge."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass

from shared.errors import InvalidArgument

MAX_NAME = 64
_RESERVED = frozenset({"any", "device", "devices", "hub"})
_SKILL = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def device_handle(name: str, taken: Container[str] = ()) -> str:
    """The Python identifier that stands for a device in a skill path.

    NFKD to ASCII, lower case, runs of anything else become one `_`. `taken` holds the handles of the user's other
    devices: a second "Attic" becomes `attic_2`, also past names that end so already. At most `MAX_NAME` characters.
    """
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    handle = re.sub(r"[^a-z0-9]+", "_", ascii_text).strip("_")
    if not handle:
        handle = "device"
    elif handle[0].isdigit() or keyword.iskeyword(handle) or handle in _RESERVED:
        handle = f"d_{handle}"
    number, distinct = 1, _cut(handle)
    while distinct in taken:
        number += 1
        distinct = _cut(handle, f"_{number}")
    return distinct


def _cut(handle: str, ending: str = "") -> str:
    return handle[: MAX_NAME - len(ending)].rstrip("_") + ending


def distinct_name(name: str, taken: Iterable[str]) -> str:
    """For a list in which people choose: a second "Attic" becomes "Attic (2)". `taken` holds those of the others."""
    held = {each.casefold() for each in taken}
    number, distinct = 1, name
    while distinct.casefold() in held:
        number += 1
        distinct = f"{name[: MAX_NAME - len(f' ({number})')].rstrip()} ({number})"
    return distinct


@dataclass(frozen=True, slots=True)
class SkillPath:
    """`skill.function` on any device, or `device_handle:skill.function`. `skill` is in its Python form (`_`)."""

    skill: str
    function: str
    device: str | None = None

    @classmethod
    def parse(cls, text: str) -> SkillPath:
        device, colon, rest = text.rpartition(":")
        skill, dot, function = rest.partition(".")
        if (
            not dot
            or (colon and not _IDENTIFIER.fullmatch(device))
            or not _SKILL.fullmatch(skill)
            or not _IDENTIFIER.fullmatch(function)
            or len(text) > 3 * MAX_NAME + len(":.")
        ):
            raise InvalidArgument(
                f"'{text[:100]}' is not a skill path. Write it as SKILL.FUNCTION or DEVICE:SKILL.FUNCTION, "
                "for example attic:climate.summary."
            )
        return cls(skill=skill_identifier(skill), function=function, device=device or None)

    def __str__(self) -> str:
        path = f"{self.skill}.{self.function}"
        return f"{self.device}:{path}" if self.device else path


def skill_identifier(name: str) -> str:
    """A skill's name as Python writes it: `text-tools` is `text_tools`, `3d-models` is `s_3d_models`."""
    identifier = name.replace("-", "_")
    return f"s_{identifier}" if identifier[:1].isdigit() or keyword.iskeyword(identifier) else identifier
