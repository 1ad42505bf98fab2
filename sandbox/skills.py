"""A skill in memory: manifest, files, digest. Nothing in it is run here."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.run_record import SkillFiles
from sandbox.skill_folder import MANIFEST, read_folder, unreadable
from shared.errors import BadSkill
from shared.manifest import Manifest, parse_manifest

_MAX_PATH = 1_000
_BARRED = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Skill:
    manifest: Manifest
    files: SkillFiles

    @property
    def name(self) -> str:
        """In its Python form."""
        return self.files.name

    @property
    def digest(self) -> str:
        return self.files.digest

    @property
    def has_functions(self) -> bool:
        """Whether there is Python to call; a skill without is instructions only."""
        return self.files.entry in self.files.files


def load_skill(folder: Path, only: Collection[str] | None = None) -> Skill:
    """Read a skill's folder, or those of its files; `BadSkill` says in one sentence what makes it none."""
    return from_files(read_files(folder, only), folder.expanduser().resolve().name)


def read_files(folder: Path, only: Collection[str] | None = None) -> dict[str, bytes]:
    """The files of a skill's folder by their path in it; `BadSkill` where it is no folder with a SKILL.md."""
    folder = folder.expanduser()
    try:
        if not folder.is_dir():
            raise BadSkill(f"{folder} is not a folder. Give the folder that holds the skill's SKILL.md.")
        if not any(entry.name.lower() == MANIFEST for entry in folder.iterdir()):
            raise BadSkill(f"{folder} has no SKILL.md, so it is not a skill.")
        return dict(read_folder(folder, only))
    except OSError as error:
        raise unreadable(folder, error) from None


def from_files(files: Mapping[str, bytes], folder: str | None = None) -> Skill:
    """A skill from its files by path; `folder` is the name of the folder they were in."""
    _check_names(files)
    path = next((path for path in sorted(files) if path.lower() == MANIFEST), None)
    if path is None:
        raise BadSkill("There is no SKILL.md, so this is not a skill.")
    try:
        text = files[path].decode()
    except UnicodeDecodeError:
        raise BadSkill("SKILL.md is not UTF-8 text.") from None
    manifest = parse_manifest(text, folder)
    return Skill(manifest, SkillFiles(manifest.identifier, digest_of(files), files, manifest.entry))


def digest_of(files: Mapping[str, bytes]) -> str:
    """sha256 over the sorted list of paths and the sha256 of each file."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n".encode())
    return whole.hexdigest()


def _check_names(files: Mapping[str, bytes]) -> None:
    """One skill is the same on every device: names may not fall together where case or Unicode forms do not count."""
    seen: dict[str, str] = {}
    for path in files:
        if not is_plain(path):
            raise BadSkill(f"{path[:200]!r} is no name of a file on every device; rename it.")
        other = seen.setdefault(same_name(path), path)
        if other != path:
            raise BadSkill(f"The skill holds '{other[:200]}' and '{path[:200]}', which are one name on some devices.")


def is_plain(path: str) -> bool:
    """Whether it is a path inside a folder, on every system: no `..`, no drive, no backslash, nothing unprintable."""
    parts = path.split("/")
    return len(path) <= _MAX_PATH and not _BARRED.search(path) and not any(part in ("", ".", "..") for part in parts)


def same_name(path: str) -> str:
    """Equal for names that a file system may take as one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
