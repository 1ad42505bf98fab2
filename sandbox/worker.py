"""A worker process: `python -I -m sandbox.worker COMPILED_IMAGE MEMORY_BYTES`, lines on stdin and stdout.

Rules of this module:
- stdin and stdout are moved to private descriptors first, so that nothing printed can become a line;
- one guest at a time, on one thread with a large stack; a fresh one is prepared after each answer;
- an end of input, or a line that is not one, ends the process: its parent is gone or broken.
"""

from __future__ import annotations

import base64
import contextlib
import os
import posixpath
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from sandbox import bridge
from sandbox.engine.wasi import THREAD_STACK, Stop, WasiEngine
from shared.limits import LIMITS


class Worker:
    def __init__(self, engine: WasiEngine, lines_in: BinaryIO, lines_out: BinaryIO) -> None:
        self._engine = engine
        self._in = lines_in
        self._out = lines_out
        self._skills: dict[str, dict[str, bytes]] = {}

    def serve(self) -> None:
        """Answer runs until the parent closes."""
        self._send(bridge.Ready(bridge.VERSION))
        while (line := self._next()) is not None:
            match line:
                case bridge.SkillFile():
                    files = self._skills.setdefault(line.digest, {})
                    files[line.path] = files.get(line.path, b"") + base64.b64decode(line.data)
                case bridge.Forget():
                    self._skills.pop(line.digest, None)
                case bridge.Run():
                    self._send(self._run(line))
                    self._engine.prepare()
                case _:
                    raise bridge.BadText("A reply came without a host call.")

    def _run(self, run: bridge.Run) -> bridge.Done:
        guest = _Guest(self, run, self._skills.get(run.digest or "", {}))
        outcome = self._engine.run(run.message, run.cpu_s, guest.answer)
        text, limit = outcome.text, outcome.limit
        if text is not None and len(text) > LIMITS.sandbox_message + 8 * LIMITS.sandbox_output:
            text, limit = None, "message"
        return bridge.Done(run.id, text, limit, round(outcome.guest_s * 1e3, 3), outcome.memory)

    def host_call(self, call: bridge.HostCall) -> str:
        """The parent's reply to one host call; the guest's clock stands still meanwhile."""
        with self._engine.paused():
            self._send(call)
            reply = self._next()
        if not isinstance(reply, bridge.Reply) or reply.number != call.number:
            raise bridge.BadText("The parent answered something else.")
        return reply.text

    def _send(self, line: bridge.Line) -> None:
        self._out.write(bridge.encode(line))
        self._out.flush()

    def _next(self) -> Any:
        data = self._in.readline(bridge.LINE_BYTES + 1)
        return bridge.decode(data, bridge.FROM_PARENT) if data else None


class _Guest:
    """What one run's guest has asked for so far."""

    def __init__(self, worker: Worker, run: bridge.Run, files: dict[str, bytes]) -> None:
        self._worker = worker
        self._run = run
        self._files = {f"/skill/{run.skill}/{path}": data for path, data in files.items()}
        self._calls = 0
        self._operations = 0

    def answer(self, text: str) -> str:
        if len(text) > LIMITS.sandbox_message:
            raise Stop("message")
        try:
            operation = bridge.parse_operation(text)
        except bridge.BadText as error:
            self._count()
            return bridge.failed({"code": "protocol_error", "message": str(error)})
        if operation.op == "files":
            return bridge.ok([[path, len(data)] for path, data in self._files.items()])
        if operation.op == "file":
            return self._file(operation)
        self._count(call=operation.service is not None)
        return self._worker.host_call(
            bridge.HostCall(
                self._run.id, self._operations, operation.op, operation.service, operation.args, operation.seconds
            )
        )

    def _count(self, *, call: bool = True) -> None:
        self._operations += 1
        self._calls += call
        if self._calls > self._run.calls or self._operations > bridge.OPERATIONS_PER_CALL * self._run.calls:
            raise Stop("calls")

    def _file(self, operation: bridge.Operation) -> str:
        data = self._files.get(posixpath.normpath(operation.path))
        if data is None:
            return bridge.failed({"code": "not_found", "message": "This skill has no such file."})
        part = data[operation.offset : operation.offset + bridge.FILE_CHUNK]
        return bridge.ok({"data": base64.b64encode(part).decode(), "size": len(data)})


def _private_descriptors() -> tuple[BinaryIO, BinaryIO]:
    lines_in, lines_out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return lines_in, lines_out


def _own_wall() -> None:
    """What the operating system lets a process give up cheaply: core files, writing files, more descriptors."""
    if sys.platform == "win32":
        return
    import resource

    for limit, value in (("CORE", 0), ("FSIZE", 0), ("NOFILE", 32), ("NPROC", 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{limit}"), (value, value))


def main() -> None:
    lines_in, lines_out = _private_descriptors()
    compiled, memory = Path(sys.argv[1]), int(sys.argv[2])
    broken: list[BaseException] = []

    def serve() -> None:
        try:
            engine = WasiEngine(compiled, memory)
            _own_wall()
            Worker(engine, lines_in, lines_out).serve()
        except BrokenPipeError:
            pass
        except BaseException as error:
            broken.append(error)
            raise

    threading.stack_size(THREAD_STACK)
    thread = threading.Thread(target=serve, name="guest")
    thread.start()
    thread.join()
    os._exit(1 if broken else 0)  # wasmtime's teardown and the watchdog have nothing left to say


if __name__ == "__main__":
    main()
