"""How a run went, for a person: what it printed, where it failed, what it gave."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from sandbox.commands.rows import hint
from shared.system.terminal import harmless, print_json

if TYPE_CHECKING:
    from sandbox.run_record import RunRecord


def show_output(record: RunRecord) -> None:
    """What the code wrote, as it was; a terminal is not told what to do by it."""
    for text, stream in ((record.stdout, sys.stdout), (record.stderr, sys.stderr)):
        stream.write(harmless(text) if stream.isatty() else text)
        stream.flush()
    if record.truncated:
        typer.echo("The output was longer; the rest was dropped.", err=True)


def show_error(record: RunRecord) -> None:
    """Where it failed and how, if it did, and what would have allowed it on the command line."""
    if record.error is None:
        return
    details = record.error.details
    traceback, file, line = str(details.get("traceback", "")), details.get("file"), details.get("line")
    place = f" ({f'{file}, ' if file else ''}line {line})" if line and not traceback else ""
    typer.echo(harmless(traceback), nl=False, err=True)
    typer.echo(harmless(f"{record.error.message}{place}"), err=True)
    if allow := hint(record.error):
        typer.echo(allow, err=True)


def show_result(record: RunRecord) -> None:
    """As JSON, where there is one."""
    if record.error is None and record.result is not None:
        print_json(record.result)
