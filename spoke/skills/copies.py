"""Copies of installed skills: one uncompressed zip for each digest, never changed.

One file and not a folder: it is whole or not there after a crash, and 200 files cost one fsync instead of 200.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from sandbox.archive import Archive, packed
from sandbox.skills import Skill, from_files
from shared.errors import BadSkill
from shared.system.folder import unusable
from shared.system.whole_file import to_disk, write_whole


class Copies:
    """Blocking: call it from a thread. Only one method may run at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, skill: Skill) -> None:
        """Durable when this returns. A good copy is left as it is. Raises `DiskFull`, `FolderUnusable`."""
        copy = self._path(skill.digest)
        if self._good(skill.digest):
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(copy, packed(skill.files.files, skill.manifest.name))
            to_disk(self._folder)
        except OSError as error:
            raise unusable(self._folder, error) from error

    def read(self, digest: str) -> Skill:
        """`BadSkill` where the copy is lost or not what was installed."""
        try:
            archive = Archive(self._path(digest))
            (folder,) = {name.partition("/")[0] for name in archive.names}
            found = from_files(archive.read(f"{folder}/"), folder)
        except (ValueError, BadSkill):
            found = None
        if found is None or found.digest != digest:
            raise BadSkill("This device's copy of the skill is damaged. Install the skill again.")
        return found

    def sweep(self, kept: Collection[str]) -> None:
        """Remove all but these: what was removed, and what a crash left half done."""
        names = {self._path(digest).name for digest in kept}
        for path in self._folder.glob("*"):
            if path.name in names:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _good(self, digest: str) -> bool:
        try:
            self.read(digest)
        except BadSkill:
            return False
        return True

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.zip"
