"""`felloe-skill`: what the author of a skill needs. No hub, no node, no network."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from shared.errors import FelloeError, NotFound
from shared.ids import new_id
from shared.system.terminal import commands, harmless, one_line, print_json, python_source, run
from shared.timeouts import TIMEOUTS

if TYPE_CHECKING:
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.pool import Pool
    from sandbox.run_record import RunRecord, RunRequest
    from sandbox.skills import Skill

_T = TypeVar("_T")

app = commands("Check, describe and run skills in the sandbox.")
image_app = commands("The sandbox image: built once, then shared by everything here.")
app.add_typer(image_app, name="image")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that holds SKILL.md.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Grants = Annotated[
    list[str] | None, typer.Option("--grant", metavar="CAP", help="A capability, such as files.read:~/Notes.")
]
Timeout = Annotated[float | None, typer.Option(metavar="S", min=0.01, help="Seconds that the run may take in all.")]


@app.command(epilog="Example: felloe-skill check resources/skills/climate")
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Say whether a folder is a skill that will work, and what departs from the specification."""
    skill = _load(folder)
    described = asyncio.run(_with_pool(lambda pool: _describe(pool, skill)))
    if as_json:
        warnings = list(skill.manifest.warnings)
        return print_json({"ok": True, "name": skill.manifest.name, "digest": skill.digest, "warnings": warnings})
    typer.echo(f"{skill.manifest.name} is a skill: {_count(described)}, {len(skill.files.files)} files.")
    for warning in skill.manifest.warnings:
        typer.echo(f"Warning: {one_line(warning)}")
    for skipped in described["skipped"]:
        typer.echo(f"Warning: {one_line(skipped['name'])} cannot be called: {one_line(skipped['reason'])}.")
    return None


@app.command(epilog="Example: felloe-skill describe resources/skills/climate --json")
def describe(folder: Folder, as_json: AsJson = False) -> None:
    """Show what a model sees: the skill's functions, their arguments and effects."""
    skill = _load(folder)
    described = asyncio.run(_with_pool(lambda pool: _describe(pool, skill)))
    manifest = skill.manifest
    if as_json:
        return print_json(
            {
                "name": manifest.name,
                "description": manifest.description,
                "digest": skill.digest,
                "capabilities": list(manifest.capabilities),
                **described,
            }
        )
    typer.echo(f"{manifest.name}: {harmless(manifest.description)}")
    for function in described["functions"]:
        typer.echo(f"\n{_signature(skill.name, function)}")
        typer.echo(f"    {one_line(function['doc'].partition(chr(10))[0])} Effects: {function['effects']}.")
    return None


@app.command("run", epilog="Example: felloe-skill run resources/skills/climate summary sensor=attic hours=48")
def run_function(
    folder: Folder,
    function: Annotated[str, typer.Argument(help="Name of the function.")],
    pairs: Annotated[list[str] | None, typer.Argument(metavar="[K=V]...", help="Arguments; JSON or text.")] = None,
    args: Annotated[str | None, typer.Option(metavar="JSON", help="Arguments as one JSON object.")] = None,
    grant: Grants = None,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Call a function of a skill in the sandbox, with nothing but what you grant."""
    from shared.arguments import parse_arguments

    async def work(pool: Pool) -> RunRecord:
        skill = _load(folder)
        arguments = parse_arguments(pairs or [], args)
        gate = _gate(skill.manifest.name, grant)
        return await _call(pool, skill, function, arguments, gate, timeout or TIMEOUTS.local_call)

    _show(work, as_json)


@app.command("exec", epilog="Example: echo 'sum(range(10))' | felloe-skill exec -")
def run_code(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A Python file, or - for standard input.")],
    grant: Grants = None,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Run Python in the sandbox. Its result is its last expression, or a top-level `result`."""

    async def work(pool: Pool) -> RunRecord:
        return await _exec(pool, python_source(file), _gate("This code", grant), timeout or TIMEOUTS.exec_wall)

    _show(work, as_json)


@image_app.command("build", epilog="Example: felloe-skill image build")
def image_build(
    force: Annotated[bool, typer.Option("--force", help="Build again even if there is an image.")] = False,
) -> None:
    """Build the sandbox image now, about 15 seconds; otherwise the first run does."""
    from sandbox.image import ImageCache

    cache = ImageCache()
    cache.build(_progress, force=force)
    cache.checked()
    typer.echo(f"The sandbox image is ready: {cache.info().path}")


@image_app.command("info", epilog="Example: felloe-skill image info --json")
def image_info(as_json: AsJson = False) -> None:
    """Say where the sandbox image is and how large."""
    from sandbox.image import ImageCache

    info = ImageCache().info()
    if as_json:
        return print_json(
            {"key": info.key, "path": str(info.path), "built": info.built, "size": info.size, "sha256": info.sha256}
        )
    state = f"{info.size / 1e6:.1f} MB" if info.built else "not built yet"
    typer.echo(f"{info.path}: {state}")
    return None


@image_app.command("remove", epilog="Example: felloe-skill image remove")
def image_remove() -> None:
    """Remove all sandbox images; the next run builds one again."""
    from sandbox.image import ImageCache

    typer.echo(f"Freed {ImageCache().remove() / 1e6:.1f} MB.")


def _load(folder: Path) -> Skill:
    from sandbox.skills import load_skill

    return load_skill(folder)


def _gate(principal: str, grants: list[str] | None) -> Gatekeeper:
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.services.local import parse_grant

    return Gatekeeper.granting(principal, map(parse_grant, grants or []))


async def _with_pool(work: Callable[[Pool], Awaitable[_T]]) -> _T:
    from sandbox.pool import Pool

    async with Pool(workers=1, progress=_progress) as pool:
        return await work(pool)


async def _run(pool: Pool, request: RunRequest, gate: Gatekeeper) -> RunRecord:
    from sandbox.services.call import CallService, GuestCall
    from sandbox.services.local import local_services

    async def no_devices(call: GuestCall) -> Any:
        raise NotFound(f"felloe-skill has no devices, so {call.path} was not called. Use felloe exec on a node.")

    services = local_services(gate) | {"call": CallService(no_devices)}
    return await pool.run(request, gate, services)


async def _describe(pool: Pool, skill: Skill) -> dict[str, Any]:
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.run_record import RunRequest
    from shared.schemas import check_schema

    if not skill.has_functions:
        return {"doc": "", "functions": [], "skipped": []}
    request = RunRequest(new_id(), "describe", skill=skill.files)
    described: Any = (await _run(pool, request, Gatekeeper(skill.manifest.name))).value()
    for function in described["functions"]:
        check_schema(function["parameters"])
    return dict(described)


async def _call(
    pool: Pool, skill: Skill, function: str, args: dict[str, Any], gate: Gatekeeper, wall_s: float
) -> RunRecord:
    from sandbox.run_record import RunRequest
    from shared.schemas import check_arguments

    offered = {found["name"]: found for found in (await _describe(pool, skill))["functions"]}
    if function not in offered:
        has = f"It has {', '.join(offered)}." if offered else "It has none."
        raise NotFound(f"{skill.manifest.name} has no function '{function}'. {has}")
    check_arguments(offered[function]["parameters"], args)
    request = RunRequest(new_id(), "function", skill=skill.files, function=function, args=args, wall_s=wall_s)
    return await _run(pool, request, gate)


async def _exec(pool: Pool, code: str, gate: Gatekeeper, wall_s: float) -> RunRecord:
    from sandbox.run_record import RunRequest

    return await _run(pool, RunRequest(new_id(), "exec", code=code, wall_s=wall_s), gate)


def _show(work: Callable[[Pool], Awaitable[RunRecord]], as_json: bool) -> None:
    """Do it and print how it went; in JSON also what kept a run from beginning."""
    from sandbox.run_record import RunRecord

    try:
        record = asyncio.run(_with_pool(work))
    except* FelloeError as group:
        if not as_json:
            raise
        error = _only(group)
        record = RunRecord(id=new_id(), ok=False, error=error.body(), elapsed_ms=0)
    if as_json:
        ended = {"error": record.error.model_dump(mode="json")} if record.error else {"result": record.result}
        print_json({"ok": record.ok, **ended, "run": record.figures()})
    else:
        _show_text(record)
    if not record.ok:
        raise typer.Exit(1)


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
    if record.error is not None:
        traceback = str(record.error.details.get("traceback", ""))
        line = record.error.details.get("line")
        typer.echo(harmless(traceback), nl=False, err=True)
        place = f" (line {line})" if line and not traceback else ""
        typer.echo(f"{harmless(record.error.message)}{place}", err=True)
    elif record.result is not None:
        print_json(record.result)


def _count(described: dict[str, Any]) -> str:
    count = len(described["functions"])
    return "instructions only" if not count else f"{count} function{'s' if count > 1 else ''}"


def _signature(skill: str, function: dict[str, Any]) -> str:
    schema = function["parameters"]
    parts = [
        name if name in schema["required"] else f"{name}={part.get('default')!r}"
        for name, part in schema["properties"].items()
    ]
    return f"{skill}.{function['name']}({', '.join(parts)})"


def _progress(stage: str, seconds: float | None) -> None:
    if seconds is None:
        typer.echo(f"Sandbox image, once: {stage} …", nl=False, err=True)
    else:
        typer.echo(f" {seconds:.1f} s", err=True)


def main() -> None:
    run(app)
