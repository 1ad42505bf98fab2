"""How a command ends: one clear sentence on stderr where it failed, exit code 1 (usage 2), no traceback.

`--debug` anywhere on the line (or FELLOE_DEBUG=1) shows the traceback. What only a failure needs is imported then: a
window that is to be seen at once passes here too.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import NoReturn

WAITS = 3
"""Exit code where nothing went wrong: somebody has to approve it first."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys or does not show, and what turns the reading direction."""

_EXTRAS = {
    "argon2": "hub",
    "componentize_py": "agent",
    "wasmtime": "agent",
    "PySide6": "desktop",
    "qasync": "desktop",
}
"""Modules that come with an extra, by which a missing one is named."""


def run(work: Callable[[list[str]], object]) -> NoReturn:
    """Do the work of a command, which gets its arguments, and end the process."""
    os.umask(0o077)  # what Felloe writes is its user's alone
    if sys.stdin is None:  # closed by who started it: there is nobody, as with /dev/null
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115
    argv = _without_debug(sys.argv[1:])
    debug = argv != sys.argv[1:] or os.environ.get("FELLOE_DEBUG") == "1"
    try:
        work(argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        sys.exit(_say(_only(error)))
    sys.exit(0)


def harmless(text: str) -> str:
    """Text of others without the characters by which a terminal can be told what to do, or a reader be misled."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _without_debug(argv: list[str]) -> list[str]:
    """What stands after `--` is not for us."""
    end = argv.index("--") if "--" in argv else len(argv)
    return [argument for argument in argv[:end] if argument != "--debug"] + argv[end:]


def _only(error: BaseException) -> BaseException:
    """A task group hands on one failure in a group of one."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _say(error: BaseException) -> int:
    """The exit code."""
    from shared.errors import ApprovalPending

    sys.stderr.write(f"{harmless(_sentence(error))}\n")
    return WAITS if isinstance(error, ApprovalPending) else 1


def _sentence(error: BaseException) -> str:
    from pydantic import ValidationError

    from shared.errors import CodeFailed, FelloeError, first_fault

    if isinstance(error, CodeFailed) and (line := error.details.get("line")):
        file = error.details.get("file")
        return f"{error.message} ({file}, line {line})" if file else f"{error.message} (line {line})"
    if isinstance(error, FelloeError):
        return error.message
    if isinstance(error, ValidationError):  # what was typed does not fit into the request that it is for
        return f"{first_fault(error, error.title)}."
    if isinstance(error, ModuleNotFoundError) and (extra := _EXTRAS.get((error.name or "").partition(".")[0])):
        return f"This part of Felloe is not installed. Install it with: pip install 'felloe[{extra}]'"
    return (
        f"Felloe failed in a way it should not: {type(error).__name__}: {error}\n"
        "Run the command again with --debug to see where."
    )
