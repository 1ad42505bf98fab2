"""A command line as a person types it, run in this process: starting Python costs more than what most commands do."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import chdir, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import typer

from shared.system import terminal


def type_command(
    app: typer.Typer, command: Sequence[str | Path], *, stdin: str = "", cwd: Path | None = None
) -> CompletedProcess[str]:
    """Run it from its argument list to its exit code."""
    argv = [str(word) for word in command]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    umask = os.umask(0o077)  # which the command sets for good
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", argv)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        try:
            with chdir(cwd) if cwd else nullcontext():
                terminal.run(app)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            os.umask(umask)
    said, wrong = (stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    return CompletedProcess(argv, code, said, wrong)
