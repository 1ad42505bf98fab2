"""`run` and `exec`: one run, with nothing but what is granted on the line."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.commands.options import AsJson, Folder, Grants, Secrets, Store, Timeout
from sandbox.commands.rows import call_line, hint
from sandbox.commands.show import show_error, show_output, show_result
from sandbox.commands.work import described_function, gate, in_pool, load, only, run, services
from shared.errors import FelloeError, InvalidArgument
from shared.ids import new_id
from shared.system.terminal import print_json, python_source
from shared.timeouts import TIMEOUTS

if TYPE_CHECKING:
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.pool import Pool
    from sandbox.run_record import RunRecord, RunRequest
    from sandbox.skills import Skill


def run_function(
    folder: Folder,
    function: Annotated[str, typer.Argument(help="Name of the function.")],
    pairs: Annotated[list[str] | None, typer.Argument(metavar="[K=V]...", help="Arguments; JSON or text.")] = None,
    args: Annotated[str | None, typer.Option(metavar="JSON", help="Arguments as one JSON object.")] = None,
    grant: Grants = None,
    secret: Secrets = None,
    timeout: Timeout = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Call a function of a skill in the sandbox, with nothing but what you grant.

    What a generator function yields is printed as it comes, one value a line; --json gives it in the result.
    """
    from shared.arguments import parse_arguments

    async def work(pool: Pool) -> RunRecord:
        skill = load(folder)
        arguments = parse_arguments(pairs or [], args)
        granted = gate(skill.manifest.name, grant)
        offered = (await described_function(pool, skill, function))["parameters"]
        arguments = fitting(offered, pairs or [], arguments)
        request = _request(skill, function, arguments, timeout or TIMEOUTS.local_call)
        return await run(pool, request, granted, services(secret, store), None if as_json else shown)

    shown = _Shown()
    _show(work, as_json, shown)


def run_code(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A Python file, or - for standard input.")],
    grant: Grants = None,
    secret: Secrets = None,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Run Python in the sandbox. Its result is its last expression, or a top-level `result`."""

    async def work(pool: Pool) -> RunRecord:
        granted = gate("This code", grant)
        return await _exec(pool, python_source(file), granted, timeout or TIMEOUTS.exec_wall, secret)

    _show(work, as_json)


def fitting(schema: dict[str, Any], pairs: list[str], args: dict[str, Any]) -> dict[str, Any]:
    """The arguments, if they fit; those that were typed count as text where the function wants text."""
    from shared.arguments import as_text
    from shared.schemas import check_arguments

    try:
        check_arguments(schema, args)
    except InvalidArgument as refused:
        again = as_text(pairs, args, refused)
        if again is None:
            raise
        return fitting(schema, pairs, again)
    return args


class _Shown:
    """Prints what a generator function yields, as it comes: one value a line."""

    def __init__(self) -> None:
        self._values: list[Any] = []

    async def __call__(self, value: Any) -> None:
        self._values.append(value)
        print_json(value)
        sys.stdout.flush()

    def all(self, record: RunRecord) -> bool:
        """Whether the result is nothing but that."""
        return bool(self._values) and record.result in (None, self._values)


def _request(skill: Skill, function: str, args: dict[str, Any], wall_s: float) -> RunRequest:
    from sandbox.run_record import RunRequest

    return RunRequest(new_id(), "function", skill=skill.files, function=function, args=args, wall_s=wall_s)


async def _exec(pool: Pool, code: str, gate: Gatekeeper, wall_s: float, secrets: list[str] | None) -> RunRecord:
    from sandbox.run_record import RunRequest

    return await run(pool, RunRequest(new_id(), "exec", code=code, wall_s=wall_s), gate, services(secrets))


def _show(work: Callable[[Pool], Awaitable[RunRecord]], as_json: bool, shown: _Shown | None = None) -> None:
    """Do it and print how it went, but for what was shown already."""
    record = finish(work, as_json)
    if not as_json:
        show_output(record)
        for row in record.calls:
            typer.echo(call_line(row), err=True)
        show_error(record)
        if shown is None or not shown.all(record):
            show_result(record)
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
        error = only(group)
        record = RunRecord(id=new_id(), ok=False, error=error.body(), elapsed_ms=0)
    if as_json:
        allow = {"hint": text} if (text := hint(record.error)) else {}
        print_json(record.as_json() | allow)
    return record
