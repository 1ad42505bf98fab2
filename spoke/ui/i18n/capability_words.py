"""Capabilities in plain words: what was granted, what one call asks for. What is exact always stands beside them."""

from __future__ import annotations

from pathlib import PurePath

from spoke.ui.i18n.translate import later, tr

_WHOLE = {
    "store": later("Keep data of its own on this device"),
    "notify": later("Show notifications"),
    "clipboard.read": later("Read the clipboard"),
    "clipboard.write": later("Put text into the clipboard"),
    "model": later("Ask a language model"),
}
_SAFE = {"GET", "HEAD"}
_ONE = _WHOLE | {
    "store": later("Keep data of its own"),
    "notify": later("Show a notification"),
}


def plain(capability: str) -> str:
    """`Fetch from api.example.org` for `http:api.example.org`."""
    service, _, scope = capability.partition(":")
    if service in _WHOLE and not scope:
        return tr(_WHOLE[service])
    match service:
        case "files.read":
            return tr("Read files in {folder}", folder=scope)
        case "files.write":
            return tr("Read and change files in {folder}", folder=scope)
        case "http":
            return _http(scope)
        case "call":
            return _call(scope)
        case "model":
            return tr("Ask the language model {name}", name=scope)
        case "secret":
            return tr("Have the secret {name} sent, without seeing it", name=scope)
        case _:
            return capability


def _http(scope: str) -> str:
    methods, at, host = scope.rpartition("@")
    named = set(methods.split(",")) - {"private"} if at else _SAFE
    said = tr("Fetch from {host}", host=host) if named <= _SAFE else tr("Fetch from {host} and send to it", host=host)
    return tr("{what}, also in your own network", what=said) if "private" in methods.split(",") else said


def _call(scope: str) -> str:
    device, colon, function = scope.partition(":")
    if scope == "*":
        return tr("Call any function on any device")
    if not colon:
        return tr("Call {function} on any device", function=scope)
    if function == "*":
        return tr("Call any function on {device}", device=device)
    return tr("Call {function} on {device}", function=function, device=device)


def one_call(capability: str, home: str = "") -> str:
    """`Read notes.txt in Documents` for the `files.read:/home/ana/Documents/notes.txt` of one call; empty where only
    its own name says what it is. `home`: of the device that it is on, where that is this one."""
    service, _, scope = capability.partition(":")
    match service:
        case "files.read" | "files.write" if not scope or ", /" in scope:
            return ""  # of two, which both have to be read
        case "files.read":
            return tr("Read {name} in {folder}", **_placed(scope, home))
        case "files.write":
            return tr("Change or remove {name} in {folder}", **_placed(scope, home))
        case "http" if scope:
            return _http_call(scope)
        case "model" | "secret" if scope:
            return plain(capability)
    return tr(_ONE[service]) if service in _ONE else ""


def _placed(path: str, home: str) -> dict[str, str]:
    at = PurePath(path)
    folder = at.parent
    if home and folder.is_relative_to(home):
        folder = folder.relative_to(home)
    return {"name": at.name or path, "folder": tr("your home folder") if folder == PurePath() else str(folder)}


def _http_call(scope: str) -> str:
    methods, _, hosts = scope.rpartition("@")
    host = hosts.partition(", ")[0]  # then come the names of secrets
    named = set(methods.split(",")) - {"private", ""}
    said = tr("Fetch from {host}", host=host) if named <= _SAFE else tr("Send to {host}", host=host)
    return tr("{what}, also in your own network", what=said) if "private" in methods.split(",") else said
