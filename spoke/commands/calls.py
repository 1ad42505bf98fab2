"""`felloe call`, `exec` and `runs`: work, here and on other devices."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from shared.arguments import parse_arguments
from shared.system.terminal import harmless, print_json, python_source
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.tables import print_table, when

Timeout = Annotated[float | None, typer.Option(help="Seconds, all in all.", min=0.1, max=86_400)]


def call(
    path: Annotated[str, typer.Argument(help="[DEVICE:]SKILL.FUNCTION", metavar="PATH")],
    arguments: Annotated[list[str] | None, typer.Argument(help="Arguments by name.", metavar="[K=V]...")] = None,
    args: Annotated[str | None, typer.Option(help="All arguments as one JSON object.")] = None,
    timeout: Timeout = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Call a function on this device or another, and print its result as JSON."""
    given = parse_arguments(arguments or [], args)
    reply = ask(data, lambda node: node.call(path, given, timeout), sandbox=True)
    print_json(reply.model_dump(mode="json") if json else reply.result)


def execute(
    file: Annotated[
        str, typer.Argument(help="Python code; - or nothing reads standard input.", metavar="[FILE]")
    ] = "-",
    grant: Annotated[list[str] | None, typer.Option(help="A capability, such as files.read:~/Notes.")] = None,
    timeout: Timeout = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Run Python in the sandbox, with `device` and `devices` in scope and nothing else granted."""
    code = python_source(file)
    run = ask(data, lambda node: node.execute(code, tuple(grant or ()), timeout), sandbox=True)
    record = run.record
    if json:
        print_json(
            {"ok": record.ok, "result": record.result, "run": record.figures()}
            if record.ok
            else {"ok": False, "error": record.error and record.error.model_dump(mode="json"), "run": record.figures()}
        )
        raise typer.Exit(0 if record.ok else 1)
    sys.stdout.write(harmless(record.stdout) if sys.stdout.isatty() else record.stdout)
    if record.truncated:
        sys.stderr.write("The output was longer; the rest was dropped.\n")
    value = record.value()
    if value is not None:
        print_json(value)


def runs(limit: Annotated[int, typer.Option(min=1, max=500)] = 20, data: Data = None, json: AsJson = False) -> None:
    """List what ran on this device, newest first."""
    found = ask(data, lambda node: node.runs(limit)).runs
    if json:
        print_json([run.model_dump(mode="json") for run in found])
        return
    rows = (
        (
            when(run.started_ms),
            run.title,
            run.principal,
            "ran" if run.ok else run.record.error and run.record.error.code,
            f"{run.record.elapsed_ms:.1f}",
            len(run.record.calls),
        )
        for run in found
    )
    print_table(("WHEN", "WHAT", "FOR", "HOW", ">MS", ">CALLS"), rows)
