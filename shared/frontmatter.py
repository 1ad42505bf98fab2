"""The frontmatter of a `SKILL.md`: YAML between two lines `---`, read as other clients of the format read it. Pure.

Many public skills hold YAML that is none, most often a description with a colon in it and no quotes. Where the whole
cannot be read, each field is read by itself, and a text that is no YAML is taken as it stands, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from shared.errors import BadSkill

MAX_MANIFEST = 256 * 1024
MAX_FRONTMATTER = 16 * 1024
_MAX_NESTING = 16
"""PyYAML's time grows with the square of the nesting: 5,000 brackets took five seconds."""
_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_FENCE = re.compile(r"-{3,}\s*")
_END = re.compile(r"(-{3,}|\.{3})\s*")
_FIELD = re.compile(r"([A-Za-z][\w.-]*)[ \t]*:(?:[ \t]+(.*))?")
_TEXTS = frozenset({"description", "license", "compatibility", "allowed-tools"})
"""Fields of the specification that are text, whatever their author left out around it."""

Fields = dict[Any, Any]


def split(text: str) -> tuple[Fields, str, list[str]]:
    """The fields, the Markdown after them, and warnings. `BadSkill` says what to mend, with its line."""
    if len(text) > MAX_MANIFEST:
        raise BadSkill(f"SKILL.md has {len(text)} characters; at most {MAX_MANIFEST} are read.")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not _FENCE.fullmatch(lines[start]):
        raise BadSkill("SKILL.md must begin with a line '---', then name and description, then another line '---'.")
    end = next((number for number, line in enumerate(lines) if number > start and _END.fullmatch(line)), None)
    if end is None:
        raise BadSkill("SKILL.md has no second line '---' that ends its frontmatter.")
    frontmatter = "\n".join(lines[start + 1 : end])
    if len(frontmatter) > MAX_FRONTMATTER:
        raise BadSkill(
            f"The frontmatter of SKILL.md has {len(frontmatter)} characters; at most {MAX_FRONTMATTER} are read."
        )
    fields, warnings = _fields(frontmatter, start + 2)
    return fields, "\n".join(lines[end + 1 :]).strip(), warnings


def _fields(text: str, first_line: int) -> tuple[Fields, list[str]]:
    try:
        fields = _yaml(text, first_line)
    except BadSkill as broken:
        return _one_by_one(text, first_line, broken)
    if not isinstance(fields, dict):
        raise BadSkill("The frontmatter of SKILL.md must hold fields such as 'name: my-skill'.")
    return fields, []


def _one_by_one(text: str, first_line: int, broken: BadSkill) -> tuple[Fields, list[str]]:
    """Each top-level field by itself. Raises `broken` where what cannot be read is needed, or is no field at all."""
    fields: Fields = {}
    warnings: list[str] = []
    for line, name, lines in _parts(text.split("\n"), broken):
        try:
            part = _yaml("\n".join(lines), first_line + line)
            fields |= part if isinstance(part, dict) else {}
        except BadSkill:
            if name in _TEXTS:
                fields[name] = _as_it_stands(lines)
                warnings.append(f"'{name}' in line {first_line + line} is not YAML and was read as text; quote it.")
            elif name == "name" or any("felloe-" in each for each in lines):
                raise broken from None
            else:
                warnings.append(f"'{name}' in line {first_line + line} is not YAML and was not read.")
    return fields, warnings


def _parts(lines: list[str], broken: BadSkill) -> Iterator[tuple[int, str, list[str]]]:
    """The fields at the margin, each with its number, its name and all lines up to the next."""
    starts = [number for number, line in enumerate(lines) if _FIELD.fullmatch(line)]
    strays = [line for line in lines[: starts[0] if starts else None] if line.strip() and not line.startswith("#")]
    if strays or not starts:
        raise broken
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        for line in lines[start + 1 : end]:
            if line.strip() and line[0] not in " \t#-]}":
                raise broken  # neither a field nor part of one
        yield start, lines[start].partition(":")[0].strip(), lines[start:end]


def _as_it_stands(lines: list[str]) -> str:
    first = lines[0].partition(":")[2].strip().lstrip("|>-+ ")
    text = " ".join(part for part in (first, *(line.strip() for line in lines[1:])) if part)
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _yaml(text: str, first_line: int) -> Any:
    try:
        check_tokens(text)
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + first_line}" if error.problem_mark else ""
        raise BadSkill(f"The frontmatter of SKILL.md is not YAML{line}: {error.problem}.") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise BadSkill("The frontmatter of SKILL.md is not YAML.") from None


def check_tokens(text: str) -> None:
    """Refuse with `BadSkill` what makes PyYAML slow or its values huge, before it builds anything."""
    depth = 0
    for token in yaml.scan(text):
        if isinstance(token, yaml.AliasToken):
            raise BadSkill("The frontmatter of SKILL.md uses YAML aliases (*name); write the values out.")
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _MAX_NESTING:
            raise BadSkill(f"The frontmatter of SKILL.md is nested more than {_MAX_NESTING} deep.")
