"""A backup of the hub: its database, keys, certificate and attachments. Whoever has it can read the users' chats and
speak as the hub."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import Literal

from hub.files import ATTACHMENTS, CERTIFICATE, DATABASE, KEY
from hub.store.tables import SCHEMA
from shared.errors import InvalidArgument
from shared.system import backup

FILES = (DATABASE, CERTIFICATE, KEY)
"""What a hub's folder has to hold to be that hub. A certificate that the admin gave lies elsewhere, and stays his."""

_ATTACHMENT = re.compile(rf"{ATTACHMENTS}/[0-9a-f-]{{1,64}}/[0-9a-f]{{64}}")
"""User's id and sha256; one that is still arriving has another name."""


class Manifest(backup.Manifest):
    format: Literal[1] = 1
    hub_id: str


def make_backup(folder: Path, target: Path, *, hub_id: str, version: str, replace: bool = False) -> Manifest:
    """`Backups.make`. The hub may run meanwhile."""
    return _BACKUPS.make(folder, target, lambda: _others(folder), replace=replace, hub_id=hub_id, version=version)


def unpack(source: Path, folder: Path) -> Manifest:
    """`Backups.unpack`; also raises `InvalidArgument` where it is not of the hub that it names."""
    manifest = _BACKUPS.unpack(source, folder)
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as database:
        found = database.execute("SELECT value FROM setting WHERE key='hub_id'").fetchone()
    if found is None or found[0] != manifest.hub_id:
        raise InvalidArgument(f"{source} is damaged: it is not of the hub that it names.")
    return manifest


def _others(folder: Path) -> dict[str, Path]:
    """Keys, certificate, and attachments that are whole."""
    found = {name: folder / name for name in FILES[1:] if (folder / name).exists()}
    for path in sorted((folder / ATTACHMENTS).glob("*/*")):
        if _ATTACHMENT.fullmatch(name := path.relative_to(folder).as_posix()):
            found[name] = path
    return found


def _holds(name: str) -> bool:
    return name in FILES or _ATTACHMENT.fullmatch(name) is not None


_BACKUPS = backup.Backups("hub", "a hub", Manifest, SCHEMA, (DATABASE,), _holds)
