"""The edge between commands and a person: one clear sentence on stderr, exit code 1 (usage 2), no traceback.

`--debug` anywhere on the line (or FELLOE_DEBUG=1) shows the traceback.
"""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from shared.errors import ApprovalPending, CodeFailed, FelloeError, InvalidArgument, NotFound
from shared.limits import LIMITS

console = Console(highlight=False, soft_wrap=True)
"""Standard output for people."""

WAITS = 3
"""Exit code where nothing went wrong: somebody has to approve it first."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys or does not show, and what turns the reading direction."""
_RAW = re.compile(r"[\x7f-\x9f]")
"""What JSON leaves as it is and a terminal may obey."""

_EXTRAS = {
    "argon2": "hub",
    "componentize_py": "agent",
    "wasmtime": "agent",
    "PySide6": "desktop",
    "qasync": "desktop",
}
"""Modules that come with an extra, by which a missing one is named."""


def commands(help_text: str, *, version: bool = False) -> typer.Typer:
    """A command line, or a group of one, with the form that all of ours have; a whole one knows its `version`."""
    app = typer.Typer(
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    if version:
        app.callback()(_with_version)
    return app


def counted(number: int, one: str, many: str = "") -> str:
    """`1 file`, `2 files`: `many` where an s does not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def run(app: typer.Typer) -> NoReturn:
    """Run a command line to its end, and the process with it."""
    os.umask(0o077)  # what Felloe writes is its user's alone
    argv = _without_debug(sys.argv[1:])
    debug = argv != sys.argv[1:] or os.environ.get("FELLOE_DEBUG") == "1"
    try:
        app(argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        cause = _only(error)
        _say(_sentence(cause))
        sys.exit(WAITS if isinstance(cause, ApprovalPending) else 1)
    sys.exit(0)


def _without_debug(argv: list[str]) -> list[str]:
    """What stands after `--` is not for us."""
    end = argv.index("--") if "--" in argv else len(argv)
    return [argument for argument in argv[:end] if argument != "--debug"] + argv[end:]


def print_json(value: Any) -> None:
    """One JSON document on stdout, for programs."""
    text = json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)
    print(_RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def print_json_line(value: Any) -> None:
    """One of many JSON documents, each on a line of its own, seen as soon as it is printed."""
    text = json.dumps(value, ensure_ascii=False)
    print(_RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", text), flush=True)


def harmless(text: str) -> str:
    """Text of others without the characters by which a terminal can be told what to do, or a reader be misled."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """Text of others that stays on its line."""
    return harmless(text).replace("\n", "\N{REPLACEMENT CHARACTER}")


def python_source(file: str) -> str:
    """Code to run, from a file or from standard input (`-`); no more of it is read than a run may have."""
    name = "Standard input" if file == "-" else file
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as source:
            code = source.read(LIMITS.sandbox_message + 1)
        if len(code) > LIMITS.sandbox_message:
            raise InvalidArgument(f"{name} is too long: code may hold {LIMITS.sandbox_message} bytes.")
        return code.decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFound(f"There is no file {file}.") from None
    except IsADirectoryError:
        advice = "Give a Python file; for a skill: felloe-skill run DIR FUNCTION."
        raise InvalidArgument(f"{file} is a folder. {advice}") from None
    except (OSError, AttributeError, UnicodeDecodeError):
        raise InvalidArgument(f"{name} cannot be read as UTF-8 text.") from None


def _say_version(wanted: bool) -> None:
    if wanted:
        import importlib.metadata

        print(f"felloe {importlib.metadata.version('felloe')}")
        raise typer.Exit


def _with_version(
    _version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_say_version)
    ] = False,
) -> None: ...


def _only(error: BaseException) -> BaseException:
    """A task group hands on one failure in a group of one."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _sentence(error: BaseException) -> str:
    if isinstance(error, CodeFailed) and (line := error.details.get("line")):
        file = error.details.get("file")
        return f"{error.message} ({file}, line {line})" if file else f"{error.message} (line {line})"
    if isinstance(error, FelloeError):
        return error.message
    if isinstance(error, ModuleNotFoundError) and (extra := _EXTRAS.get((error.name or "").partition(".")[0])):
        return f"This part of Felloe is not installed. Install it with: pip install 'felloe[{extra}]'"
    return (
        f"Felloe failed in a way it should not: {type(error).__name__}: {error}\n"
        "Run the command again with --debug to see where."
    )


def _say(sentence: str) -> None:
    print(harmless(sentence), file=sys.stderr)
