"""The stage of the demo: a temporary folder, the real commands, and the processes that they started."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.errors import SandboxUnavailable
from shared.timeouts import TIMEOUTS


@dataclass
class Stage:
    """Use it in a `with`: leaving it stops every process and removes the folder, unless `keep`."""

    keep: bool = False
    folder: Path = field(init=False)
    _processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict, init=False)
    _handlers: dict[int, Any] = field(default_factory=dict, init=False)
    """Those of before, by the signal's number."""
    _deferred: bool = field(default=False, init=False)
    _ended_by: int = field(default=0, init=False)

    def __enter__(self) -> Stage:
        self.folder = Path(tempfile.mkdtemp(prefix="felloe-demo-"))
        for number in (signal.SIGTERM, signal.SIGINT):
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._handlers[number] = signal.signal(number, self._end)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._uninterrupted():
            if not self.keep or kind is not None:
                for name in reversed(list(self._processes)):
                    self.stop(name)
                shutil.rmtree(self.folder, ignore_errors=True)
            for number, handler in self._handlers.items():
                signal.signal(number, handler)

    def data(self, name: str) -> Path:
        return self.folder / name

    def pids(self) -> list[int]:
        return [process.pid for process in self._processes.values()]

    def start(self, name: str, *command: str) -> str:
        """Start a command that goes on; return its first line, which it prints when it is ready."""
        with (self.folder / f"{name}.log").open("a") as log, self._uninterrupted():
            process = self._processes[name] = self._popen(
                *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], TIMEOUTS.image_build)
        line = process.stdout.readline() if ready else ""
        if not line:
            raise SandboxUnavailable(f"`{' '.join(command)}` ended at once: {self._last_log(name)}")
        return line.strip()

    def stop(self, name: str, number: int = signal.SIGTERM) -> None:
        """End a process and wait for it; one that does not end in time is killed."""
        process = self._processes.pop(name)
        process.send_signal(number)
        try:
            process.wait(2 * TIMEOUTS.shutdown)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()

    def run(self, *command: str, text: str | None = None, fails: bool = False) -> str:
        """Run a command to its end; its output. `fails`: it is meant to refuse, and its sentence is what counts."""
        pipe = subprocess.PIPE
        with ExitStack() as stack:
            with self._uninterrupted():
                process = stack.enter_context(self._popen(*command, stdin=pipe, stdout=pipe, stderr=pipe))
                stack.callback(process.kill)  # does nothing where it has ended
            out, err = process.communicate(text, timeout=120)
        if bool(process.returncode) != fails:
            raise SandboxUnavailable(f"`{' '.join(command)}` ended with {process.returncode}: {err.strip()}")
        return (err if fails else out).strip()

    def json(self, *command: str, text: str | None = None) -> Any:
        return json.loads(self.run(*command, "--json", text=text))

    def _popen(self, *command: str, **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen([program(command[0]), *command[1:]], text=True, **options)

    def _end(self, number: int, _: object) -> None:
        self._ended_by = number
        if not self._deferred:
            sys.exit(128 + number)

    @contextmanager
    def _uninterrupted(self) -> Iterator[None]:
        """What a signal would leave half-done: a process that nobody knows yet, a folder. It ends this afterwards."""
        self._deferred = True
        try:
            yield
        finally:
            self._deferred = False
        if self._ended_by:
            sys.exit(128 + self._ended_by)

    def _last_log(self, name: str) -> str:
        lines = (self.folder / f"{name}.log").read_text().strip().splitlines()
        return lines[-1] if lines else "it said nothing"


def program(name: str) -> str:
    """The command that belongs to this installation."""
    beside = Path(sys.executable).with_name(name + (".exe" if os.name == "nt" else ""))
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise SandboxUnavailable(f"The demo needs the command {name}. Install it with: pip install 'felloe[hub,agent]'")
    return found


def since(started: float) -> float:
    """Milliseconds since a reading of `time.perf_counter`."""
    return (time.perf_counter() - started) * 1e3
