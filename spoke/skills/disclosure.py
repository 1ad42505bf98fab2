"""What a model or a person is shown of installed skills, in three steps: a catalogue, the instructions, a file."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from sandbox.skills import Skill as SkillFolder
from shared.catalogue import CATALOGUE_TOKENS, SKILL_TOKENS, shortened, tokens
from shared.errors import NotFound
from shared.limits import LIMITS
from spoke.node.bodies.skills import CatalogueEntry, CatalogueReply, FilePart, Skill, SkillFile, SkillShown


def catalogue(skills: Iterable[Skill]) -> CatalogueReply:
    """Name and description of each, as far as the whole fits; the rest is only counted, to be searched for."""
    entries: list[CatalogueEntry] = []
    room = CATALOGUE_TOKENS
    left_out = 0
    for skill in skills:
        description = shortened(skill.description, SKILL_TOKENS - tokens(skill.name))
        cost = tokens(skill.name) + tokens(description)
        if cost > room:
            left_out += 1
            continue
        room -= cost
        entries.append(CatalogueEntry(name=skill.name, description=description))
    return CatalogueReply(skills=entries, left_out=left_out)


def shown(skill: Skill, folder: SkillFolder) -> SkillShown:
    manifest = folder.manifest
    return SkillShown(
        skill=skill,
        body=manifest.body,
        license=manifest.license,
        compatibility=manifest.compatibility,
        files=[SkillFile(path=path, size=len(data)) for path, data in sorted(folder.files.files.items())],
    )


def part_of(folder: SkillFolder, path: str, offset: int) -> FilePart:
    """A part of a file from `offset`, in bytes: text where it is UTF-8, else base64."""
    data = folder.files.files.get(path)
    if data is None:
        raise NotFound(f"The skill '{folder.name}' has no file '{path[:200]}'.")
    part = data[offset : offset + LIMITS.skill_file_part]
    text = _text(part, last=offset + len(part) >= len(data))
    size = len(part) if text is None else len(text.encode())
    end = offset + size
    return FilePart(
        path=path,
        size=len(data),
        text=text,
        base64=base64.b64encode(part).decode() if text is None else None,
        next=end if end < len(data) else None,
    )


def _text(part: bytes, *, last: bool) -> str | None:
    """None where it is not text. A character that the end of a part cuts in two is left to the next."""
    for cut in range(1 if last else 4):
        try:
            return part[: len(part) - cut].decode()
        except UnicodeDecodeError:
            continue
    return None
