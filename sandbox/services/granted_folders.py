"""Where a path in a granted folder really is.

Rules of this module:
- the granted folder itself is opened as its owner wrote it; every component below it without following links, each
  from the one above, so that a link which appears between two steps leads nowhere;
- never anything of Felloe's own data, by whatever path: folders are told by what they are, not by what they are called.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Verdict
from shared.errors import Conflict, DiskFull, FelloeError, Forbidden, InvalidArgument, NotFound, TooLarge

OPEN = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
"""For whatever is opened: a FIFO would hang the host."""

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | OPEN
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_MOST_SEEN = 200
"""Folders that a guest is told of."""

_Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in an open folder. `found` is what was there a moment ago: a hint, until it is opened."""

    folder: int
    name: str
    path: str
    found: os.stat_result | None
    is_root: bool

    def expect_file(self) -> None:
        """`OSError` or `InvalidArgument` where there is something that is no regular file."""
        if self.found is not None:
            check_file(self.found.st_mode, self.path)

    @contextmanager
    def opened(self, flags: int, mode: int = 0o600) -> Iterator[int]:
        """A descriptor of the regular file that is there."""
        self.expect_file()  # opening a device may do something already
        file = os.open(self.name, flags | NO_LINK | OPEN, mode, dir_fd=self.folder)
        try:
            check_file(os.fstat(file).st_mode, self.path)
            yield file
        finally:
            os.close(file)

    @contextmanager
    def opened_folder(self) -> Iterator[int]:
        folder = _below(self.folder, self.name, follow=self.is_root)
        try:
            yield folder
        finally:
            os.close(folder)


def folders_of(gate: Gatekeeper) -> dict[str, bool]:
    """What was granted when a run begins, each with whether it may be changed, the deepest first.

    The guest places its paths by it; what it may do is decided at each step.
    """
    found: dict[str, bool] = {}
    for rule in gate.rules():
        if rule.verdict is Verdict.ALLOW and rule.capability.service in ("files.read", "files.write"):
            path = rule.capability.scope
            found[path] = found.get(path, False) or rule.capability.service == "files.write"
    return dict(sorted(found.items(), key=lambda item: -len(item[0]))[:_MOST_SEEN])


class GrantedFolders:
    """Ways into granted folders. `own` are Felloe's own folders: nothing leads there, whatever was granted."""

    def __init__(self, own: Iterable[Path] = ()) -> None:
        self._own = [Path(os.path.realpath(folder)) for folder in own]
        self._first: frozenset[_Identity] = frozenset()
        self._first = frozenset(self._identities())
        """They stay what they are, also when somebody moves them."""

    @contextmanager
    def reach(self, granted: Capability, path: str) -> Iterator[Spot]:
        """The place of `path`, in what was granted. What goes wrong with it inside is raised as a `FelloeError`."""
        root, whole = PurePosixPath(granted.scope), PurePosixPath(path)
        if not whole.is_relative_to(root):
            raise NotFound(f"{path} is in no folder that was granted.", errno="ENOENT")
        parts = whole.relative_to(root).parts
        start, below = (root, parts) if parts else (root.parent, (root.name or ".",))
        try:
            folder = self._walked(Path(start), below)
            try:
                found = self._found(folder, below[-1], follow=not parts)
                yield Spot(folder, below[-1], path, found, not parts)
            finally:
                os.close(folder)
        except OSError as error:
            raise refusal(path, error) from None

    def refuse_to_move(self, spot: Spot) -> None:
        """Moving a folder moves what is in it."""
        if spot.found is not None and _identity(spot.found) in self._identities(with_parents=True):
            raise _own_data()

    def _walked(self, start: Path, parts: tuple[str, ...]) -> int:
        """A descriptor of the folder that the last of `parts` is in."""
        own = self._identities()
        self._refuse_own_start(start, parts, own)
        folder = os.open(start, _FOLDER)
        try:
            for part in parts[:-1]:
                below = _below(folder, part)
                os.close(folder)
                folder = below
                _refuse_own(os.fstat(folder), own)
        except BaseException:
            os.close(folder)
            raise
        return folder

    def _refuse_own_start(self, start: Path, parts: tuple[str, ...], own: set[_Identity]) -> None:
        """The granted folder may lie in Felloe's own; and a folder that is not there yet has nothing but its name."""
        if not self._own:
            return
        real = Path(os.path.realpath(start))
        if any(real.joinpath(*parts).is_relative_to(folder) for folder in self._own):
            raise _own_data()
        for folder in (real, *real.parents):
            _refuse_own(folder.stat(), own)

    def _found(self, folder: int, name: str, follow: bool) -> os.stat_result | None:
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=follow)
        except FileNotFoundError:
            return None
        _refuse_own(found, self._identities())
        return found

    def _identities(self, *, with_parents: bool = False) -> set[_Identity]:
        found = set(self._first)
        for folder in self._own:
            for path in (folder, *folder.parents) if with_parents else (folder,):
                with suppress(OSError):
                    found.add(_identity(path.stat()))
        return found


def _identity(found: os.stat_result) -> _Identity:
    return found.st_dev, found.st_ino


def _refuse_own(found: os.stat_result, own: set[_Identity]) -> None:
    if _identity(found) in own:
        raise _own_data()


def _own_data() -> Forbidden:
    return Forbidden("That is Felloe's own data, which no code in the sandbox reaches.", errno="EACCES")


def _below(folder: int, name: str, *, follow: bool = False) -> int:
    try:
        return os.open(name, _FOLDER | (0 if follow else NO_LINK), dir_fd=folder)
    except NotADirectoryError:  # so says Linux of a link too
        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, "link") from None
        raise


def check_file(mode: int, path: str) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "folder")
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, "link")
    if not stat.S_ISREG(mode):
        raise InvalidArgument(f"{path} is not a regular file.", errno="EINVAL")


def refusal(path: str, error: OSError) -> FelloeError:
    """The same as an error of ours; `errno` in its details is the name by which the guest raises it again."""
    cls, sentence = _REFUSALS.get(error.errno or 0, (InvalidArgument, "{path} cannot be used: {reason}."))
    said = sentence.format(path=path, reason=os.strerror(error.errno or 0))
    return cls(said, errno=errno.errorcode.get(error.errno or 0, "EIO"))


_REFUSALS: dict[int, tuple[type[FelloeError], str]] = {
    errno.ENOENT: (NotFound, "There is no file {path}."),
    errno.EEXIST: (Conflict, "{path} is there already."),
    errno.ENOTEMPTY: (Conflict, "The folder {path} is not empty."),
    errno.EISDIR: (InvalidArgument, "{path} is a folder, not a regular file."),
    errno.ENOTDIR: (InvalidArgument, "{path} is not a folder, or leads through a file."),
    errno.ELOOP: (Forbidden, "{path} leads over a link; the sandbox follows no links."),
    errno.EACCES: (Forbidden, "The user of this device may not do that with {path}."),
    errno.EPERM: (Forbidden, "The user of this device may not do that with {path}."),
    errno.EROFS: (Forbidden, "{path} lies on a disk that can only be read."),
    errno.ENOSPC: (DiskFull, "The disk that holds {path} is full."),
    errno.EDQUOT: (DiskFull, "The user's space on the disk that holds {path} is used up."),
    errno.EFBIG: (TooLarge, "{path} is too large."),
    errno.EXDEV: (InvalidArgument, "{path} lies on another disk. Copy it, then remove it."),
}
