"""Which host skills the device's owner has declared: `NAME.py` in the data folder's `host_skills`.

Rules of this module:
- only what nobody else could have written counts: folder and file belong to the user (or root), others may not write;
- no links: what is checked is what runs;
- nothing but the owner puts a file there: no command, route or message does, and code in the sandbox cannot.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from shared.errors import BadSkill, Forbidden
from shared.limits import LIMITS

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class HostFile:
    """A file that may run. `python`: by whose `#!` line, or Felloe's own."""

    name: str
    path: Path
    digest: str
    python: str


Mark = tuple[int, ...]
"""By which a change of a file is seen without reading it."""


def declared(folder: Path) -> dict[str, Mark]:
    """The files there, by skill name, whether or not they may run. Names that begin with `_` are their helpers."""
    try:
        with os.scandir(folder) as entries:
            found = {entry.name[:-3]: entry.stat(follow_symlinks=False) for entry in entries if _is_skill(entry.name)}
            above = folder.stat()
    except OSError:
        return {}
    return {
        name: (each.st_ino, each.st_size, each.st_mtime_ns, each.st_mode, each.st_uid, above.st_mode, above.st_uid)
        for name, each in sorted(found.items())
    }


def _is_skill(name: str) -> bool:
    return name.endswith(".py") and not name.startswith(("_", "."))


def read(folder: Path, name: str) -> HostFile:
    """Check and read one. Raises `Forbidden` and `BadSkill` with what to mend."""
    path = folder / f"{name}.py"
    if not _NAME.fullmatch(name) or len(name) > 64:
        raise BadSkill(f"'{path.name[:100]}' is no name of a skill. Use lower-case letters, digits and _.")
    _check_owner(folder.stat(), f"The folder {folder}", "700")
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise BadSkill(
            f"{path} cannot be read: {error.strerror or error}. It must be a file itself, not a link."
        ) from None
    with os.fdopen(file, "rb") as opened:
        found = os.fstat(opened.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise BadSkill(f"{path} is not a regular file.")
        _check_owner(found, str(path), "600")
        source = opened.read(LIMITS.host_skill_file + 1)
    if len(source) > LIMITS.host_skill_file:
        raise BadSkill(f"{path} is too long: a host skill may hold {LIMITS.host_skill_file} bytes.")
    python = _python(path, source)
    digest = hashlib.sha256(python.encode() + b"\0" + source).hexdigest()
    return HostFile(name, path, digest, python)


def _check_owner(found: os.stat_result, what: str, mode: str) -> None:
    if not hasattr(os, "geteuid"):
        return  # Windows: the profile folder's own access list is all there is
    if found.st_uid not in (0, os.geteuid()):
        raise Forbidden(f"{what} belongs to somebody else, so nothing in it runs. Make it yours: chown.")
    if found.st_mode & _OTHERS_WRITE:
        path = what.removeprefix("The folder ")
        raise Forbidden(f"{what} may be written by others, so nothing in it runs. Type: chmod {mode} {path}")


def _python(path: Path, source: bytes) -> str:
    """The interpreter that the file's first line names, as a shell would read it."""
    first = source.partition(b"\n")[0].decode(errors="replace")
    words = first.removeprefix("#!").split() if first.startswith("#!") else []
    if not words:
        return sys.executable
    command = words[1] if Path(words[0]).name == "env" and len(words) > 1 else words[0]
    if found := shutil.which(command):
        return found
    raise BadSkill(f"The first line of {path} names {command[:200]}, which is not there.")
