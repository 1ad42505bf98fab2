"""`bench`: how long a function takes, and where the time goes."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from sandbox.commands.options import AsJson, Folder, Grants, Secrets
from sandbox.commands.work import described_function, gate, in_pool, load, services
from shared.limits import MIB
from shared.system.terminal import one_line, print_json

_MOST = 10_000


def bench(
    folder: Folder,
    function: Annotated[str, typer.Argument(help="Name of the function.")],
    pairs: Annotated[list[str] | None, typer.Argument(metavar="[K=V]...", help="Arguments; JSON or text.")] = None,
    args: Annotated[str | None, typer.Option(metavar="JSON", help="Arguments as one JSON object.")] = None,
    count: Annotated[int, typer.Option("-n", min=1, max=_MOST, help="How many runs.")] = 50,
    grant: Grants = None,
    secret: Secrets = None,
    as_json: AsJson = False,
) -> None:
    """Run a function many times and say how long it took, and what took it."""
    from sandbox.author.bench import measured
    from shared.arguments import parse_arguments
    from shared.schemas import check_arguments

    skill = load(folder)
    arguments = parse_arguments(pairs or [], args)
    found = in_pool(lambda pool: described_function(pool, skill, function))
    check_arguments(found["parameters"], arguments)
    granted = gate(skill.manifest.name, grant)
    figures = asyncio.run(measured(skill, function, arguments, granted, services(secret), count))
    if as_json:
        return print_json({"function": f"{skill.name}.{function}", **figures})
    _show(f"{skill.name}.{function}", figures)
    return None


def _show(name: str, figures: dict[str, Any]) -> None:
    typer.echo(f"{name}, {figures['runs']} runs in one warm worker, in ms:")
    typer.echo(f"{'':24}{'median':>9}{'p95':>9}{'max':>9}")
    rows = {"whole run": "whole_ms", "computing in the guest": "guest_ms", "waiting for host calls": "host_call_ms"}
    for title, key in rows.items():
        typer.echo(_row(title, figures[key]))
    for service, spread in figures["services"].items():
        typer.echo(_row(f"  one {one_line(service)}", spread))
    memory = figures["peak_memory_bytes"]
    typer.echo(f"loading the skill {figures['load_ms']:.2f} ms; from a cold start {figures['cold_ms']:.0f} ms; "
               f"{figures['host_calls']} host calls a run; "
               f"{f'{memory / MIB:.1f} MB at most' if memory else 'memory unknown on this system'}.")  # fmt: skip


def _row(title: str, spread: dict[str, float]) -> str:
    return f"{title:24}{spread['median']:9.2f}{spread['p95']:9.2f}{spread['max']:9.2f}"
