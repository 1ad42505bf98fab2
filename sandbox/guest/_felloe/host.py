"""The guest's end of the bridge: one JSON text to the host, one back."""

import json

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


def ask(operation):
    """The host's answer to one operation; `HostError` where it says no."""
    return unpack(_loads(send(_dumps(operation))))


def unpack(reply):
    if "error" not in reply:
        return reply["ok"]
    error = reply["error"]
    raise _KINDS.get(error["code"], HostError)(
        error["message"],
        code=error["code"],
        retryable=error.get("retryable", False),
        details=error.get("details"),
        call=reply.get("call"),
    )


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


def code(path):
    """The compiled form of a skill's file, or None where the host has none."""
    return ask({"op": "code", "path": path})


def sleep(seconds):
    flush()
    ask({"op": "sleep", "seconds": max(0.0, float(seconds))})
