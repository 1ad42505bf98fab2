"""The file that is imported: JSON, or an archive that holds JSON and the files that messages name.

An archive is not trusted: nothing of it is unpacked under a name of its own, and no more is read than may be kept.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from shared.errors import InvalidArgument, NotFound
from shared.limits import LIMITS

MOST_READ = 16 * 2**30
"""Bytes of JSON that are read from one archive, unpacked."""

MOST_MEMBERS = 200_000
_DOCUMENT = re.compile(r"(?:^|/)(?:conversations(?:[-_]\d+)?|chats|[^/]*export[^/]*)\.json$", re.IGNORECASE)

Documents = Generator[tuple[str, BinaryIO], None, None]


class Source:
    """`size`: of the JSON in it, in bytes, as far as the file says."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None) -> None:
        self.path = path
        self._archive = archive
        documents = [info for info in self._members() if _DOCUMENT.search(info.filename)] if archive else []
        self.size = sum(info.file_size for info in documents) if archive else path.stat().st_size
        self._by_start: dict[str, zipfile.ZipInfo] | None = None

    def documents(self) -> Documents:
        """The JSON in it, each to be read to its end before the next one."""
        if self._archive is None:
            with self.path.open("rb") as file:
                yield self.path.name, file
            return
        for info in self._members():
            if _DOCUMENT.search(info.filename):
                with self._opened(info) as file:
                    yield info.filename, cast(BinaryIO, _Bounded(file, MOST_READ))

    def has_archive(self) -> bool:
        return self._archive is not None

    def find(self, start: str) -> zipfile.ZipInfo | None:
        """The member whose own name is, or begins with, an id that a message gives a file."""
        if len(start) < 6:
            return None
        if self._by_start is None:
            self._by_start = {}
            for info in self._members():
                name = info.filename.rpartition("/")[2]
                for key in (name, *_beginnings(name)):
                    self._by_start.setdefault(key, info)
        return self._by_start.get(start)

    def content(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Raises `InvalidArgument` for one that is damaged or larger than an attachment may be."""
        if info.file_size > LIMITS.attachment:
            raise InvalidArgument(f"It is larger than {LIMITS.attachment // 2**20} MiB.")
        with self._opened(info) as file:
            bounded = _Bounded(file, LIMITS.attachment)
            while chunk := bounded.read(256 * 1024):
                yield chunk

    def _members(self) -> list[zipfile.ZipInfo]:
        assert self._archive is not None
        return [info for info in self._archive.infolist()[:MOST_MEMBERS] if not info.is_dir()]

    @contextmanager
    def _opened(self, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
        assert self._archive is not None
        try:
            with self._archive.open(info) as file:
                yield cast(BinaryIO, file)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise InvalidArgument(f"{info.filename[:80]} in the archive cannot be read: {error}") from None


class _Bounded:
    """Reads no more than `most` bytes, whatever an archive says of the size."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._left = most

    def read(self, size: int) -> bytes:
        try:
            found = self._file.read(size)
        except Exception as error:  # zlib, lzma and zipfile have an error each for a damaged member
            raise InvalidArgument(f"The archive is damaged: {error}") from None
        self._left -= len(found)
        if self._left < 0:
            raise InvalidArgument("More is packed in the archive than an import may hold.")
        return found


def _beginnings(name: str) -> Iterator[str]:
    """`file-abc-photo.png` is asked for as `file-abc`, `file_abc-sanitized.png` as `file_abc`."""
    stem = name.rpartition(".")[0] or name
    yield stem
    for found in re.finditer(r"[-.]", stem):
        if found.start() > 5:
            yield stem[: found.start()]


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Raises `NotFound` or `InvalidArgument` for what is no file that can be read."""
    with ExitStack() as stack:
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise InvalidArgument(f"{path} is no file. Give the export itself: a .json or a .zip.")
            archive = None
            if zipfile.is_zipfile(path):
                archive = stack.enter_context(zipfile.ZipFile(path))
            else:
                stack.enter_context(path.open("rb"))
        except FileNotFoundError:
            raise NotFound(f"There is no file {path}.") from None
        except zipfile.BadZipFile:
            raise InvalidArgument(f"{path} is a damaged archive.") from None
        except OSError as error:
            raise InvalidArgument(f"{path} cannot be read: {error.strerror}.") from None
        yield Source(path, archive)
