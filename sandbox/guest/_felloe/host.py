"""The guest's end of the bridge: one JSON text to the host, one back."""

import errno
import json
import os

import wit_world

_dumps, _loads, send = json.dumps, json.loads, wit_world.bridge


def flush():
    """Replaced by each run: sends what it printed before it waits for the host."""


class HostError(Exception):
    """The host refused or failed: `code` is stable, the message one sentence."""

    def __init__(self, message, *, code="internal", retryable=False, details=None, call=None):
        super().__init__(message)
        self.message = message
        self.code = code
        self.retryable = retryable
        self.details = details or {}
        self.call = call
        """Number of the host call that failed, by which the host finds its own words again."""


class NotGranted(HostError, PermissionError):
    """Nobody granted this to the one who asks. Nothing happened."""

    __str__ = Exception.__str__


class Missing(HostError, FileNotFoundError):
    """What was asked for is not there."""

    __str__ = Exception.__str__


class Conflict(HostError):
    """What was to be changed is not any more what it was expected to be."""


_KINDS = {"not_granted": NotGranted, "not_found": Missing, "conflict": Conflict}
_SYSTEM_KINDS = {
    getattr(errno, name): type(base.__name__, (HostError, base), {})
    for name, base in {
        "ENOENT": FileNotFoundError, "EEXIST": FileExistsError, "ENOTDIR": NotADirectoryError,
        "EISDIR": IsADirectoryError, "EACCES": PermissionError, "EPERM": PermissionError,
    }.items()
}  # fmt: skip
"""What the host says of files is what Python would raise: ordinary code catches it and prints it as ever."""

_AnyOSError = type("OSError", (HostError, OSError), {})
_PLAIN = frozenset({"ENOENT", "EEXIST", "ENOTDIR", "EISDIR", "ENOTEMPTY"})
"""Of which the system's own words say all."""


def nothing_there(text):
    """Stands for the host while the standard library is imported: some of it looks for files."""
    return '{"error":{"code":"not_found","message":"There is no host yet.","details":{"errno":"ENOENT"}}}'


def ask(operation):
    """The host's answer to one operation; `HostError` where it says no."""
    return unpack(_loads(send(_dumps(operation))))


def unpack(reply):
    if "error" not in reply:
        return reply["ok"]
    error = reply["error"]
    name = (error.get("details") or {}).get("errno")
    number = getattr(errno, name, errno.EIO) if name else None
    kind = _SYSTEM_KINDS.get(number, _AnyOSError) if number else _KINDS.get(error["code"], HostError)
    failure = kind(
        error["message"],
        code=error["code"],
        retryable=error.get("retryable", False),
        details=error.get("details"),
        call=reply.get("call"),
    )
    if number:
        failure.errno = number
        failure.strerror = os.strerror(number) if name in _PLAIN else error["message"]
    raise failure


def call(service, args):
    flush()
    return ask({"op": "call", "service": service, "args": args})


def submit(service, args):
    """Start a host call and return its ticket; `wait` hands out what is done."""
    return ask({"op": "submit", "service": service, "args": args})


def wait(timeout):
    """Pairs of ticket and reply: at least one, unless `timeout` seconds pass first."""
    flush()
    return ask({"op": "wait", "timeout": timeout})


def show(text):
    """Print `text`; whether more is wanted."""
    return ask({"op": "print", "text": text})


def complain(text):
    """The same, to standard error."""
    return ask({"op": "complain", "text": text})


def code(path):
    """The compiled form of a skill's file, or None where the host has none."""
    return ask({"op": "code", "path": path})


def give(text):
    """Hand a value (as JSON) to the host, and go on when it was taken."""
    flush()
    unpack(_loads(send(f'{{"op":"yield","value":{text}}}')))


def sleep(seconds):
    flush()
    ask({"op": "sleep", "seconds": max(0.0, float(seconds))})
