"""A backup of a data folder in one file: a zip of its databases at one instant each, and of other files as they are,
with the sha256 of each.

Whoever has it has all that the folder holds: it is made private to its user. Making it blocks no writer for a moment (a
snapshot is read beside them); the database's log grows meanwhile by what is written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import Conflict, DatabaseDamaged, DiskFull, FelloeError, FolderUnusable, InvalidArgument, NotFound
from shared.system.database_copy import check, copy_database
from shared.system.folder import unusable, unwritable
from shared.system.leftovers import sweep
from shared.system.schema import Schema
from shared.system.whole_file import to_disk

_MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_LONGEST = 1 << 28
_YEAR_10000: Final = 253_402_300_800_000
_WAYS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""In which files are packed: others are not made here, and fail in ways of their own."""

_SCRATCH = ".felloe-backup-"
"""Where all that a device holds is copied to."""

_AS_IT_IS = "attachments/"
"""What people attach is mostly compressed already."""


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    version: str
    schema_version: int
    made_ms: int = Field(ge=0, lt=_YEAR_10000)
    files: dict[str, str]
    """sha256 of each, in hex, by its path in the data folder."""

    bytes: int = 0
    """Of the file it was written to; not in the file."""


M = TypeVar("M", bound=Manifest)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backups(Generic[M]):
    """The backups of one program."""

    program: str
    of: str
    """What they are backups of, with its article."""

    manifest: type[M]
    schema: Schema
    databases: tuple[str, ...]
    """Their names in the folder. The first has the schema, and must be there."""

    holds: Callable[[str], bool]
    """Whether a path is one that such a backup holds: nothing leads out of the data folder."""

    def make(
        self,
        folder: Path,
        target: Path,
        others: Callable[[], Mapping[str, Path]],
        *,
        replace: bool,
        go_on: Callable[[], None] = lambda: None,
        **about: Any,
    ) -> M:
        """Write `target` whole or not at all, and read it back before it gets its name.

        `others`: the files beside the databases, asked for when those are copied, since they name them; `about`: what
        the manifest says beside. `go_on` is called often, the last time right before `target` gets its name: what it
        raises ends the work. Raises `Conflict` where `target` exists and may not be replaced, `DiskFull`,
        `FolderUnusable`, `DatabaseDamaged`.
        """
        if not replace and os.path.lexists(target):
            raise Conflict(f"{target} exists. Choose another name, or say --replace.")
        sweep(target.parent, f"{_SCRATCH}*")
        try:
            # Beside the target, which has the room, and private from its first byte.
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=_SCRATCH) as scratch:
                part = Path(scratch) / "backup.zip"
                copies = {name: Path(scratch) / name for name in self.databases if (folder / name).exists()}
                for name, copy in copies.items():
                    copy_database(folder / name, copy, named=target)
                about |= {"schema_version": _schema_of(copies[self.databases[0]])}
                manifest = self._write(part, {**copies, **others()}, about, go_on)
                with zipfile.ZipFile(part) as archive:
                    self._verify(archive, manifest, go_on)
                size = part.stat().st_size
                go_on()
                part.replace(target)
            to_disk(target.parent)
        except PermissionError as error:
            raise FolderUnusable(
                f"{target.parent} cannot be written by the process that makes the backup: the {self.program}, where "
                "one runs. Choose a folder that it may write to."
            ) from error
        except (OSError, zipfile.BadZipFile) as error:
            raise unwritable(target, error) from error
        return manifest.model_copy(update={"bytes": size})

    def unpack(self, source: Path, folder: Path, progress: Progress = lambda _done, _total: None) -> M:
        """Verify a backup while its files are written into `folder`, which exists and is empty.

        What it says that it unpacks to must fit on the disk before any is written (`DiskFull`), and none gets longer
        than it says. `progress` is told bytes, of how many; what it raises ends the work. Raises `NotFound`, or
        `InvalidArgument` with what is wrong with it. Then what lies in `folder` is of no use.
        """
        try:
            with zipfile.ZipFile(source) as archive:
                manifest = self._manifest(archive)
                sizes = {name: archive.getinfo(name).file_size for name in manifest.files}
                total, done = sum(sizes.values()), 0
                self._check_room(source, folder, sizes)

                def count(size: int) -> None:
                    nonlocal done
                    done += size
                    progress(done, total)

                for name, digest in manifest.files.items():
                    if _unpack(archive, name, folder / name, count) != digest:
                        raise InvalidArgument(f"{source} is damaged: {name} is not what was backed up.")
        except FileNotFoundError:
            raise NotFound(f"There is no file {source}.") from None
        except (zipfile.BadZipFile, zlib.error, KeyError, ValidationError, EOFError, IsADirectoryError, RuntimeError):
            raise InvalidArgument(f"{source} is no backup of {self.of}, or is damaged.") from None
        except OSError as error:
            raise unusable(folder, error) from error
        self._check_database(source, folder / self.databases[0], manifest)
        return manifest

    def _check_room(self, source: Path, folder: Path, sizes: Mapping[str, int]) -> None:
        """Each database is written once more when it is made today's."""
        wanted = sum(sizes.values()) + sum(sizes.get(name, 0) for name in self.databases)
        if wanted > (free := shutil.disk_usage(folder).free):
            raise DiskFull(
                f"{source} needs {wanted:,} bytes, and the disk that holds {folder.parent} has {free:,} left. "
                "Nothing was changed."
            )

    def _write(self, part: Path, sources: Mapping[str, Path], about: dict[str, Any], go_on: Callable[[], None]) -> M:
        digests: dict[str, str] = {}
        with _private(part) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                for name, path in sources.items():
                    with contextlib.suppress(FileNotFoundError):  # one that was removed just now
                        digests[name] = _pack(archive, name, path, go_on)
                manifest = self.manifest(made_ms=time.time_ns() // 1_000_000, files=digests, **about)
                archive.writestr(_MANIFEST, manifest.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        return manifest

    def _verify(self, archive: zipfile.ZipFile, manifest: M, go_on: Callable[[], None]) -> None:
        found = self._manifest(archive)
        for name, digest in manifest.files.items():
            go_on()
            with archive.open(name) as packed:
                if found != manifest or hashlib.file_digest(packed, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                    raise DatabaseDamaged("The backup that was written cannot be read back. Check the disk.")

    def _manifest(self, archive: zipfile.ZipFile) -> M:
        if archive.getinfo(_MANIFEST).file_size > _LONGEST or any(
            entry.compress_type not in _WAYS for entry in archive.infolist()
        ):
            raise zipfile.BadZipFile(_MANIFEST)
        manifest = self.manifest.model_validate_json(archive.read(_MANIFEST))
        if self.databases[0] not in manifest.files or not all(map(self.holds, manifest.files)):
            raise KeyError(_MANIFEST)
        return manifest

    def _check_database(self, source: Path, path: Path, manifest: M) -> None:
        try:
            with contextlib.closing(sqlite3.connect(path)) as database:
                check(database, path)
            schema = _schema_of(path)
        except (sqlite3.Error, FelloeError):
            raise InvalidArgument(f"{source} is damaged: its database is.") from None
        if schema > self.schema.version:
            raise InvalidArgument(
                f"{source} was made by a newer Felloe ({manifest.version}, schema {schema}; this one knows "
                f"{self.schema.version}). Install that version, or choose an older backup."
            )


def _pack(archive: zipfile.ZipFile, name: str, path: Path, go_on: Callable[[], None]) -> str:
    digest = hashlib.sha256()
    entry = zipfile.ZipInfo(name) if name.startswith(_AS_IT_IS) else name  # the first is stored, the second deflated
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
        while block := source.read(_BLOCK):
            go_on()
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


def _schema_of(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
