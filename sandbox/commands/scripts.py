"""`script`: a file of a skill as a program, with arguments, standard input and an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from sandbox.commands.options import AsJson, Folder, Grants, Timeout
from sandbox.commands.runs import finish
from sandbox.commands.show import show_error, show_output
from sandbox.commands.work import gate, load, run, services
from shared.errors import NotFound, TooLarge
from shared.ids import new_id
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.pool import Pool
    from sandbox.run_record import RunRecord


class ScriptCommand(TyperCommand):
    """Its own `--help` stands first; anywhere else it is the script's, like all options that are not ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_help_option = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args[:1] == ["--help"]:
            typer.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)


def run_script(
    folder: Folder,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The script, by its path in the skill.")],
    args: Annotated[
        list[str] | None, typer.Argument(metavar="[ARG]...", help="Arguments of the script; after -- all are.")
    ] = None,
    grant: Grants = None,
    stdin: Annotated[bool, typer.Option("--stdin", help="Hand our standard input to the script.")] = False,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Run a script of a skill in the sandbox, unmodified, with nothing but what you grant; exit as it does."""

    async def work(pool: Pool) -> RunRecord:
        from sandbox.run_record import Program, RunRequest
        from sandbox.services.granted_folders import folders_of

        skill = load(folder)
        path = _inside(file, folder, skill.files.files)
        granted = gate(skill.manifest.name, grant)
        program = Program(
            path, args or [], _standard_input() if stdin else b"", working_folder(list(folders_of(granted)))
        )
        request = RunRequest(
            new_id(),
            "script",
            skill=skill.files,
            program=program,
            wall_s=timeout or TIMEOUTS.exec_wall,
            cpu_s=TIMEOUTS.script_cpu,
        )
        return await run(pool, request, granted, services())

    record = finish(work, as_json)
    if not as_json:
        show_output(record)
        show_error(record)
    raise typer.Exit(exit_code(record))


def exit_code(record: RunRecord) -> int:
    """The script's own; 1 where it failed otherwise."""
    code = record.result.get("exit_code") if isinstance(record.result, dict) else None
    return code & 0xFF if record.ok and isinstance(code, int) else 1


def working_folder(granted: list[str]) -> str:
    """Where the script begins: here, so that relative paths mean what they mean to who types them.

    Only where one single folder was granted, and it lies elsewhere, there.
    """
    here = str(Path.cwd())
    if len(granted) != 1 or not Path(granted[0]).is_dir():
        return here
    [folder] = granted
    related = Path(here).is_relative_to(folder) or Path(folder).is_relative_to(here)
    return here if related else folder


def _inside(file: str, folder: Path, files: Mapping[str, bytes]) -> str:
    """The script's path in the skill; it may be given by its path on this machine too."""
    if file in files:
        return file
    path = os.path.relpath(os.path.realpath(file), os.path.realpath(folder))
    if path in files:
        return Path(path).as_posix()
    scripts = sorted(name for name in files if name.startswith("scripts/") and name.endswith(".py"))
    has = f"It has {', '.join(scripts[:20])}." if scripts else "It has no scripts."
    raise NotFound(f"The skill has no file {file}. {has}")


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(LIMITS.script_stdin + 1)
    if len(data) > LIMITS.script_stdin:
        raise TooLarge(f"Standard input is too long: a script is given at most {LIMITS.script_stdin} bytes.")
    return data
