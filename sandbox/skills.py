"""A skill folder on disk, read once into memory: manifest, files, digest. Nothing in it is run here."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.run_record import SkillFiles
from shared.errors import BadSkill
from shared.limits import LIMITS, MIB
from shared.manifest import Manifest, parse_manifest

_DEPTH = 32
_SKIPPED = frozenset({".git", "__pycache__", ".DS_Store", ".pytest_cache", ".ruff_cache", ".mypy_cache"})


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


def load_skill(folder: Path) -> Skill:
    """Read a skill; `BadSkill` says in one sentence what makes it none."""
    return from_files(read_files(folder), folder.expanduser().resolve().name)


def read_files(folder: Path) -> dict[str, bytes]:
    """The files of a skill's folder by their path in it; `BadSkill` where it is no folder with a SKILL.md."""
    folder = folder.expanduser()
    if not folder.is_dir():
        raise BadSkill(f"{folder} is not a folder. Give the folder that holds the skill's SKILL.md.")
    if not (folder / "SKILL.md").is_file():
        raise BadSkill(f"{folder} has no SKILL.md, so it is not a skill.")
    try:
        return _read_all(folder)
    except OSError as error:
        raise BadSkill(f"{folder} cannot be read: {os.strerror(error.errno or 0)}.") from None


def from_files(files: Mapping[str, bytes], folder: str | None = None) -> Skill:
    """A skill from its files by path; `folder` is the name of the folder they were in."""
    try:
        text = files["SKILL.md"].decode()
    except KeyError:
        raise BadSkill("There is no SKILL.md, so this is not a skill.") from None
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


def _read_all(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for path in _walk(folder):
        size = path.lstat().st_size
        total += size
        if len(files) >= LIMITS.skill_files or total > LIMITS.skill_bytes:
            raise BadSkill(
                f"{folder} is too large for a skill: at most {LIMITS.skill_files} files "
                f"and {LIMITS.skill_bytes // MIB} MB."
            )
        files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def _walk(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Regular files below `folder`, in order. A link is refused: what it points to is not part of the skill."""
    if depth > _DEPTH:
        raise BadSkill(f"{folder} lies more than {_DEPTH} folders deep in its skill.")
    for entry in sorted(os.scandir(folder), key=lambda item: item.name):
        if entry.name in _SKIPPED:
            continue
        path = Path(entry.path)
        if not _is_utf8(entry.name):
            raise BadSkill(f"A file in {folder} has a name that is not text.")
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            yield from _walk(path, depth + 1)
        elif stat.S_ISREG(mode):
            yield path
        elif stat.S_ISLNK(mode):
            raise BadSkill(f"{path} is a link. A skill must hold its files itself.")
        else:
            raise BadSkill(f"{path} is not a regular file.")


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
