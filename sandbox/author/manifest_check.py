"""What is wrong with a SKILL.md, all of it, each with its line. Pure.

`parse_manifest` decides whether a skill can be used; this only says more, and sooner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from sandbox.author.problem import Problem
from sandbox.capability import Capability
from shared.catalogue import tokens as count_tokens
from shared.errors import BadSkill, InvalidArgument
from shared.frontmatter import MAX_FRONTMATTER, MAX_MANIFEST, check_tokens
from shared.manifest import MAX_COMPATIBILITY, MAX_DESCRIPTION, parse_manifest
from shared.names import MAX_NAME

FILE = "SKILL.md"
BODY_LINES = 500
BODY_TOKENS = 5_000

_HOME = "/home"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIELDS = frozenset({"name", "description", "license", "compatibility", "metadata", "allowed-tools"})
_OWN = frozenset({"felloe-entry", "felloe-capabilities", "felloe-effects"})
_LINK = re.compile(r"\]\(\s*<?([^)\s>#]+)(?:#[^)\s>]*)?>?(?:\s+\"[^\"]*\")?\s*\)")
_IN_LINE = re.compile(r" in line (\d+)")
_SUBJECT = re.compile(r"'([^']*)'|\b(name|description|compatibility|metadata)\b")
_Marks = dict[str, yaml.Mark]


def check_manifest(text: str, folder: str, files: Iterable[str]) -> list[Problem]:
    """`files` are the paths in the skill's folder, which is named `folder`."""
    try:
        manifest = parse_manifest(text, folder)
        refusal = None
    except BadSkill as error:
        manifest, refusal = None, error.message
    if refusal is not None and len(text) > MAX_MANIFEST:
        return [Problem(FILE, 1, 0, refusal)]
    fields, marks = _fields(text)
    found = [*_names(fields, marks, folder), *_lengths(fields, marks), *_strangers(fields, marks)]
    found += [*_capabilities(fields, marks), *_entry(fields, marks, files)]
    found += [*_links(text, set(files)), *_size(text)]
    if refusal is not None and all(problem.warning for problem in found):
        line = _IN_LINE.search(refusal)
        found.append(Problem(FILE, int(line[1]) if line else 1, 1 if line else 0, refusal.replace(line[0], "")
                             if line else refusal))  # fmt: skip
    if manifest is not None:  # what the product warns of and this does not
        told = {word for problem in found for word in _subjects(problem.message)}
        found += [_warned(warning) for warning in manifest.warnings if not told & _subjects(warning)]
    return sorted(found)


def _subjects(sentence: str) -> set[str]:
    """What it is about: fields, and what stands in quotation marks."""
    return {quoted or field for quoted, field in _SUBJECT.findall(sentence)}


def _warned(sentence: str) -> Problem:
    line = _IN_LINE.search(sentence)
    return Problem(FILE, int(line[1]) if line else 1, 1 if line else 0, sentence, warning=True)


def _fields(text: str) -> tuple[dict[str, Any], _Marks]:
    """The fields, those of metadata as `metadata.NAME`, and their places; none where YAML would be slow or broken."""
    begin, _, frontmatter = text.removeprefix("\ufeff").partition("\n")
    end = re.search(r"^---\s*$", frontmatter[:MAX_FRONTMATTER], re.MULTILINE)
    if begin.rstrip() != "---" or end is None:
        return {}, {}
    try:
        check_tokens(frontmatter[: end.start()])
        node = yaml.compose(frontmatter[: end.start()], yaml.SafeLoader)
        whole = yaml.safe_load(frontmatter[: end.start()])
    except (BadSkill, yaml.YAMLError, ValueError, RecursionError):
        return {}, {}
    if not isinstance(node, yaml.MappingNode) or not isinstance(whole, dict):
        return {}, {}
    marks = _marks(node)
    fields = {str(name): value for name, value in whole.items()}
    if isinstance(fields.get("metadata"), dict):
        fields |= {f"metadata.{name}": value for name, value in fields["metadata"].items()}
        below = next(value for key, value in node.value if key.value == "metadata")
        marks |= {f"metadata.{name}": mark for name, mark in _marks(below).items()}
    return fields, marks


def _marks(node: yaml.MappingNode) -> _Marks:
    return {str(key.value): key.start_mark for key, _ in node.value if isinstance(key, yaml.ScalarNode)}


def _at(marks: _Marks, name: str, message: str, warning: bool = False) -> Problem:
    mark = marks.get(name)
    width = len(name.rpartition(".")[2])
    if mark is None:
        return Problem(FILE, 1, 0, message, warning)
    return Problem(FILE, mark.line + 2, mark.column + 1, message, warning, width)


def _names(fields: Mapping[str, Any], marks: _Marks, folder: str) -> Iterator[Problem]:
    name = str(fields.get("name") or "").strip()
    if not fields:
        return
    if not name:
        yield _at(marks, "name", "There is no name. Add 'name:' with the name of the folder.")
    elif len(name) > MAX_NAME or not _NAME.fullmatch(name):
        yield _at(marks, "name", f"'{name[:100]}' is not a skill's name: up to {MAX_NAME} lower-case letters, digits "
                  "and single hyphens.")  # fmt: skip
    elif name != folder:
        yield _at(marks, "name", f"The name '{name}' is not that of the folder, '{folder[:100]}'.")


def _lengths(fields: Mapping[str, Any], marks: _Marks) -> Iterator[Problem]:
    description = str(fields.get("description") or "").strip()
    if fields and not description:
        yield _at(marks, "description", "There is no description. Say what the skill does and when to use it.")
    if len(description) > MAX_DESCRIPTION:
        yield _at(marks, "description",
                  f"The description has {len(description)} characters; the specification allows {MAX_DESCRIPTION}.",
                  warning=True)  # fmt: skip
    compatibility = str(fields.get("compatibility") or "")
    if len(compatibility) > MAX_COMPATIBILITY:
        yield _at(marks, "compatibility",
                  f"'compatibility' has {len(compatibility)} characters; the specification allows {MAX_COMPATIBILITY}.",
                  warning=True)  # fmt: skip


def _strangers(fields: Mapping[str, Any], marks: _Marks) -> Iterator[Problem]:
    for name in fields:
        if "." not in name and name not in _FIELDS:
            yield _at(marks, name, f"The field '{name}' is not in the specification; put it under metadata.", True)
        elif name.startswith("metadata.felloe-") and name.partition(".")[2] not in _OWN:
            yield _at(marks, name, f"'{name.partition('.')[2]}' is no field that Felloe knows.", warning=True)
    if fields.get("metadata") is not None and not isinstance(fields["metadata"], dict):
        yield _at(marks, "metadata", "'metadata' is not a mapping and is not read.", warning=True)


def _capabilities(fields: Mapping[str, Any], marks: _Marks) -> Iterator[Problem]:
    name = "metadata.felloe-capabilities"
    value = fields.get(name)
    for word in value if isinstance(value, list) else str(value or "").split():
        try:
            Capability.parse(str(word), _HOME)
        except InvalidArgument as error:
            yield _at(marks, name, error.message)


def _entry(fields: Mapping[str, Any], marks: _Marks, files: Iterable[str]) -> Iterator[Problem]:
    entry = fields.get("metadata.felloe-entry")
    if entry is not None and str(entry).strip() not in files:
        yield _at(marks, "metadata.felloe-entry", f"felloe-entry names '{str(entry)[:100]}', which is no file here.")


def _links(text: str, files: set[str]) -> Iterator[Problem]:
    """Links of the body to files of the skill; those in code are only shown."""
    folders = {path.rpartition("/")[0] for path in files}
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if fenced:
            continue
        for link in _LINK.finditer(re.sub(r"`[^`]*`", lambda code: " " * len(code[0]), line)):
            target = link[1].removeprefix("./").rstrip("/")
            if not re.match(r"[a-z][a-z0-9+.-]*:|/", target, re.IGNORECASE) and target not in files | folders:
                yield Problem(
                    FILE, number, link.start(1) + 1, f"There is no file '{target[:200]}'.", False, len(link[1])
                )


def _size(text: str) -> Iterator[Problem]:
    body = re.split(r"^---\s*$", text, maxsplit=2, flags=re.MULTILINE)[-1].strip()
    lines, tokens = len(body.splitlines()), count_tokens(body)
    if lines > BODY_LINES or tokens > BODY_TOKENS:
        yield Problem(FILE, 1, 0, f"The body has {lines} lines, about {tokens} tokens. A model reads all of it: keep "
                      f"below {BODY_LINES} and {BODY_TOKENS}, and move the rest to references/.", True)  # fmt: skip
