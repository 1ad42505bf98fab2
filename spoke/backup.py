"""A backup of a device in one file: a zip of its databases at one instant each, its key, skills and attached files.

Whoever has it can read the chats and speak as the device: it is made private to its user. A node may run meanwhile.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.errors import Conflict, DatabaseDamaged, FelloeError, InvalidArgument, NotFound
from shared.system.database_copy import check, copy_database, to_disk
from shared.system.folder import unusable, unwritable
from spoke.store.tables import SCHEMA

DATABASE = "node.db"
DATABASES = (DATABASE, "store.db")
KEPT = ("device.key", "secrets.json", "model_keys.json")
FOLDERS = ("attachments", "skills", "host_skills")

Progress = Callable[[int, int], None]

_MANIFEST = "manifest.json"
_BLOCK = 1 << 20


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["felloe-node"] = "felloe-node"
    version: str
    schema_version: int
    made_ms: int
    files: dict[str, str]
    """sha256 of each, in hex, by its path in the data folder."""

    bytes: int = 0
    """Of the file it was written to; not in the file."""


def make_backup(
    folder: Path, target: Path, *, version: str, replace: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Manifest:
    """Write `target` whole or not at all, and read it back before it gets its name.

    Raises `NotFound` where no device is, `Conflict` where `target` exists, `DiskFull`, `FolderUnusable` or
    `DatabaseDamaged`.
    """
    if not (folder / DATABASE).exists():
        raise NotFound(f"There is no device in {folder}. Name its data folder with --data.")
    if target.exists() and not replace:
        raise Conflict(f"{target} exists. Choose another name, or say --replace.")
    part = target.with_name(target.name + ".part")
    try:
        # Beside the target, which has the room, and private from its first byte.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".felloe-backup-") as scratch:
            sources = dict(_sources(folder))
            for name in DATABASES:
                if (folder / name).exists():
                    copy_database(folder / name, Path(scratch) / name)
                    sources[name] = Path(scratch) / name
            manifest = _write(part, sources, version, _schema_of(Path(scratch) / DATABASE), progress)
            with zipfile.ZipFile(part) as archive:
                _verify(archive, manifest)
        size = part.stat().st_size
        part.replace(target)
        to_disk(target.parent)
    except (OSError, zipfile.BadZipFile) as error:
        raise unwritable(target, error) from error
    finally:
        part.unlink(missing_ok=True)
    return manifest.model_copy(update={"bytes": size})


def unpack(source: Path, folder: Path, progress: Progress = lambda _done, _total: None) -> Manifest:
    """Verify a backup while its files are written into `folder`, which exists and is empty.

    `progress` is told bytes, of how many; what it raises ends the work. Raises `NotFound`, or `InvalidArgument` with
    what is wrong with it. Then what lies in `folder` is of no use.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            total = sum(archive.getinfo(name).file_size for name in manifest.files)
            done = 0

            def count(size: int) -> None:
                nonlocal done
                done += size
                progress(done, total)

            for name, digest in manifest.files.items():
                if _unpack(archive, name, folder / name, count) != digest:
                    raise InvalidArgument(f"{source} is damaged: {name} is not what was backed up.")
    except FileNotFoundError:
        raise NotFound(f"There is no file {source}.") from None
    except (zipfile.BadZipFile, KeyError, ValidationError, EOFError, IsADirectoryError, RuntimeError):
        raise InvalidArgument(f"{source} is no backup of a device, or is damaged.") from None
    except OSError as error:
        raise unusable(folder, error) from error
    _check_database(source, folder / DATABASE, manifest)
    return manifest


def _sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """Files that are taken as they are, by their path in the folder; no links, and nothing that is unfinished."""
    for name in KEPT:
        if (folder / name).is_file():
            yield name, folder / name
    for kept in FOLDERS:
        for path in sorted((folder / kept).rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix != ".part":
                yield path.relative_to(folder).as_posix(), path


def _write(
    part: Path, sources: dict[str, Path], version: str, schema: int, progress: Callable[[str], None]
) -> Manifest:
    part.unlink(missing_ok=True)
    digests: dict[str, str] = {}
    with _private(part) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, path in sources.items():
                progress(name)
                with contextlib.suppress(FileNotFoundError):  # an attachment or skill that was removed just now
                    digests[name] = _pack(archive, name, path)
            manifest = Manifest(
                version=version, schema_version=schema, made_ms=time.time_ns() // 1_000_000, files=digests
            )
            archive.writestr(_MANIFEST, manifest.model_dump_json())
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _pack(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as packed:
        while block := source.read(_BLOCK):
            digest.update(block)
            packed.write(block)
    return digest.hexdigest()


def _unpack(archive: zipfile.ZipFile, name: str, path: Path, count: Callable[[int], None]) -> str:
    digest = hashlib.sha256()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with archive.open(name) as packed, _private(path) as file:
        while block := packed.read(_BLOCK):
            digest.update(block)
            file.write(block)
            count(len(block))
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _verify(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    found = _manifest(archive)
    for name, digest in manifest.files.items():
        with archive.open(name) as packed:
            if found != manifest or hashlib.file_digest(packed, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                raise DatabaseDamaged("The backup that was written cannot be read back. Check the disk.")


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    manifest = Manifest.model_validate_json(archive.read(_MANIFEST))
    if DATABASE not in manifest.files or not all(_may_be(name) for name in manifest.files):
        raise KeyError(_MANIFEST)
    return manifest


def _may_be(name: str) -> bool:
    """Whether a path is one that a backup holds: nothing leads out of the data folder."""
    parts = PurePosixPath(name).parts
    if "\\" in name or ".." in parts or name != "/".join(parts):
        return False
    return name in (*DATABASES, *KEPT) or (len(parts) > 1 and parts[0] in FOLDERS)


def _check_database(source: Path, path: Path, manifest: Manifest) -> None:
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            check(database, path)
        schema = _schema_of(path)
    except (sqlite3.Error, FelloeError):
        raise InvalidArgument(f"{source} is damaged: its database is.") from None
    if schema > SCHEMA.version:
        raise InvalidArgument(
            f"{source} was made by a newer Felloe ({manifest.version}, schema {schema}; this one knows "
            f"{SCHEMA.version}). Install that version, or choose an older backup."
        )


def _schema_of(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
