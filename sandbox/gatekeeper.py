"""What code in the sandbox may reach outside of it. Pure: default deny, decided on parsed values.

A capability is written `service:scope`:
    files.read:/home/ana/Notes      that folder and all below it, or that one file
    http:api.example.org            that host; `*.example.org` for those below it
    call:notes.search               that function, on whichever device
    call:attic:climate.summary      that function on that device; `attic:climate.*`, `attic:*` and `*` are wider
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol

from pydantic import JsonValue

from shared.errors import InvalidArgument, NotGranted

_HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
_CALL = re.compile(r"\*|[A-Za-z]\w*:\*|([A-Za-z]\w*:)?[a-z0-9][a-z0-9_]*\.(\*|[A-Za-z]\w*)", re.ASCII)
MAX_CAPABILITY = 1_000


class Service(Protocol):
    """Something of the host behind the bridge."""

    name: str

    def scope(self, args: Mapping[str, Any]) -> str:
        """What exactly is asked for, in the form that a capability is compared with; `InvalidArgument` if nothing."""
        ...

    async def serve(self, args: Mapping[str, Any]) -> JsonValue:
        """Do it; called only after the gatekeeper allowed its scope. Must be safe to cancel."""
        ...


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that may be granted. `str` gives its text form."""

    service: str
    scope: str

    @classmethod
    def parse(cls, text: str, home: str = "") -> Capability:
        """`home` stands for `~`, so that what is granted is one folder whoever asks."""
        service, colon, scope = text.partition(":")
        if not colon or not scope or len(text) > MAX_CAPABILITY:
            raise _not_one(text)
        match service:
            case "files.read":
                return cls(service, absolute_path(scope, home))
            case "http" if _HOST.fullmatch(scope.lower()):
                return cls(service, scope.lower())
            case "call" if _CALL.fullmatch(scope):
                return cls(service, scope)
        raise _not_one(text)

    def covers(self, service: str, scope: str) -> bool:
        return service == self.service and _COVERS[service](self.scope, scope)

    def __str__(self) -> str:
        return f"{self.service}:{self.scope}"


def _not_one(text: str) -> InvalidArgument:
    return InvalidArgument(
        f"'{text[:100]}' is not a capability. Write it as files.read:~/FOLDER, http:HOST, call:SKILL.FUNCTION "
        "or call:DEVICE:SKILL.FUNCTION."
    )


def absolute_path(text: str, home: str = "") -> str:
    """A path with `~` filled in; `InvalidArgument` for a relative one and for one that climbs with `..`."""
    if home and (text == "~" or text.startswith("~/")):
        text = home + text[1:]
    path = PurePosixPath(text)
    if not path.is_absolute() or ".." in path.parts or "\0" in text:
        raise InvalidArgument(f"'{text[:200]}' is not a whole path. Write it from / or ~ on, without '..'.")
    return "/" + "/".join(path.parts[1:])


def _files(granted: str, asked: str) -> bool:
    return PurePosixPath(asked).is_relative_to(granted) and ".." not in PurePosixPath(asked).parts


def _http(granted: str, asked: str) -> bool:
    if granted.startswith("*."):
        return asked.endswith(granted[1:]) and len(asked) > len(granted) - 1
    return asked == granted


def _call(granted: str, asked: str) -> bool:
    """`asked` is always DEVICE:SKILL.FUNCTION; a grant without a device holds for every device."""
    if granted == "*":
        return True
    device, _, function = granted.rpartition(":")
    asked_device, _, asked_function = asked.partition(":")
    if device and device != asked_device:
        return False
    if function.endswith(".*"):
        return asked_function.partition(".")[0] == function[:-2]
    return function in ("*", asked_function)


_COVERS = {"files.read": _files, "http": _http, "call": _call}


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """The grants of one principal. `principal` is how its name reads in a sentence: `weather`, `This code`."""

    principal: str
    capabilities: frozenset[Capability] = frozenset()

    @classmethod
    def granting(cls, principal: str, capabilities: Iterable[Capability]) -> Gatekeeper:
        return cls(principal, frozenset(capabilities))

    def check(self, service: str, scope: str) -> None:
        """Return if it is granted; `NotGranted` says who asked, for what, and that it did not happen."""
        if any(capability.covers(service, scope) for capability in self.capabilities):
            return
        raise NotGranted(
            f"{self.principal} asked for {scope} ({service}). Not granted, so it did not happen.",
            service=service,
            scope=scope,
        )

    def granted(self, service: str) -> list[str]:
        """The scopes granted for one service, in order."""
        return sorted(capability.scope for capability in self.capabilities if capability.service == service)
