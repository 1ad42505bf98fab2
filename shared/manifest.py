"""`SKILL.md` of the open Agent Skills specification: YAML between two lines `---`, then Markdown. Pure.

Lenient: what can be read is read, and what departs from the specification becomes a warning. Refused is only what
cannot be used: no frontmatter, broken YAML, no name that can be called, no description.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from shared.errors import BadSkill
from shared.names import MAX_NAME, skill_identifier

DEFAULT_ENTRY = "scripts/skill.py"
MAX_DESCRIPTION = 1024
MAX_COMPATIBILITY = 500
MAX_MANIFEST = 256 * 1024
_MAX_FRONTMATTER = 16 * 1024
_MAX_NESTING = 16
"""PyYAML's time grows with the square of the nesting: 5,000 brackets took five seconds."""
_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KNOWN = frozenset({"name", "description", "license", "compatibility", "metadata", "allowed-tools"})


@dataclass(frozen=True, slots=True)
class Manifest:
    name: str
    description: str
    body: str
    license: str = ""
    compatibility: str = ""
    entry: str = DEFAULT_ENTRY
    capabilities: tuple[str, ...] = ()
    """What the skill asks for, as it wrote it. Asking grants nothing."""
    warnings: tuple[str, ...] = ()

    @property
    def identifier(self) -> str:
        """The name as Python writes it."""
        return skill_identifier(self.name)


def parse_manifest(text: str, folder: str | None = None) -> Manifest:
    """Read a SKILL.md; `folder` is the name of the folder it lies in. `BadSkill` says what to mend."""
    fields, body = _split(text)
    warnings = [f"The field '{name}' is not in the specification; put it under metadata." for name in fields
                if name not in _KNOWN]  # fmt: skip
    name = _name(fields.get("name"), folder, warnings)
    description = _text(fields.get("description"))
    if not description:
        raise BadSkill("SKILL.md has no description. Add one that says what the skill does and when to use it.")
    if len(description) > MAX_DESCRIPTION:
        warnings.append(f"The description has {len(description)} characters; the specification allows 1024.")
    compatibility = _text(fields.get("compatibility"))
    if len(compatibility) > MAX_COMPATIBILITY:
        warnings.append("'compatibility' has more than 500 characters.")
    metadata = fields.get("metadata") or {}
    if not isinstance(metadata, dict):
        warnings.append("'metadata' is not a mapping and was not read.")
        metadata = {}
    return Manifest(
        name=name,
        description=description[:MAX_DESCRIPTION],
        body=body,
        license=_text(fields.get("license")),
        compatibility=compatibility[:MAX_COMPATIBILITY],
        entry=_entry(metadata),
        capabilities=_capabilities(metadata.get("felloe-capabilities"), warnings),
        warnings=tuple(warnings),
    )


def _split(text: str) -> tuple[dict[Any, Any], str]:
    if len(text) > MAX_MANIFEST:
        raise BadSkill(f"SKILL.md has {len(text)} characters; at most {MAX_MANIFEST} are read.")
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        raise BadSkill("SKILL.md must begin with a line '---', then name and description, then another line '---'.")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise BadSkill("SKILL.md has no second line '---' that ends its frontmatter.")
    frontmatter = "".join(lines[1:end])
    if len(frontmatter) > _MAX_FRONTMATTER:
        raise BadSkill(
            f"The frontmatter of SKILL.md has {len(frontmatter)} characters; at most {_MAX_FRONTMATTER} are read."
        )
    return _yaml(frontmatter), "".join(lines[end + 1 :]).strip()


def _yaml(text: str) -> dict[Any, Any]:
    try:
        _check_tokens(text)
        fields = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 2}" if error.problem_mark else ""
        raise BadSkill(f"The frontmatter of SKILL.md is not YAML{line}: {error.problem}.") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise BadSkill("The frontmatter of SKILL.md is not YAML.") from None
    if not isinstance(fields, dict):
        raise BadSkill("The frontmatter of SKILL.md must hold fields such as 'name: my-skill'.")
    return fields


def _check_tokens(text: str) -> None:
    """Refuse what makes PyYAML slow or its values huge, before it builds anything."""
    depth = 0
    for token in yaml.scan(text):
        if isinstance(token, yaml.AliasToken):
            raise BadSkill("The frontmatter of SKILL.md uses YAML aliases (*name); write the values out.")
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _MAX_NESTING:
            raise BadSkill(f"The frontmatter of SKILL.md is nested more than {_MAX_NESTING} deep.")


def _name(value: Any, folder: str | None, warnings: list[str]) -> str:
    name = _text(value)
    if not name:
        raise BadSkill("SKILL.md has no name. Add 'name:' with the name of its folder.")
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        raise BadSkill(
            f"'{name[:100]}' is not a skill's name. Use 1 to 64 lower-case letters, digits and single hyphens."
        )
    if folder is not None and name != folder:
        warnings.append(f"The name '{name}' is not that of its folder, '{folder[:100]}'.")
    return name


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _entry(metadata: dict[Any, Any]) -> str:
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
        return tuple(_text(item) for item in value)
    return tuple(_text(value).split())
