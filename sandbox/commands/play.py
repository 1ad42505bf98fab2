"""`play`: be the model, at a prompt or line by line."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.commands.options import Grants, Secrets, Store
from sandbox.commands.rows import call_line, hint
from sandbox.commands.work import PoolAside, described, granted, load, services
from shared.error_body import ErrorBody
from shared.errors import Conflict, FelloeError, InvalidArgument
from shared.limits import LIMITS
from shared.system.terminal import harmless, print_json

if TYPE_CHECKING:
    from sandbox.author.play import Model, Operation
    from sandbox.pool import Pool
    from sandbox.services.service import ServicesOf

_HELP = """\
search WORDS            functions that have these words
describe SKILL.FUNCTION what a model reads before it calls it
call SKILL.FUNCTION K=V call one function
run CODE                run Python with `device` in scope; `run` alone takes lines up to an empty one
quit                    or Ctrl-D"""


def play(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of skills.")],
    grant: Grants = None,
    secret: Secrets = None,
    store: Store = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, both ways, for programs; see docs/tutorial.md.")
    ] = False,
) -> None:
    """Be the model: search the skills' functions, read them, call them, and run code that calls them."""
    granted(grant)
    with PoolAside() as aside, tempfile.TemporaryDirectory() as kept:  # the skills' stores live as long as the play
        given = services(secret, store or Path(kept) / "store.db")
        model = aside.do(lambda: _model(aside.pool, folders, grant, given))
        _lines(aside, model) if as_json else _prompt(aside, model)


async def _model(pool: Pool, folders: list[Path], grant: list[str] | None, services: ServicesOf) -> Model:
    from sandbox.author.local_calls import LocalCalls, Offered
    from sandbox.author.play import Model

    offered: dict[str, Offered] = {}
    for folder in folders:
        skill = load(folder)
        if skill.name in offered:
            raise Conflict(f"Two of the folders hold a skill '{skill.manifest.name}'.")
        functions = (await described(pool, skill))["functions"]
        offered[skill.name] = Offered(skill, {function["name"]: function for function in functions})
    return Model.of(LocalCalls(pool, offered, granted(grant), services))


def _lines(aside: PoolAside, model: Model) -> None:
    """An answer for each line, in order, until the input ends."""
    from sandbox.author.play import as_line

    most = 2 * LIMITS.sandbox_message
    while line := sys.stdin.buffer.readline(most + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):  # what is over-long stays so, and is refused
            rest = sys.stdin.buffer.readline(most)
        if line.strip():
            print(as_line(aside.do(partial(model.answer, line))), flush=True)


def _prompt(aside: PoolAside, model: Model) -> None:
    typer.echo(harmless(model.first))
    typer.echo("Type help to see what you can do.")
    while (line := _read("> ")) is not None:
        word, _, rest = line.strip().partition(" ")
        if word in ("quit", "exit"):
            return
        if word in ("help", "?"):
            typer.echo(_HELP)
        elif word:
            try:
                operation, show = _typed(word, rest.strip())
                show(aside.do(partial(model.do, operation)))
            except FelloeError as error:
                typer.echo(harmless(error.message))


def _read(prompt: str) -> str | None:
    """What was typed; None at the end of the input."""
    try:
        return input(prompt if sys.stdin.isatty() else "")
    except EOFError:
        return None


def _typed(word: str, rest: str) -> tuple[Operation, Callable[[dict[str, Any]], None]]:
    """What a line means, and how its answer is shown."""
    from sandbox.author.play import Call, Describe, Run, Search
    from shared.arguments import parse_arguments

    match word:
        case "search":
            return Search(op="search", query=rest[:1_000]), _show_found
        case "describe":
            return Describe(op="describe", function=rest[:200]), _show_stub
        case "call":
            path, *pairs = _split(rest)
            return Call(op="call", function=path[:200], args=parse_arguments(pairs)), _show_run
        case "run":
            return Run(op="run", code=(rest or _code())[: LIMITS.sandbox_message]), _show_run
    raise InvalidArgument(f"'{word[:50]}' is not a command. Type help.")


def _split(text: str) -> list[str]:
    try:
        parts = shlex.split(text)
    except ValueError:
        raise InvalidArgument("A quotation mark is not closed.") from None
    return parts or [""]


def _code() -> str:
    lines = []
    while (line := _read(". ")) is not None and line.strip():
        lines.append(line)
    return "\n".join(lines)


def _show_found(answer: dict[str, Any]) -> None:
    for row in answer["result"]:
        typer.echo(harmless(f"{row['function']}: {row['doc']}"))
    if not answer["result"]:
        typer.echo("No function has these words.")


def _show_stub(answer: dict[str, Any]) -> None:
    typer.echo(harmless(answer["result"]["stub"]))


def _show_run(answer: dict[str, Any]) -> None:
    from sandbox.journal import CallRow

    run = answer["run"]
    typer.echo(harmless(run["stdout"]), nl=False)
    for row in run["calls"]:
        typer.echo(f"  {call_line(CallRow.model_validate(row))}")
    for inner in answer["calls"]:
        indent = "  " * inner["depth"]
        typer.echo(
            f"{indent}{inner['call']}: {'ok' if inner['ok'] else 'failed'} ({inner['run']['elapsed_ms']:.1f} ms)"
        )
        for row in inner["run"]["calls"]:
            typer.echo(f"{indent}  {call_line(CallRow.model_validate(row))}")
    if not answer["ok"]:
        error = answer["error"]
        typer.echo(harmless(str(error["details"].get("traceback", ""))) + harmless(error["message"]))
        if allow := hint(ErrorBody.model_validate(error)):
            typer.echo(allow)
    elif answer["result"] is not None:
        print_json(answer["result"])
