"""What may be granted, as people write it and as a host service asks for it. Pure.

A capability is `service` or `service:scope`:
    files.read:/home/ana/Notes      that folder and all below it, or that one file
    files.write:/home/ana/Notes     the same, to change it; whoever may write there may read there
    http:api.example.org            GET and HEAD of that host; `*.example.org` for those below it
    http:GET,POST@api.example.org   just these methods of it; `*` for any
    http:GET,private@nas.lan:8080   that port of it, also where the name leads to a private address
    call:notes.search               that function, on whichever device
    call:attic:climate.summary      that function on that device; `attic:climate.*`, `attic:*` and `*` are wider
    script:report/scripts/make.py   that others run this script of a skill (what it may do is granted to the skill)
    store  notify  clipboard.read  clipboard.write
    model  model:NAME               a completion of any model, or of one
    secret:NAME                     to have a secret put into requests to the host that it is bound to
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from shared.errors import InvalidArgument

MAX_CAPABILITY = 1_000
PRIVATE = "private"
"""Among the methods of an `http` capability: addresses that are not public are meant too."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_HOST = re.compile(r"(?:(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?")
_ADDRESS = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]|localhost)(?::\d{1,5})?")
_CALL = re.compile(r"\*|[A-Za-z]\w*:\*|([A-Za-z]\w*:)?[a-z0-9][a-z0-9_]*\.(\*|[A-Za-z]\w*)", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}")
_SCRIPT = re.compile(r"[a-z0-9][a-z0-9_]*/[^\x00-\x1f\x7f]+", re.ASCII)
_WHOLE = frozenset({"store", "notify", "clipboard.read", "clipboard.write", "model"})
"""Services that may be granted without a scope."""


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that may be granted or asked for. `str` gives its text form."""

    service: str
    scope: str = ""

    @classmethod
    def parse(cls, text: str, home: str = "") -> Capability:
        """`home` stands for `~`, so that what is granted is one folder whoever asks."""
        service, colon, scope = text.partition(":")
        if len(text) > MAX_CAPABILITY or bool(colon) != bool(scope):
            raise _not_one(text)
        match service:
            case _ if not scope and service in _WHOLE:
                return cls(service)
            case "files.read" | "files.write" if scope:
                return cls(service, absolute_path(scope, home))
            case "http" if scope:
                return cls(service, _http_scope(scope, text))
            case "call" if _CALL.fullmatch(scope):
                return cls(service, scope)
            case "script" if _SCRIPT.fullmatch(scope):
                return cls(service, scope)
            case "model" | "secret" if _NAME.fullmatch(scope):
                return cls(service, scope)
        raise _not_one(text)

    def covers(self, asked: Capability) -> bool:
        """Whether who holds this may do `asked`, whose scope is exact."""
        if self.service != asked.service and (self.service, asked.service) != ("files.write", "files.read"):
            return False
        covers = _COVERS.get(asked.service)
        return covers(self.scope, asked.scope) if covers else self.scope in ("", asked.scope)

    def __str__(self) -> str:
        return f"{self.service}:{self.scope}" if self.scope else self.service


def absolute_path(text: str, home: str = "") -> str:
    """A path with `~` filled in; `InvalidArgument` for a relative one and for one that climbs with `..`."""
    if home and (text == "~" or text.startswith("~/")):
        text = home + text[1:]
    path = PurePosixPath(text)
    if not path.is_absolute() or ".." in path.parts or "\0" in text:
        raise InvalidArgument(f"'{text[:200]}' is not a whole path. Write it from / or ~ on, without '..'.")
    return "/" + "/".join(path.parts[1:])


def _not_one(text: str) -> InvalidArgument:
    return InvalidArgument(
        f"'{text[:100]}' is not a capability. Write it as files.read:~/FOLDER, http:HOST, call:SKILL.FUNCTION "
        "or call:DEVICE:SKILL.FUNCTION."
    )


def _http_scope(scope: str, text: str) -> str:
    """Methods in order, in capitals and without what is meant anyway; the host in small letters."""
    listed, at, host = scope.rpartition("@")
    methods = {word if word == PRIVATE else word.upper() for word in listed.split(",")} if at else set()
    if not _HOST.fullmatch(host.lower()) or methods - _METHODS - {PRIVATE, "*"} or (at and not listed):
        raise _not_one(text)
    if methods == _SAFE_METHODS:
        methods = set()
    return f"{','.join(sorted(methods))}@{host.lower()}" if methods else host.lower()


def _files(granted: str, asked: str) -> bool:
    """Both are whole paths in their one form; as `PurePosixPath` it would take twenty times as long."""
    below = granted if granted.endswith("/") else granted + "/"
    return (asked == granted or asked.startswith(below)) and "/../" not in asked + "/"


def _http(granted: str, asked: str) -> bool:
    """`asked` is always METHOD@HOST or private@HOST, with a port where it is not the scheme's own."""
    listed, _, host = granted.rpartition("@")
    word, _, asked_host = asked.rpartition("@")
    methods = set(listed.split(",")) - {""}
    if word == PRIVATE:
        allowed = PRIVATE in methods or bool(_ADDRESS.fullmatch(host))  # who names an address means that address
    else:
        methods -= {PRIVATE}
        allowed = word in (methods or _SAFE_METHODS) or "*" in methods
    if host.startswith("*."):
        return allowed and asked_host.endswith(host[1:]) and len(asked_host) > len(host) - 1
    return allowed and asked_host == host


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


_COVERS = {"files.read": _files, "files.write": _files, "http": _http, "call": _call}
