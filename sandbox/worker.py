"""A worker process: `python -I -m sandbox.worker COMPILED_IMAGE MEMORY_BYTES`, lines on stdin and stdout.

Rules of this module:
- stdin and stdout are moved to private descriptors first, so that nothing printed can become a line;
- one guest at a time, on one thread with a large stack; a fresh one is prepared after each answer;
- an end of input, or a line that is not one, ends the process: its parent is gone or broken.
"""

from __future__ import annotations

import base64
import os
import posixpath
import select
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sandbox import bridge, wall
from sandbox.engine.senses import Senses
from sandbox.engine.wasi import THREAD_STACK, NoGuest, Stop, WasiEngine, open_statm
from shared.limits import KIB, LIMITS

_TELL_S = 0.1
"""What a guest prints is sent this long after the last of it, as a run may be ended from outside at any moment."""

_YIELD = '{"op":"yield","value":}'
"""What is around a value, which does not count."""

_ANSWER_HEAD = 64 * KIB
"""What a guest's answer may hold beside its result: how it went, with a traceback."""


class _Skill(NamedTuple):
    """Files by their path inside the skill, and the compiled form of some of them."""

    files: dict[str, bytearray]
    code: dict[str, str]


class Worker:
    def __init__(self, engine: WasiEngine, lines_in: BinaryIO, lines_out: BinaryIO) -> None:
        self._engine = engine
        self._in = lines_in
        self._out = lines_out
        self._skills: dict[str, _Skill] = {}

    def serve(self) -> None:
        """Answer runs until the parent closes."""
        self.send(bridge.Ready(bridge.VERSION))
        while (line := self._next()) is not None:
            match line:
                case bridge.SkillFile():
                    self._skill(line.digest).files.setdefault(line.path, bytearray()).extend(
                        base64.b64decode(line.data)
                    )
                case bridge.SkillCode():
                    self._skill(line.digest).code[line.path] = line.data
                case bridge.Forget():
                    self._skills.pop(line.digest, None)
                case bridge.Run():
                    self.send(self._run(line))
                    self._engine.prepare(touch=not self._run_is_waiting())
                case _:
                    raise bridge.BadText("A reply came without a host call.")

    def _skill(self, digest: str) -> _Skill:
        return self._skills.setdefault(digest, _Skill({}, {}))

    def _run(self, run: bridge.Run) -> bridge.Done:
        guest = _Guest(self, run, self._skills.get(run.digest or "", _Skill({}, {})))
        outcome = self._engine.run(run.message, run.cpu_s, guest.answer, guest.senses)
        guest.flush(with_next=True)
        text, limit = outcome.text, outcome.limit
        if text is not None and _longer(text, LIMITS.sandbox_message + _ANSWER_HEAD):
            text, limit = None, "message"
        return bridge.Done(run.id, text, limit, _ms(outcome.guest_s), outcome.memory)

    def host_call(self, run: str, number: int, asked: bridge.Operation, clock: list[int]) -> str:
        """The parent's reply to one host call; the guest's time stands still meanwhile."""
        with self._engine.paused() as guest_s:
            self.send(
                bridge.HostCall(run, number, asked.op, asked.service, asked.args, asked.seconds, _ms(guest_s), clock)
            )
            reply = self._next()
        if not isinstance(reply, bridge.Reply) or reply.number != number:
            raise bridge.BadText("The parent answered something else.")
        return reply.text

    def send(self, line: bridge.Line, *, with_next: bool = False) -> None:
        """`with_next`: another line follows at once; sent together they wake the parent once."""
        self._out.write(bridge.encode(line))
        if not with_next:
            self._out.flush()

    def _next(self) -> Any:
        data = self._in.readline(bridge.LINE_BYTES + 1)
        return bridge.decode(data, bridge.FROM_PARENT) if data else None

    def _run_is_waiting(self) -> bool:
        """Whether the next run is here already: touching a guest's memory first would only delay it."""
        return sys.platform != "win32" and bool(select.select([self._in], [], [], 0)[0])


class _Guest:
    """What one run's guest has asked for and printed so far."""

    def __init__(self, worker: Worker, run: bridge.Run, skill: _Skill) -> None:
        self.senses = Senses(bytes.fromhex(run.entropy), run.clock, keep=run.keep)
        self._worker = worker
        self._run = run
        self._skill = skill
        self._home = f"/skill/{run.skill}/"
        self._calls = 0
        self._operations = 0
        self._yields = 0
        self._yielded = 0
        self._printed: list[str] = []
        self._complains = False
        self._room = run.output
        self._truncated = False
        self._sent = 0.0

    def answer(self, text: str) -> str:
        if _longer(text, LIMITS.sandbox_message):
            raise Stop("message")
        try:
            operation = bridge.parse_operation(text)
        except bridge.BadText as error:
            self._count()
            return bridge.failed({"code": "protocol_error", "message": str(error)})
        match operation.op:
            case "print" | "complain":
                return self._print(operation.text, operation.op == "complain")
            case "files":
                return bridge.ok([[self._home + path, len(data)] for path, data in self._skill.files.items()])
            case "file":
                return self._file(operation)
            case "code":
                return bridge.ok(self._skill.code.get(self._inside(operation.path)))
        if operation.op == "yield":
            self._count_yield(len(text))
        else:
            self._count(call=operation.service is not None)
        self.flush(with_next=True)
        number = self._operations + self._yields
        return self._worker.host_call(self._run.id, number, operation, self.senses.taken())

    def flush(self, *, with_next: bool = False) -> None:
        """Send what was printed."""
        if self._printed:
            printed = bridge.Printed(self._run.id, "".join(self._printed), self._truncated, self._complains)
            self._worker.send(printed, with_next=with_next)
            self._printed.clear()
            self._sent = time.monotonic()

    def _count(self, *, call: bool = True) -> None:
        self._operations += 1
        self._calls += call
        if self._calls > self._run.calls or self._operations > bridge.OPERATIONS_PER_CALL * self._run.calls:
            raise Stop("calls")

    def _count_yield(self, size: int) -> None:
        self._yields += 1
        self._yielded += size - len(_YIELD)
        if self._yields > LIMITS.sandbox_yields or self._yielded > self._run.yields:
            raise Stop("yields")

    def _print(self, text: str, complains: bool) -> str:
        if self._truncated:
            return bridge.ok(False)
        if complains != self._complains:
            self.flush()
            self._complains = complains
        kept = text[: self._room]
        self._truncated |= len(kept) < len(text)
        self._room -= len(kept)
        self._printed.append(kept)
        if time.monotonic() - self._sent > _TELL_S:
            self.flush()
        return bridge.ok(not self._truncated)

    def _file(self, operation: bridge.Operation) -> str:
        data = self._skill.files.get(self._inside(operation.path))
        if data is None:
            return bridge.failed({"code": "not_found", "message": "This skill has no such file."})
        part = data[operation.offset : operation.offset + bridge.FILE_CHUNK]
        return bridge.ok({"data": base64.b64encode(part).decode(), "size": len(data)})

    def _inside(self, path: str) -> str:
        """The path inside the skill; empty where it is outside."""
        path = posixpath.normpath(path)
        return path.removeprefix(self._home) if path.startswith(self._home) else ""


def _longer(text: str, limit: int) -> bool:
    """In bytes, as the parent counts; characters first, since they cost nothing to count."""
    return len(text) > limit or len(text.encode("utf-8", "surrogatepass")) > limit


def _ms(seconds: float) -> float:
    return round(seconds * 1e3, 3)


def _private_descriptors() -> tuple[BinaryIO, BinaryIO]:
    lines_in, lines_out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return lines_in, lines_out


def main() -> None:
    lines_in, lines_out = _private_descriptors()
    compiled, memory = Path(sys.argv[1]), int(sys.argv[2])
    statm = open_statm()
    walls = wall.begin(memory, [compiled])
    broken: list[BaseException] = []

    def serve() -> None:
        try:
            engine = WasiEngine(compiled, memory, statm)
            wall.finish(walls)
            Worker(engine, lines_in, lines_out).serve()
        except NoGuest as error:
            lines_out.write(bridge.encode(bridge.Unable(error.want)))
            lines_out.flush()
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
