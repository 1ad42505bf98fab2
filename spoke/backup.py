"""A backup of a device: its databases, key, skills and attached files. Whoever has it can read the chats and speak as
the device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Literal

from shared.errors import NotFound
from shared.system import backup
from shared.system.backup import Progress
from spoke.store.tables import SCHEMA

DATABASE = "node.db"
DATABASES = (DATABASE, "store.db")
KEPT = ("device.key", "secrets.json", "model_keys.json")
FOLDERS = ("attachments", "skills", "host_skills")


class Manifest(backup.Manifest):
    format: Literal["felloe-node"] = "felloe-node"


def make_backup(
    folder: Path, target: Path, *, version: str, replace: bool = False, go_on: Callable[[], None] = lambda: None
) -> Manifest:
    """`Backups.make`; also raises `NotFound` where no device is. A node may run meanwhile."""
    if not (folder / DATABASE).exists():
        raise NotFound(f"There is no device in {folder}. Name its data folder with --data.")
    return _BACKUPS.make(folder, target, lambda: _others(folder), replace=replace, go_on=go_on, version=version)


def unpack(source: Path, folder: Path, progress: Progress = lambda _done, _total: None) -> Manifest:
    """`Backups.unpack`."""
    return _BACKUPS.unpack(source, folder, progress)


def _others(folder: Path) -> dict[str, Path]:
    """Files that are taken as they are; no links, and nothing that is unfinished."""
    found = {name: folder / name for name in KEPT if (folder / name).is_file()}
    for kept in FOLDERS:
        for path in sorted((folder / kept).rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix != ".part":
                found[path.relative_to(folder).as_posix()] = path
    return found


def _holds(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if "\\" in name or ".." in parts or name != "/".join(parts):
        return False
    return name in (*DATABASES, *KEPT) or (len(parts) > 1 and parts[0] in FOLDERS)


_BACKUPS = backup.Backups("node", "a device", Manifest, SCHEMA, DATABASES, _holds)
