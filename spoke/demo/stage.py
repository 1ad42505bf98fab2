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

    def __enter__(self) -> Stage:
        self.folder = Path(tempfile.mkdtemp(prefix="felloe-demo-"))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.keep and kind is None:
            return
        for name in reversed(list(self._processes)):
            self.stop(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def data(self, name: str) -> Path:
        return self.folder / name

    def pids(self) -> list[int]:
        return [process.pid for process in self._processes.values()]

    def start(self, name: str, *command: str) -> str:
        """Start a command that goes on; return its first line, which it prints when it is ready."""
        with (self.folder / f"{name}.log").open("a") as log:
            process = subprocess.Popen(
                [program(command[0]), *command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._processes[name] = process
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
        done = subprocess.run(
            [program(command[0]), *command[1:]], input=text, capture_output=True, text=True, check=False, timeout=120
        )
        if bool(done.returncode) != fails:
            raise SandboxUnavailable(f"`{' '.join(command)}` ended with {done.returncode}: {done.stderr.strip()}")
        return (done.stderr if fails else done.stdout).strip()

    def json(self, *command: str, text: str | None = None) -> Any:
        return json.loads(self.run(*command, "--json", text=text))

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
