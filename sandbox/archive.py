"""Zips of skills, read into memory: refused whole where anything in them is not plainly a file of that skill.

Nothing is ever extracted to a disk by the names in a zip, and no number in its headers is trusted:
- one central directory, at the end, that fills the file up to its end record; no ZIP64, no encryption, no disks;
- names are relative, forward, valid and different on every file system; no links or devices;
- what a member inflates to is counted as it comes, and must be what both headers and the checksum say.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, NoReturn

from sandbox.skill_folder import is_skipped, too_large
from sandbox.skills import is_plain, same_name
from shared.errors import BadSkill
from shared.limits import KIB, LIMITS, MIB

MAX_ZIP = 64 * MIB
MAX_MEMBERS = 20_000
"""A zip may hold a whole repository of skills."""
_MAX_RATIO = 200
_FREE_OF_RATIO = 1 * MIB
_CHUNK = 256 * KIB
_END = struct.Struct("<4s4H2LH")
_LOCAL_HEADER = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BARRED_FLAGS = 0x1 | 0x20 | 0x40 | 0x2000
"""Encrypted, patched, strongly encrypted, with a hidden directory."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_REGULAR_FILE = 0o100644 << 16


class Archive:
    """A zip whose structure and names have been checked. Use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self._what = path.name
        try:
            size = path.stat().st_size
            if size > MAX_ZIP:
                raise BadSkill(f"{path.name} holds {size // MIB} MB; at most {MAX_ZIP // MIB} MB are read.")
            self._data = path.read_bytes()
        except OSError as error:
            raise BadSkill(f"{path} cannot be read: {error.strerror}.") from None
        self._members = self._checked()

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def read(self, folder: str) -> dict[str, bytes]:
        """The files below a folder of the zip (`""`: all), by their path inside it. `BadSkill` where one is damaged."""
        inside = {name.removeprefix(folder): info for name, info in self._members.items() if name.startswith(folder)}
        if len(inside) > LIMITS.skill_files:
            raise too_large(self._what)
        files: dict[str, bytes] = {}
        room = LIMITS.skill_bytes
        with zipfile.ZipFile(BytesIO(self._data)) as opened:
            for name, info in inside.items():
                files[name] = self._inflated(opened, info, room)
                room -= len(files[name])
        return files

    def read_one(self, name: str, limit: int) -> bytes:
        """One file, of at most so many bytes."""
        with zipfile.ZipFile(BytesIO(self._data)) as opened:
            return self._inflated(opened, self._members[name], limit)

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        count = self._end_record()
        try:
            with zipfile.ZipFile(BytesIO(self._data)) as opened:
                infos = opened.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
            raise self._damaged() from error
        if len(infos) != count:
            raise self._damaged()
        members: dict[str, zipfile.ZipInfo] = {}
        names: dict[str, str] = {}
        for info in infos:
            name = self._name(info)
            self._check_member(name, info)
            other = names.setdefault(same_name(name.rstrip("/")), name)
            if other is not name:
                self._refuse(f"holds '{_shown(other)}' and '{_shown(name)}', which are one name on some devices")
            if not name.endswith("/") and not is_skipped(name):
                members[name] = info
        self._check_folders(names)
        self._check_overlap(infos)
        return members

    def _end_record(self) -> int:
        """How many members the zip says it has. Its end must be where, and only where, every reader looks for it."""
        at = self._data.rfind(b"PK\x05\x06", -(_END.size + 0xFFFF))
        if at < 0 or at + _END.size > len(self._data):
            raise BadSkill(f"{self._what} is not a zip, or only the beginning of one.")
        _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(self._data, at)
        if self._data[max(at - 20, 0) : at].startswith(b"PK\x06\x07") or 0xFFFF in (here, count):
            self._refuse("uses ZIP64, which no skill needs")
        if count > MAX_MEMBERS:
            self._refuse(f"has {count} members; at most {MAX_MEMBERS} are read")
        if (disk, first_disk, here) != (0, 0, count) or at + _END.size + comment != len(self._data):
            raise self._damaged()
        if offset + size != at:
            self._refuse("has something before, inside or after its directory that does not belong there")
        return int(count)

    def _name(self, info: zipfile.ZipInfo) -> str:
        """As it is stored, in UTF-8: many programs write that and do not say so."""
        name = info.orig_filename
        if not info.flag_bits & 0x800 and not name.isascii():
            try:
                name = name.encode("cp437").decode()
            except UnicodeError:
                self._refuse("has a name that is not UTF-8 text")
        return name

    def _check_member(self, name: str, info: zipfile.ZipInfo) -> None:
        if not is_plain(name.removesuffix("/")):
            self._refuse(f"has a member named '{_shown(name)}', which is no path inside a folder")
        if info.flag_bits & _BARRED_FLAGS:
            self._refuse("is encrypted; unpack it yourself and give the folder")
        if info.compress_type not in _METHODS:
            self._refuse(f"has '{_shown(name)}' in a compression that is not read; make it with deflate")
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            self._refuse(f"has '{_shown(name)}', which is a link or a device; a skill must hold its files itself")

    def _check_folders(self, names: Mapping[str, str]) -> None:
        for name in names.values():
            parts = name.split("/")
            for depth in range(1, len(parts) - name.endswith("/")):
                other = names.get(same_name("/".join(parts[:depth])))
                if other and not other.endswith("/"):
                    self._refuse(f"has '{_shown(other)}' both as a file and as a folder")

    def _check_overlap(self, infos: Iterable[zipfile.ZipInfo]) -> None:
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                self._refuse("has members that lie over each other")
            end = info.header_offset + _LOCAL_HEADER + len(info.orig_filename) + info.compress_size
        if end > len(self._data):
            raise self._damaged()

    def _inflated(self, opened: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
        data = bytearray()
        allowed = max(_MAX_RATIO * info.compress_size, _FREE_OF_RATIO)
        try:
            with opened.open(info) as member:
                for chunk in _chunks(member):
                    data += chunk
                    if len(data) > room:
                        raise too_large(self._what)
                    if len(data) > allowed:
                        self._refuse(
                            f"has '{_shown(info.filename)}', which inflates to over {_MAX_RATIO} times its size"
                        )
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, struct.error) as error:
            raise self._damaged() from error
        if len(data) != info.file_size:
            raise self._damaged()
        return bytes(data)

    def _refuse(self, reason: str) -> NoReturn:
        raise BadSkill(f"{self._what} {reason}.")

    def _damaged(self) -> BadSkill:
        return BadSkill(f"{self._what} is damaged: what its headers say is not what it holds. Get it again.")


def _chunks(member: IO[bytes]) -> Iterator[bytes]:
    while chunk := member.read(_CHUNK):
        yield chunk


def _shown(name: str) -> str:
    return name.encode("unicode_escape").decode()[:200]


def packed(files: Mapping[str, bytes], folder: str) -> bytes:
    """A zip of these files in that folder: the same bytes for the same files, whenever and wherever it is made.

    Stored, since two versions of zlib make different bytes of one file; no times, owners or permissions of the machine.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{path}", _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _REGULAR_FILE
            made.writestr(entry, files[path])
    return out.getvalue()
