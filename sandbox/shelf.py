"""Finding skills at a path: a skill's folder, a zip, or a folder, zip or git checkout that holds several.

Of a git checkout only what git tracks, or would, is taken: build results and virtual environments stay out. Git is
asked in a way that runs nothing the checkout's own configuration names.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.archive import Archive
from sandbox.skill_folder import MANIFEST, manifests, read_file, unreadable
from sandbox.skills import Skill, from_files, load_skill
from sandbox.source import Source
from shared.errors import BadSkill, NotFound
from shared.frontmatter import MAX_MANIFEST
from shared.manifest import parse_manifest

_GIT = (
    "git", "--no-pager", "--no-optional-locks",
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
)  # fmt: skip
"""No monitor, hook or transport: a checkout's configuration may name programs for each."""
_GIT_S = 10.0
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Sourced:
    skill: Skill
    source: Source


class Shelf:
    """A path that holds skills. `inners`: the folders in it that have a SKILL.md, outer ones first."""

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - keeps links in the path as they were typed
        self._archive: Archive | None = None
        self._checkout: _Checkout | None = None
        if self.path.is_dir():
            self.inners = list(manifests(self.path))
            self._checkout = _checkout(self.path, self.inners)
            if self._checkout:
                self.inners = [inner for inner in self.inners if self._checkout.holds(inner)]
        elif self.path.is_file():
            self._archive = Archive(self.path)
            self.inners = _folders_with_manifest(self._archive.names)
        else:
            raise BadSkill(f"{self.path} is neither a folder nor a zip. Give a skill's folder, a zip or a checkout.")

    def one(self, name: str | None = None) -> Sourced:
        """The skill that is here, or the one of that name; where that is not clear, the error lists what there is."""
        if name is not None:
            return self.load(self._named(name))
        outer = self._outermost()
        if len(outer) == 1:
            return self.load(outer[0])
        if not outer:
            raise BadSkill(f"{self.path} has no SKILL.md, so it is not a skill.")
        raise BadSkill(
            f"{self.path} holds {len(outer)} skills: {_listed(map(self._folder_name, outer))}. "
            "Pick one with --skill NAME, or take them with --all."
        )

    def every(self) -> list[str]:
        """The folders of all skills that are not part of another."""
        return self._outermost()

    def load(self, inner: str) -> Sourced:
        """The skill in that folder. `BadSkill` says what makes it none."""
        if self._archive:
            folder = self._folder_name(inner)
            skill = from_files(self._archive.read(f"{inner}/" if inner else ""), folder)
            return Sourced(skill, Source(kind="zip", path=str(self.path), inner=inner))
        if self._checkout:
            source = Source(kind="git", path=str(self.path), inner=inner, commit=self._checkout.commit)
            return Sourced(load_skill(self.path / inner, self._checkout.below(inner)), source)
        return Sourced(load_skill(self.path / inner), Source(kind="folder", path=str(self.path), inner=inner))

    def _outermost(self) -> list[str]:
        outer: list[str] = []
        for inner in self.inners:
            if not any(inner.startswith(f"{other}/" if other else "") for other in outer):
                outer.append(inner)
        return outer

    def _named(self, name: str) -> str:
        wanted = name.replace("_", "-")
        found = [inner for inner in self.inners if self._folder_name(inner) == name]
        found = found or [inner for inner in self.inners if self._manifest_name(inner) == wanted]
        if len(found) == 1:
            return found[0]
        if not found:
            there = _listed(map(self._folder_name, self.inners))
            raise NotFound(f"{self.path} holds no skill '{name[:64]}'; it has {there or 'none'}.")
        raise BadSkill(f"{self.path} holds several skills '{name[:64]}': {_listed(found)}. Give one's own folder.")

    def _folder_name(self, inner: str) -> str:
        return inner.rpartition("/")[2] or (self.path.stem if self._archive else self.path.resolve().name)

    def _manifest_name(self, inner: str) -> str:
        try:
            return parse_manifest(self._manifest(inner).decode(), self._folder_name(inner)).name
        except (BadSkill, UnicodeDecodeError):
            return ""

    def _manifest(self, inner: str) -> bytes:
        if self._archive:
            name = next(each for each in self._archive.names if _is_manifest_of(each, inner))
            return self._archive.read_one(name, MAX_MANIFEST)
        try:
            path = next(each for each in sorted((self.path / inner).iterdir()) if each.name.lower() == MANIFEST)
            return read_file(path, MAX_MANIFEST)
        except OSError as error:
            raise unreadable(self.path, error) from None


@dataclass(frozen=True, slots=True)
class _Checkout:
    commit: str
    files: frozenset[str]

    def holds(self, inner: str) -> bool:
        """Whether the skill in that folder is not one that git ignores."""
        return any(_is_manifest_of(path, inner) for path in self.files)

    def below(self, inner: str) -> Collection[str]:
        folder = f"{inner}/" if inner else ""
        return {path.removeprefix(folder) for path in self.files if path.startswith(folder)}


def _checkout(folder: Path, inners: Iterable[str]) -> _Checkout | None:
    """What git knows of a folder; nothing where it is no work tree, its skills are all ignored, or there is no git."""
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return None
    listed = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", ".")
    if listed is None:
        return None
    commit = (_git(folder, "rev-parse", "--verify", "--quiet", "HEAD") or b"").decode("ascii", "replace").strip()
    found = _Checkout(commit, frozenset(os.fsdecode(path) for path in listed.split(b"\0") if path))
    return found if any(map(found.holds, inners)) else None


def _git(folder: Path, *words: str) -> bytes | None:
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "", "LC_ALL": "C"}
    environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    try:
        done = subprocess.run(
            [*_GIT, "-C", folder, *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _is_manifest_of(path: str, inner: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder == inner and name.lower() == MANIFEST


def _folders_with_manifest(names: Iterable[str]) -> list[str]:
    parts = (name.rpartition("/") for name in names)
    found = {folder for folder, _, name in parts if name.lower() == MANIFEST}
    return sorted(found, key=lambda folder: (folder.count("/") if folder else -1, folder))


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return ", ".join(found[:_NAMED]) + more
