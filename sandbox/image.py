"""The sandbox image: built once for these sources, these tools and this machine, then shared by all workers.

Rules of this module:
- an image appears whole, by one rename, under a lock; nothing else writes there;
- its sha256 is checked before it is used, since wasmtime believes any machine code that it is given.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from sandbox import build
from shared.errors import DiskFull, FelloeError, FolderUnusable, SandboxUnavailable
from shared.system.folder import unusable
from shared.timeouts import TIMEOUTS

if TYPE_CHECKING:
    from sandbox.run_record import SkillFiles

_COMPILER = Path(__file__).parent / "engine" / "compiler.py"
_TOOLS = ("componentize-py", "wasmtime")
_COMPILED = "guest.cwasm"
_SUMS = "image.json"
_BUILDING = "build-"
_UNUSED_S = 30 * 86_400.0
"""Seconds after which an image of other sources or tools is removed by the next build."""

_STALE_BUILD_S = 2 * TIMEOUTS.image_build
"""Seconds after which what is being built is not being built any more."""

_SKILL_IMAGES_KEPT = 8
"""Images of skills that are kept beside the one that is built: each takes 60 MB."""

Progress = Callable[[str, float | None], None]
"""Called with a stage when it begins (None), and again with the seconds that it took."""


def _quiet(_stage: str, _seconds: float | None) -> None:
    pass


@dataclass(frozen=True, slots=True)
class ImageInfo:
    key: str
    path: Path
    built: bool
    size: int
    sha256: str


class ImageCache:
    """Images under one folder: $FELLOE_CACHE, else the user's cache. All methods block.

    With `skill` it is the image in which that skill's dependencies are imported already.
    """

    def __init__(self, root: Path | None = None, skill: SkillFiles | None = None) -> None:
        self.root = (root or _default_root()).expanduser().absolute()
        self._images = self.root / "image"
        self._skill = skill

    @cached_property
    def key(self) -> str:
        """Changes with the guest's sources, the tools' versions, the kind of machine and the skill."""
        digest = hashlib.sha256()
        for path in [*build.guest_sources(), _COMPILER]:
            digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
        for tool in _TOOLS:
            digest.update(f"{tool} {_tool_version(tool)}\0".encode())
        digest.update(f"{platform.system()} {platform.machine()}".encode())
        if self._skill is not None:
            digest.update(f"\0{self._skill.name}\0{self._skill.digest}".encode())
        return digest.hexdigest()[:24]

    @property
    def folder(self) -> Path:
        return self._images / self.key

    def info(self) -> ImageInfo:
        sums = self._recorded_sha256()
        compiled = self.folder / _COMPILED
        if sums is None:
            return ImageInfo(self.key, compiled, built=False, size=0, sha256="")
        return ImageInfo(self.key, compiled, built=True, size=compiled.stat().st_size, sha256=sums)

    def ensure(self, progress: Progress = _quiet) -> Path:
        """The compiled image, built now if there is none; its sha256 was checked."""
        if self._recorded_sha256() is None:
            self.build(progress)
        return self.checked()

    def checked(self) -> Path:
        """The compiled image as it was built; `SandboxUnavailable` if it was not, or has changed since."""
        expected = self._recorded_sha256()
        compiled = self.folder / _COMPILED
        if expected is None:
            raise SandboxUnavailable("There is no sandbox image yet. Run: felloe-skill image build")
        try:
            found = _sha256(compiled)
        except OSError as error:  # removed a moment ago, or not ours to read
            raise _cache_error(self._images, error) from error
        if found != expected:
            raise SandboxUnavailable(
                f"The sandbox image in {self.folder} is damaged. Build it again with: felloe-skill image build --force"
            )
        with suppress(OSError):  # a cache that is only read is never swept either
            os.utime(self.folder / _SUMS)
        return compiled

    def build(self, progress: Progress = _quiet, *, force: bool = False) -> Path:
        """Build the image unless it is there; with `force`, replace it. Waits for another process that builds it."""
        try:
            self._images.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._lock(progress):
                if force or self._recorded_sha256() is None:
                    self._sweep()  # first, as what lies there may be what fills the disk
                    self._build(progress)
        except OSError as error:
            raise _cache_error(self._images, error) from error
        return self.folder / _COMPILED

    def remove(self) -> int:
        """Remove all images, also of other versions; the bytes that were freed."""
        if not self._images.is_dir():
            return 0
        freed = sum(file.stat().st_size for file in self._images.rglob("*") if file.is_file())
        try:
            shutil.rmtree(self._images)
        except OSError as error:
            raise _cache_error(self._images, error) from error
        return freed

    def _recorded_sha256(self) -> str | None:
        try:
            sums = json.loads((self.folder / _SUMS).read_text())
            return str(sums["sha256"]) if (self.folder / _COMPILED).is_file() else None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise SandboxUnavailable(
                f"The sandbox image in {self.folder} is damaged. Build it again with: felloe-skill image build --force"
            ) from None

    @contextmanager
    def _lock(self, progress: Progress) -> Iterator[None]:
        lock = FileLock(self._images / f"{self.key}.lock", mode=0o600)
        try:
            try:
                lock.acquire(blocking=False)
            except Timeout:
                with _stage("waiting for another process that builds the image", progress):
                    lock.acquire(timeout=TIMEOUTS.image_build)
        except Timeout:
            raise SandboxUnavailable("Another process has been building the sandbox image for too long.") from None
        try:
            yield
        finally:
            lock.release()

    def _build(self, progress: Progress) -> None:
        for tool in _TOOLS:
            _tool_version(tool)
        with tempfile.TemporaryDirectory(dir=self._images, prefix=_BUILDING) as name:
            work = Path(name)
            with _stage("snapshot CPython with its standard library", progress):
                build.snapshot(work, self._skill)
            with _stage("compile for this machine", progress):
                build.compile_snapshot(work)
            new = work / "new"
            digest = _sha256(new / _COMPILED)
            (new / _SUMS).write_text(json.dumps({"sha256": digest, "skill": self._skill and self._skill.name}))
            if self.folder.exists():
                self.folder.rename(work / "old")
            new.rename(self.folder)

    def _sweep(self) -> None:
        """Remove images that nothing has used for long, too many of skills, and what killed builds left behind.

        Others may sweep and build at the same time, and what lies there may be damaged: no build fails because of it.
        """
        of_skills: list[tuple[float, Path]] = []
        for path in self._images.iterdir():
            if path == self.folder or not path.is_dir():
                continue
            unused_s, skill = _use(path)
            if unused_s > (_STALE_BUILD_S if path.name.startswith(_BUILDING) else _UNUSED_S):
                shutil.rmtree(path, ignore_errors=True)
            elif skill:
                of_skills.append((unused_s, path))
        for _, path in sorted(of_skills)[_SKILL_IMAGES_KEPT:]:
            shutil.rmtree(path, ignore_errors=True)


def _sha256(path: Path) -> str:
    """Read once by a process, however many pools it has, and again whenever the file has changed."""
    found = path.stat()
    return _sha256_as(path, (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))


@lru_cache(16)
def _sha256_as(path: Path, _stamp: tuple[int, ...]) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _use(folder: Path) -> tuple[float, str | None]:
    """Seconds since an image was used, and the skill that it is for."""
    for path in (folder / _SUMS, folder):
        with suppress(OSError):
            used = path.stat().st_mtime
            break
    else:
        return 0.0, None
    try:
        said = json.loads((folder / _SUMS).read_text())
    except (OSError, ValueError):
        said = None
    return time.time() - used, said.get("skill") if isinstance(said, dict) else None


def _default_root() -> Path:
    override = os.environ.get("FELLOE_CACHE")
    if override:
        return Path(override)
    import platformdirs

    return platformdirs.user_cache_path("felloe", appauthor=False)


def _tool_version(tool: str) -> str:
    try:
        return version(tool)
    except PackageNotFoundError:
        raise SandboxUnavailable(
            f"The sandbox needs {tool}, which is not installed. Install Felloe with: pip install 'felloe[agent]'"
        ) from None


@contextmanager
def _stage(name: str, progress: Progress) -> Iterator[None]:
    begun = time.monotonic()
    progress(name, None)
    yield
    progress(name, time.monotonic() - begun)


def _cache_error(path: Path, error: OSError) -> FelloeError:
    found = unusable(path, error)
    if isinstance(found, DiskFull):
        return DiskFull(f"The disk that holds {path} is full. The sandbox image needs 100 MB.")
    reason = found.message.partition(": ")[2].partition(". ")[0]
    return FolderUnusable(f"The sandbox image cannot be kept in {path}: {reason}. Set FELLOE_CACHE to another folder.")
