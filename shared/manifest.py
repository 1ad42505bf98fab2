"""`SKILL.md` of the open Agent Skills specification, as this product uses it. Pure.

Lenient: what can be read is read, and what departs from the specification becomes a warning. Refused is only what
cannot be used: no frontmatter, broken YAML, no name that can be called, no description.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from shared.api import Effect
from shared.errors import BadSkill
from shared.frontmatter import Fields, split
from shared.names import MAX_NAME, skill_identifier

DEFAULT_ENTRY = "scripts/skill.py"
MAX_DESCRIPTION = 1024
MAX_COMPATIBILITY = 500
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SPELLED = re.compile(r"[A-Za-z0-9 ._:/-]+")
"""What a name is made of that has one evident form in the specification's letters."""
_KNOWN = frozenset({"name", "description", "license", "compatibility", "metadata", "allowed-tools"})
_EFFECTS: tuple[Effect, ...] = ("none", "idempotent", "effect")


@dataclass(frozen=True, slots=True)
class Manifest:
    name: str
    description: str
    body: str
    license: str = ""
    compatibility: str = ""
    allowed_tools: str = ""
    """Words for other clients of the format. Nothing is allowed by them here."""
    entry: str = DEFAULT_ENTRY
    capabilities: tuple[str, ...] = ()
    """What the skill asks for, as it wrote it. Asking grants nothing."""
    effects: Effect | None = None
    """Of functions whose docstring does not say."""
    warnings: tuple[str, ...] = ()

    @property
    def identifier(self) -> str:
        """The name as Python writes it."""
        return skill_identifier(self.name)


def parse_manifest(text: str, folder: str | None = None) -> Manifest:
    """Read a SKILL.md; `folder` is the name of the folder it lies in. `BadSkill` says what to mend."""
    fields, body, warnings = split(text)
    warnings += [
        f"The field '{str(name)[:64]}' is not in the specification; put it under metadata."
        for name in fields
        if name not in _KNOWN
    ]
    name = _name(_text(fields.get("name")), folder, warnings)
    metadata = _metadata(fields, warnings)
    return Manifest(
        name=name,
        description=_description(_text(fields.get("description")), warnings),
        body=body,
        license=_text(fields.get("license")),
        compatibility=_compatibility(fields, warnings),
        allowed_tools=_text(fields.get("allowed-tools")),
        entry=_entry(metadata),
        capabilities=_capabilities(metadata.get("felloe-capabilities"), warnings),
        effects=_effects(metadata.get("felloe-effects"), warnings),
        warnings=tuple(warnings),
    )


def _name(said: str, folder: str | None, warnings: list[str]) -> str:
    """The name that is said; else the folder's, where that is one."""
    name = said if _NAME.fullmatch(said) and len(said) <= MAX_NAME else _respelled(said)
    of_folder = _respelled(folder or "")
    if not name and of_folder:
        problem = f"The name '{said[:64]}' cannot be used" if said else "SKILL.md has no name"
        warnings.append(f"{problem}, so the skill is named as its folder: '{of_folder}'.")
        return of_folder
    if not said:
        raise BadSkill("SKILL.md has no name. Add 'name:' with the name of its folder.")
    if not name:
        raise BadSkill(
            f"'{said[:100]}' is not a skill's name. Use 1 to 64 lower-case letters, digits and single hyphens."
        )
    if name != said:
        warnings.append(
            f"The name '{said[:100]}' was read as '{name}': the specification has at most 64 lower-case letters, "
            "digits and single hyphens."
        )
    elif folder is not None and name != folder:
        warnings.append(f"The name '{name}' is not that of its folder, '{folder[:100]}'.")
    return name


def _respelled(said: str) -> str:
    """In the specification's letters, or nothing where there are letters that it does not have."""
    plain = unicodedata.normalize("NFKC", said).strip()
    if not _SPELLED.fullmatch(plain):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:MAX_NAME].rstrip("-")


def _description(said: str, warnings: list[str]) -> str:
    if not said:
        raise BadSkill("SKILL.md has no description. Add one that says what the skill does and when to use it.")
    if len(said) > MAX_DESCRIPTION:
        warnings.append(
            f"The description has {len(said)} characters; the specification allows 1024, and a catalogue cuts it."
        )
    return said


def _compatibility(fields: Fields, warnings: list[str]) -> str:
    said = _text(fields.get("compatibility"))
    if len(said) > MAX_COMPATIBILITY:
        warnings.append("'compatibility' has more than 500 characters.")
    return said[:MAX_COMPATIBILITY]


def _metadata(fields: Fields, warnings: list[str]) -> Fields:
    metadata = fields.get("metadata") or {}
    if not isinstance(metadata, dict):
        warnings.append("'metadata' is not a mapping and was not read.")
        return {}
    return metadata


def _text(value: Any) -> str:
    """Any value as one text without half characters: lists are words, as `allowed-tools` is written by many."""
    if isinstance(value, list):
        return " ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return ", ".join(f"{_text(key)}: {_text(part)}" for key, part in value.items())
    return "" if value is None else str(value).encode("utf-8", "replace").decode().strip()


def _entry(metadata: Fields) -> str:
    entry = _text(metadata.get("felloe-entry")) or DEFAULT_ENTRY
    parts = entry.split("/")
    if not entry.endswith(".py") or entry.startswith("/") or "\\" in entry or any(p in ("", ".", "..") for p in parts):
        raise BadSkill(
            f"felloe-entry '{entry[:100]}' must be a Python file inside the skill, such as scripts/skill.py."
        )
    return entry


def _capabilities(value: Any, warnings: list[str]) -> tuple[str, ...]:
    """The specification has metadata values as text: one capability to a word. A list is taken too."""
    if isinstance(value, list):
        warnings.append("'felloe-capabilities' should be one text with spaces between the capabilities.")
        return tuple(filter(None, map(_text, value)))
    return tuple(_text(value).split())


def _effects(value: Any, warnings: list[str]) -> Effect | None:
    said = _text(value)
    found = next((effect for effect in _EFFECTS if effect == said), None)
    if said and not found:
        warnings.append(f"'felloe-effects' is '{said[:40]}'; it must be none, idempotent or effect.")
    return found
