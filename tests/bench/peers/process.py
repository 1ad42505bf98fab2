"""A peer's process: one line of JSON for a run, one for its answer; in between, lines of the calls it makes back.

    → {"n": 10, "call": true}    ← {"echo": 10}    → {"reply": 11}    ← {"sum": 45, "reply": 11}

A peer that is a library of its host answers its own calls and adds `seconds` where `inside` is true: what its host
measures, our pipe not counted. Where it is false the call comes to us, as that of any guest in a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

N = 10
ERROR_CHARS = 300
END_S = 5


class PeerFailed(Exception):
    """A peer's process ended before it answered."""


def check(answer: Mapping[str, Any], call: bool) -> None:
    """Raise unless the work was done: a peer that failed quickly must not look fast."""
    assert answer["sum"] == sum(range(N)), answer
    assert answer["reply"] == (N + 1 if call else None), answer


class PeerProcess:
    def __init__(self, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            cwd="/",
            env={"PATH": os.defpath, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout

    def __enter__(self) -> PeerProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """The end of its input lets it end what it started; it has a while for that."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=END_S)
        self._process.kill()
        self._process.communicate()

    def ask(self, call: bool, inside: bool = False) -> float:
        """One run in a fresh sandbox; seconds."""
        begun = time.perf_counter()
        self._send({"n": N, "call": call, "inside": inside})
        answer = self._receive()
        while "echo" in answer:
            self._send({"reply": answer["echo"] + 1})
            answer = self._receive()
        taken = time.perf_counter() - begun
        check(answer, call)
        return float(answer["seconds"]) if inside else taken

    def _send(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):  # that it ended, and why, is what `_receive` says
            self._stdin.write(json.dumps(message) + "\n")
            self._stdin.flush()

    def _receive(self) -> dict[str, Any]:
        line = self._stdout.readline()
        if not line:
            self._process.kill()
            said = " ".join(self._process.communicate()[1].split())[-ERROR_CHARS:]
            raise PeerFailed(f"it ended without an answer: {said or 'no word why'}")
        answer: dict[str, Any] = json.loads(line)
        return answer
