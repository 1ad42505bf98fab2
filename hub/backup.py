"""A backup of the hub in one file: a zip of the database at one instant, keys, certificate and attachments, with
their sha256.

Whoever has it can read the users' chats and speak as the hub: it is made private to its user. Making it blocks no
writer for a moment (a snapshot is read beside them); the database's log grows meanwhile by what is written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sqlite3
import tempfile
import time
import zipfile
from pathlib import Path
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from hub.files import ATTACHMENTS, CERTIFICATE, DATABASE, KEY
from hub.store.tables import SCHEMA
from shared.errors import Conflict, DatabaseDamaged, FelloeError, FolderUnusable, InvalidArgument, NotFound
from shared.system.database_copy import check, copy_database, to_disk
from shared.system.folder import unusable, unwritable

FILES = (DATABASE, CERTIFICATE, KEY)
"""What a hub's folder has to hold to be that hub. A certificate that the admin gave lies elsewhere, and stays his."""

_MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_LONGEST = 1 << 28
_ATTACHMENT = re.compile(rf"{ATTACHMENTS}/[0-9a-f-]{{1,64}}/[0-9a-f]{{64}}")
"""User's id and sha256; one that is still arriving has another name."""


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal[1] = 1
    hub_id: str
    version: str
    schema_version: int
    made_ms: int
    files: dict[str, str]
    """sha256 of each, in hex."""

    bytes: int = 0
    """Of the file it was read from or written to; not in the file."""


def make_backup(folder: Path, target: Path, *, hub_id: str, version: str, replace: bool = False) -> Manifest:
    """Write `target` whole or not at all, and read it back before it gets its name.

    Raises `Conflict` where it exists and may not be replaced, `DiskFull`, `FolderUnusable`, `DatabaseDamaged`.
    """
    if not replace and os.path.lexists(target):
        raise Conflict(f"{target} exists. Choose another name, or say --replace.")
    part = target.with_name(target.name + ".part")
    try:
        # Beside the target, which has the room, and private from its first byte.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".felloe-backup-") as scratch:
            copy_database(folder / DATABASE, Path(scratch) / DATABASE)
            sources = {DATABASE: Path(scratch) / DATABASE} | _others(folder)
            manifest = Manifest(
                hub_id=hub_id,
                version=version,
                schema_version=_schema_of(sources[DATABASE]),
                made_ms=time.time_ns() // 1_000_000,
                files={name: _sha256(path) for name, path in sources.items()},
            )
            _write(part, sources, manifest)
            with zipfile.ZipFile(part) as archive:
                _verify(archive, manifest)
        size = part.stat().st_size
        part.replace(target)
        to_disk(target.parent)
    except PermissionError as error:
        raise FolderUnusable(
            f"{target.parent} cannot be written by the process that makes the backup: the hub, where one runs. "
            "Choose a folder that it may write to."
        ) from error
    except (OSError, zipfile.BadZipFile) as error:
        raise unwritable(target, error) from error
    finally:
        with contextlib.suppress(PermissionError):  # then there is none
            part.unlink(missing_ok=True)
    return manifest.model_copy(update={"bytes": size})


def unpack(source: Path, folder: Path) -> Manifest:
    """Verify a backup while its files are written into `folder`, which exists and is empty.

    Raises `NotFound`, or `InvalidArgument` with what is wrong with it; then what lies in `folder` is of no use.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            for name in manifest.files:
                (folder / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with archive.open(name) as packed, _private(folder / name) as file:
                    while block := packed.read(_BLOCK):
                        file.write(block)
                    file.flush()
                    os.fsync(file.fileno())
    except FileNotFoundError:
        raise NotFound(f"There is no file {source}.") from None
    except (zipfile.BadZipFile, KeyError, ValidationError, EOFError, IsADirectoryError):
        raise InvalidArgument(f"{source} is no backup of a hub, or is damaged.") from None
    except OSError as error:
        raise unusable(folder, error) from error
    for name, digest in manifest.files.items():
        if _sha256(folder / name) != digest:
            raise InvalidArgument(f"{source} is damaged: {name} is not what was backed up.")
    _check_database(source, folder / DATABASE, manifest)
    return manifest


def _others(folder: Path) -> dict[str, Path]:
    """Keys, certificate, and attachments that are whole: these are read after the database, which names them."""
    found = {name: folder / name for name in FILES[1:] if (folder / name).exists()}
    for path in sorted((folder / ATTACHMENTS).glob("*/*")):
        if _ATTACHMENT.fullmatch(name := path.relative_to(folder).as_posix()):
            found[name] = path
    return found


def _write(part: Path, sources: dict[str, Path], manifest: Manifest) -> None:
    part.unlink(missing_ok=True)
    with _private(part) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(_MANIFEST, manifest.model_dump_json())
            for name, path in sources.items():
                archive.write(path, name, zipfile.ZIP_STORED if name.startswith(ATTACHMENTS) else None)
        file.flush()
        os.fsync(file.fileno())


def _verify(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    found = _manifest(archive)
    for name, digest in manifest.files.items():
        with archive.open(name) as packed:
            if found != manifest or hashlib.file_digest(packed, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                raise DatabaseDamaged("The backup that was written cannot be read back. Check the disk.")


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(_MANIFEST).file_size > _LONGEST:
        raise zipfile.BadZipFile(_MANIFEST)
    manifest = Manifest.model_validate_json(archive.read(_MANIFEST))
    strange = (name for name in manifest.files if name not in FILES and not _ATTACHMENT.fullmatch(name))
    if DATABASE not in manifest.files or any(strange):
        raise KeyError(_MANIFEST)
    return manifest


def _check_database(source: Path, path: Path, manifest: Manifest) -> None:
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            check(database, path)
            found = database.execute("SELECT value FROM setting WHERE key='hub_id'").fetchone()
            schema = database.execute("PRAGMA user_version").fetchone()[0]
    except (sqlite3.Error, FelloeError):
        raise InvalidArgument(f"{source} is damaged: its database is.") from None
    if schema > SCHEMA.version:
        raise InvalidArgument(
            f"{source} was made by a newer Felloe ({manifest.version}, schema {schema}; this one knows "
            f"{SCHEMA.version}). Install that version, or choose an older backup."
        )
    if found is None or found[0] != manifest.hub_id:
        raise InvalidArgument(f"{source} is damaged: it is not of the hub that it names.")


def _schema_of(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
