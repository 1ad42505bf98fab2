"""What all command lines share: their form, what they print, and the code that they are given to run."""

from __future__ import annotations

import json
import re
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from shared.errors import InvalidArgument, NotFound
from shared.limits import LIMITS
from shared.system import ending
from shared.system.ending import harmless as harmless

console = Console(highlight=False, soft_wrap=True)
"""Standard output for people."""

_RAW = re.compile(r"[\x7f-\x9f]")
"""What JSON leaves as it is and a terminal may obey."""


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
    ending.run(app)


def confirm(question: str, *, yes: bool = False) -> None:
    """Ask before what is not undone, unless it was said ahead. Raises `typer.Abort`, and `InvalidArgument` where nobody
    is there to answer."""
    if yes:
        return
    try:
        said = typer.confirm(question, err=True)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        typer.echo(err=True)  # the question stands there
        raise InvalidArgument("Nobody is at a terminal to answer that. Say it ahead, with --yes.") from None
    if not said:
        raise typer.Abort


def print_json(value: Any) -> None:
    """One JSON document on stdout, for programs."""
    text = json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)
    print(_RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def print_json_line(value: Any) -> None:
    """One of many JSON documents, each on a line of its own, seen as soon as it is printed."""
    text = json.dumps(value, ensure_ascii=False)
    print(_RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", text), flush=True)


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
