"""`run` and `exec`: one run, with nothing but what is granted on the line."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.commands.options import AsJson, Folder, Grants, Store, Timeout
from sandbox.commands.work import described, gate, in_pool, load, run
from shared.errors import FelloeError, NotFound
from shared.ids import new_id
from shared.system.terminal import harmless, one_line, print_json, python_source
from shared.timeouts import TIMEOUTS

if TYPE_CHECKING:
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.pool import Pool
    from sandbox.run_record import RunRecord
    from sandbox.skills import Skill


def run_function(
    folder: Folder,
    function: Annotated[str, typer.Argument(help="Name of the function.")],
    pairs: Annotated[list[str] | None, typer.Argument(metavar="[K=V]...", help="Arguments; JSON or text.")] = None,
    args: Annotated[str | None, typer.Option(metavar="JSON", help="Arguments as one JSON object.")] = None,
    grant: Grants = None,
    timeout: Timeout = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Call a function of a skill in the sandbox, with nothing but what you grant."""
    from shared.arguments import parse_arguments

    async def work(pool: Pool) -> RunRecord:
        skill = load(folder)
        arguments = parse_arguments(pairs or [], args)
        granted = gate(skill.manifest.name, grant)
        return await _call(pool, skill, function, arguments, granted, timeout or TIMEOUTS.local_call, store)

    _show(work, as_json)


def run_code(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A Python file, or - for standard input.")],
    grant: Grants = None,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Run Python in the sandbox. Its result is its last expression, or a top-level `result`."""

    async def work(pool: Pool) -> RunRecord:
        return await _exec(pool, python_source(file), gate("This code", grant), timeout or TIMEOUTS.exec_wall)

    _show(work, as_json)


async def _call(
    pool: Pool,
    skill: Skill,
    function: str,
    args: dict[str, Any],
    gate: Gatekeeper,
    wall_s: float,
    store: Path | None,
) -> RunRecord:
    from sandbox.run_record import RunRequest
    from shared.schemas import check_arguments

    offered = {found["name"]: found for found in (await described(pool, skill))["functions"]}
    if function not in offered:
        has = f"It has {', '.join(offered)}." if offered else "It has none."
        raise NotFound(f"{skill.manifest.name} has no function '{function}'. {has}")
    check_arguments(offered[function]["parameters"], args)
    request = RunRequest(new_id(), "function", skill=skill.files, function=function, args=args, wall_s=wall_s)
    return await run(pool, request, gate, store)


async def _exec(pool: Pool, code: str, gate: Gatekeeper, wall_s: float) -> RunRecord:
    from sandbox.run_record import RunRequest

    return await run(pool, RunRequest(new_id(), "exec", code=code, wall_s=wall_s), gate)


def _show(work: Callable[[Pool], Awaitable[RunRecord]], as_json: bool) -> None:
    """Do it and print how it went."""
    record = finish(work, as_json)
    if not as_json:
        _show_text(record)
    if not record.ok:
        raise typer.Exit(1)


def finish(work: Callable[[Pool], Awaitable[RunRecord]], as_json: bool) -> RunRecord:
    """Do it; in JSON print how it went, also what kept the run from beginning."""
    from sandbox.run_record import RunRecord

    try:
        record = in_pool(work)
    except* FelloeError as group:
        if not as_json:
            raise
        error = _only(group)
        record = RunRecord(id=new_id(), ok=False, error=error.body(), elapsed_ms=0)
    if as_json:
        ended = {"error": record.error.model_dump(mode="json")} if record.error else {"result": record.result}
        print_json({"ok": record.ok, **ended, "run": record.figures()})
    return record


def _only(group: BaseExceptionGroup[FelloeError]) -> FelloeError:
    """The pool's task group hands on what went wrong in groups."""
    first = group.exceptions[0]
    return _only(first) if isinstance(first, BaseExceptionGroup) else first


def _show_text(record: RunRecord) -> None:
    typer.echo(harmless(record.stdout) if sys.stdout.isatty() else record.stdout, nl=False)
    if record.truncated:
        typer.echo("The output was longer; the rest was dropped.", err=True)
    for row in record.calls:
        end = f", {row.error}" if row.error else ""
        typer.echo(f"{row.verdict}: {one_line(f'{row.service} {row.target}')} ({row.elapsed_ms:.1f} ms{end})", err=True)
    show_error(record)
    if record.error is None and record.result is not None:
        print_json(record.result)


def show_error(record: RunRecord) -> None:
    """Where it failed and how, if it did."""
    if record.error is not None:
        traceback = str(record.error.details.get("traceback", ""))
        line = record.error.details.get("line")
        typer.echo(harmless(traceback), nl=False, err=True)
        place = f" (line {line})" if line and not traceback else ""
        typer.echo(f"{harmless(record.error.message)}{place}", err=True)
