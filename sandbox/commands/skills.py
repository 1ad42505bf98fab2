"""`new`, `check`, `describe` and `pack`: what a folder is, and what a model sees of it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.commands.options import AsJson, Folder
from sandbox.commands.work import described, in_pool, load, write_new
from shared.errors import BadSkill, InvalidArgument
from shared.system.terminal import harmless, one_line, print_json

if TYPE_CHECKING:
    from sandbox.author.check import Checked
    from sandbox.skills import Skill


def new(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and hyphens, such as unit-converter.")],
    parent: Annotated[Path, typer.Option("--in", metavar="DIR", help="Folder to make it in.")] = Path(),
    as_json: AsJson = False,
) -> None:
    """Make the folder of a new skill, with one function and its tests."""
    from sandbox.author.template import FILES, create

    folder = create(name, parent)
    if as_json:
        return print_json({"name": name, "folder": str(folder), "files": sorted(FILES)})
    typer.echo(f"Made {folder}: edit scripts/skill.py, then type: felloe-skill test {shlex.quote(str(folder))}")
    return None


def check(
    folder: Folder,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong with a skill, each with its file and line."""
    from sandbox.author.check import check_folder

    checked = in_pool(lambda pool: check_folder(pool, folder))
    failed = bool(checked.problems if strict else checked.errors)
    if as_json:
        print_json({"ok": not failed, **_facts(checked), "problems": [one.as_json() for one in checked.problems]})
    else:
        show_check(checked, failed)
    if failed:
        raise typer.Exit(1)


def show_check(checked: Checked, failed: bool) -> None:
    """The problems on standard error; on standard output one line that says what the folder is."""
    for problem in checked.problems:
        typer.echo(harmless(checked.shown(problem)), err=True)
    counts = _counts(checked)
    if failed or checked.skill is None:
        typer.echo(f"Not ready: {counts}.", err=True)
        return
    said = f"{checked.skill.manifest.name} is a skill: {_functions(checked.described)}, {len(checked.files)} files"
    typer.echo(f"{said}; {counts}." if checked.problems else f"{said}.")


def describe(folder: Folder, as_json: AsJson = False) -> None:
    """Show what a model sees: the line in its catalogue, the text, the functions."""
    from shared.catalogue import line

    skill = load(folder)
    found = in_pool(lambda pool: described(pool, skill))
    manifest = skill.manifest
    first = line(manifest.identifier, manifest.description)
    stubs = {function["name"]: _stub(skill, function) for function in found["functions"]}
    if as_json:
        functions = [{**function, "stub": stubs[function["name"]]} for function in found["functions"]]
        return print_json(
            {
                "name": manifest.name,
                "description": manifest.description,
                "digest": skill.digest,
                "capabilities": list(manifest.capabilities),
                "catalogue": first,
                "body": manifest.body,
                **found,
                "functions": functions,
            }
        )
    typer.echo(harmless("\n\n".join([f"# In its catalogue\n{first}", f"# When it chose the skill\n{manifest.body}"])))
    if stubs:
        typer.echo("\n# Its functions")
    typer.echo(harmless("\n\n".join(stubs.values())))
    for skipped in found["skipped"]:
        typer.echo(f"'{one_line(skipped['name'])}' cannot be called: {one_line(skipped['reason'])}.", err=True)
    return None


def pack(
    folder: Folder,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Or a folder for NAME.zip; by default here.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make one file of a skill: the same skill gives the same bytes."""
    from sandbox.archive import packed
    from sandbox.author.check import check_folder

    checked = in_pool(lambda pool: check_folder(pool, folder))
    if checked.errors or checked.skill is None:
        first = checked.errors[0].shown() if checked.errors else "it is no skill"
        raise BadSkill(f"{folder} is not packed, since it has {_counts(checked)}; the first: {first}")
    skill = checked.skill
    file = out or Path()
    if file.is_dir():
        file /= f"{skill.manifest.name}.zip"
    if file.resolve().is_relative_to(folder.resolve()):
        raise InvalidArgument(
            f"{file} lies in the skill's own folder, so it would be part of it. Choose another place."
        )
    data = packed(skill.files.files, skill.manifest.name)
    write_new(file, data)
    if as_json:
        return print_json(
            {"file": str(file), "bytes": len(data), "files": len(skill.files.files), "digest": skill.digest}
        )
    typer.echo(f"{file}: {len(skill.files.files)} files, {len(data)} bytes, digest {skill.digest}")
    return None


def _facts(checked: Checked) -> dict[str, Any]:
    if checked.skill is None:
        return {"name": None, "digest": None, "files": len(checked.files), "functions": []}
    names = [function["name"] for function in checked.described["functions"]]
    return {
        "name": checked.skill.manifest.name,
        "digest": checked.skill.digest,
        "files": len(checked.files),
        "functions": names,
    }


def _counts(checked: Checked) -> str:
    errors, warnings = len(checked.errors), len(checked.problems) - len(checked.errors)
    parts = [_count(errors, "error")] if errors or not warnings else []
    return " and ".join([*parts, *([_count(warnings, "warning")] if warnings else [])])


def _functions(found: dict[str, Any]) -> str:
    count = len(found["functions"])
    return _count(count, "function") if count else "instructions only"


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _stub(skill: Skill, function: dict[str, Any]) -> str:
    from shared.stubs import stub

    name = f"device.{skill.name}.{function['name']}"
    return stub(name, function["parameters"], function["returns"], function["doc"], function["effects"])
