"""Jobs for a process that forks a child for each and kills it at one of its steps. Its own side is `killing.py`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forked import forked


class Jobs:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *, kill_at: int | None = None, **order: object) -> bool:
        """Whether it was killed; it came to its end if not."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(order | {"kill_at": kill_at}, default=str) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert not answer["failed"], answer
        return bool(answer["killed"])


@contextmanager
def jobs_of(script: str) -> Iterator[Jobs]:
    with forked("python", Path(__file__).with_name(script), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Jobs(process)
