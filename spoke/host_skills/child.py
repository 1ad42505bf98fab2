"""The program in the process of a host skill: imports its file, says what it offers, and calls it when asked.

It runs on whichever Python (3.10 or newer) the owner's file names, so it uses nothing but the standard library.

    python child.py FILE GUEST MAX_RESULT MAX_OUTPUT

`GUEST` is the folder of the sandbox's `_felloe`, which describes functions and converts arguments there and here.

Lines of JSON: `{"id", "function", "args"}` come on standard input; out go `{"ready": …}` or `{"error": …}` once, then
`{"id", "output", "ok"}` or `{"id", "output", "error"}` for each, and before that `{"id", "yielded"}` for each value of
a generator function. The pipes are moved away from where the owner's code
would find them by accident: what it prints is kept apart, what it forks off has neither of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import importlib.util
import inspect
import io
import json
import os
import queue
import signal
import sys
import threading
import traceback
import typing
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

_CHARS = 4_000
_FRAMES = 12


class _Failed(Exception):
    """A call that did not work out; `code` is one of shared.errors."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Printed(io.RawIOBase):
    """Keeps the beginning of what is printed."""

    def __init__(self, room: int) -> None:
        self._all = self._room = room
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        kept = bytes(data[: self._room])
        self._room -= len(kept)
        self._parts.append(kept)
        return len(data)

    def taken(self) -> str:
        parts, self._parts, self._room = self._parts, [], self._all
        return b"".join(parts).decode("utf-8", "replace")


class _Pipes:
    """Requests and answers, on descriptors of their own."""

    def __init__(self) -> None:
        self._in, self._out, self._pid = os.dup(0), os.dup(1), os.getpid()
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(2, 1)
        self.requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=lambda: [os.dup2(nothing, mine) for mine in (self._in, self._out)])
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with os.fdopen(self._in, "rb", closefd=False) as lines:
            for line in lines:
                self.requests.put(json.loads(line))
        if hasattr(os, "killpg"):
            os.killpg(os.getpgrp(), signal.SIGKILL)  # the node is gone, and so is everything that was started here
        os._exit(1)

    def send(self, answer: dict[str, Any]) -> None:
        line = json.dumps(answer, separators=(",", ":")).encode() + b"\n"
        while line:
            line = line[os.write(self._out, line) :]

    def is_fork(self) -> bool:
        return os.getpid() != self._pid


def main(path: str, guest: str, max_result: int, max_output: int) -> None:
    pipes = _Pipes()
    printed = _Printed(max_output)
    sys.stdout = sys.stderr = io.TextIOWrapper(printed, "utf-8", "backslashreplace", write_through=True)
    sys.path[0] = str(Path(path).parent)
    try:
        describe, convert, drain = (_of_guest(guest, name) for name in ("describe", "convert", "drain"))
        module = _module(Path(path).stem, path)
        pipes.send({"ready": describe.describe(module)})
    except BaseException as error:
        pipes.send({"error": _report(error, path)})
        return
    while True:
        request = pipes.requests.get()
        answer: dict[str, Any] = {"id": request["id"]}
        try:
            value = _call(module, describe, convert, drain, request, partial(_yield, pipes, request["id"], max_result))
            answer["ok"] = json.loads(_text(value, "The result", max_result))
        except BaseException as error:  # SystemExit and KeyboardInterrupt end the call, not the process
            answer["error"] = _report(error, path)
        if pipes.is_fork():
            os._exit(0)
        pipes.send({**answer, "output": printed.taken()})


def _of_guest(guest: str, name: str) -> Any:
    """Imported from where it is, with the owner's own modules no less in reach."""
    sys.path.append(guest)
    try:
        return importlib.import_module(f"_felloe.{name}")
    finally:
        sys.path.remove(guest)


def _module(name: str, path: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _yield(pipes: _Pipes, call_id: int, max_result: int, value: Any) -> None:
    pipes.send({"id": call_id, "yielded": json.loads(_text(value, "A yielded value", max_result))})


def _call(
    module: Any, describe: Any, convert: Any, drain: Any, request: dict[str, Any], give: Callable[[Any], None]
) -> Any:
    function = describe.offered(module, request["function"])
    if function is None:
        raise _Failed("not_found", f"{module.__name__} has no function '{request['function']}'.")
    hints = typing.get_type_hints(function)
    try:
        args = {name: convert.convert(hints.get(name), value) for name, value in request["args"].items()}
    except convert.Unfit as problem:
        raise _Failed("invalid_argument", f"{module.__name__}.{request['function']}: {problem}.") from None
    value = function(**args)
    if describe.streams(function, hints):
        return drain.drained(value, give)
    return asyncio.run(_awaited(value)) if inspect.isawaitable(value) else value


async def _awaited(value: Any) -> Any:
    return await value


def _text(value: Any, what: str, most: int) -> str:
    try:
        text = json.dumps(value, allow_nan=False, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise _Failed("bad_result", f"{what} cannot be written as JSON: {str(error)[:300]}.") from None
    if len(text) > most:
        raise _Failed("bad_result", f"{what} holds {len(text)} bytes; at most {most} are allowed.")
    return text


def _plain(value: Any) -> dict[str, Any]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(f"a value of the type {type(value).__name__} has no JSON form")


def _report(error: BaseException, path: str) -> dict[str, Any]:
    """One sentence, and the lines of the owner's file: no path of this device goes to who called."""
    if isinstance(error, _Failed):
        return {"code": error.code, "message": str(error), "details": {}}
    name = Path(path).name
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    details: dict[str, Any] = {"file": name, "line": frames[-1].lineno} if frames else {}
    if isinstance(error, SyntaxError) and error.filename == path:
        details = {"file": name, "line": error.lineno}
    if frames:
        details["traceback"] = "".join(
            f'  File "{name}", line {frame.lineno}, in {frame.name}\n    {frame.line}\n' for frame in frames[-_FRAMES:]
        )[-_CHARS:]
    text = ""
    with contextlib.suppress(BaseException):
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    message = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return {"code": "code_failed", "message": message[:_CHARS], "details": details}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
