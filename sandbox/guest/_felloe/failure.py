"""A run's exceptions as the host hears them: one sentence, and the guest's own lines, nothing of the runner."""

import contextlib
import traceback

from _felloe.host import HostError
from _felloe.own_files import ROOT

CODE = "<code>"
_FRAMES = 12
_CHARS = 4_000


def report(error):
    """The body of the error that a run ended with."""
    if isinstance(error, MemoryError) and "Parser stack" not in str(error):  # the parser's own means nesting
        return {"code": "limit_exceeded", "message": "memory", "limit": "memory"}
    body = {"code": "code_failed", "message": _sentence(error)}
    # Whatever a run did to its frames and files, it is not our line that failed.
    with contextlib.suppress(BaseException):
        body |= _place(error)
    if isinstance(error, HostError) and error.call is not None:
        body["call"] = error.call
    return body


def _sentence(error):
    name = type(error).__name__
    if isinstance(error, SyntaxError):
        return f"{name}: {error.msg}"
    try:
        text = str(error)
    except BaseException:
        text = ""
    return (f"{name}: {text}" if text else name)[:_CHARS]


def _place(error):
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == CODE or frame.filename.startswith(f"{ROOT}/")
    ]
    place = {}
    if isinstance(error, SyntaxError) and error.lineno:
        place |= {"file": _file(error.filename or ""), "line": error.lineno}
    elif frames:
        place |= {"file": _file(frames[-1].filename), "line": frames[-1].lineno}
    if frames:
        place["traceback"] = "".join(traceback.format_list(frames[-_FRAMES:]))[-_CHARS:]
    return place


def _file(path):
    """A skill's file by its path inside the skill; nothing for loose code."""
    return path.removeprefix(f"{ROOT}/").partition("/")[2] if path.startswith(f"{ROOT}/") else ""
