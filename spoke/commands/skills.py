"""`felloe skill …` and `felloe expose`: what this device can do, and for whom."""

from __future__ import annotations

import sys
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shared.api import FunctionInfo
from shared.names import SkillPath
from shared.system.tables import print_table
from shared.system.terminal import commands, console, harmless, one_line, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.tables import when
from spoke.node.bodies.skills import Exposure, Skill, SkillVersion

if TYPE_CHECKING:
    from spoke.node.client import NodeClient

app = commands("Skills on this device: install, list, show, update, remove.")
Name = Annotated[str, typer.Argument(help="The skill's name.", metavar="NAME")]


@app.command(epilog="Example: felloe skill install ./climate")
def install(
    path: Annotated[
        Path,
        typer.Argument(help="A skill's folder, a zip, or a folder, zip or git checkout of several.", metavar="PATH"),
    ],
    skill: Annotated[str | None, typer.Option(help="Which of several.", metavar="NAME")] = None,
    every: Annotated[bool, typer.Option("--all", help="All of several.")] = False,
    replace: Annotated[bool, typer.Option(help="Also where a skill of that name came from elsewhere.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Install a skill, or a new version of it. It is granted nothing."""
    where = str(path.expanduser().absolute())
    if every:
        return _install_all(where, replace, data, json)
    installed = ask(data, lambda node: node.install_skill(where, skill, replace=replace), sandbox=True)
    return print_json(installed.model_dump(mode="json")) if json else _say_installed(installed)


@app.command("list", epilog="Example: felloe skill list --versions")
def list_(
    versions: Annotated[bool, typer.Option(help="Every version that is kept, and where it came from.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """List the skills that are installed on this device."""
    skills = ask(data, lambda node: node.skills(), reads=True).skills
    if json:
        print_json([skill.model_dump(mode="json") for skill in skills])
    elif not skills:
        console.print("No skills. Install one with: felloe skill install FOLDER")
    elif versions:
        rows = ((skill, version) for skill in skills for version in skill.versions)
        headings = ("SKILL", "DIGEST", "IN USE", "INSTALLED", "FROM")
        print_table(headings, (_version_row(skill.name, version) for skill, version in rows))
    else:
        headings = ("FUNCTION", "EXPOSED", "EFFECT", "RUNS", "DIGEST")
        print_table(headings, (row for skill in skills for row in _rows(skill)))
        for skill in (skill for skill in skills if skill.trusted):
            for warning in skill.warnings:
                console.print(f"{skill.name}: {harmless(warning)}", markup=False)


@app.command(epilog="Example: felloe skill show climate references/sensors.md")
def show(
    name: Name,
    path: Annotated[str | None, typer.Argument(help="A file of the skill.", metavar="PATH")] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Show a skill's instructions and the list of its files, or one of the files."""
    if path is not None:
        return _print_file(name, path, data)
    found = ask(data, lambda node: node.skill(name), reads=True)
    if json:
        return print_json(found.model_dump(mode="json"))
    console.print(harmless(f"{found.skill.name}: {found.skill.description}"), markup=False)
    if found.skill.capabilities:
        console.print(_asks_for(found.skill), markup=False)
    console.print(f"\n{harmless(found.body)}\n", markup=False)
    return print_table(("FILE", ">BYTES"), ((file.path, file.size) for file in found.files))


@app.command(epilog="Example: felloe skill use climate 3f9a")
def use(
    name: Name,
    digest: Annotated[str, typer.Argument(help="Of an installed version, or its beginning.", metavar="DIGEST")],
    data: Data = None,
) -> None:
    """Go back (or on) to another installed version. What was allowed to it is allowed to it again."""
    skill = ask(data, lambda node: node.use_skill(name, digest))
    console.print(f"{skill.name} is {skill.digest[:12]} now.", markup=False)


@app.command(epilog="Example: felloe skill update climate")
def update(name: Name, data: Data = None, json: AsJson = False) -> None:
    """Install a skill again from where it came from."""
    skill = ask(data, lambda node: node.update_skill(name), sandbox=True)
    return print_json(skill.model_dump(mode="json")) if json else _say_installed(skill)


@app.command(epilog="Example: felloe skill remove climate")
def remove(
    name: Name,
    version: Annotated[str | None, typer.Option(help="Only this one of its versions.", metavar="DIGEST")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Drop what it kept in its store, too.")] = False,
    data: Data = None,
) -> None:
    """Remove a skill from this device, or one version of it. A run that has begun goes on.

    What it kept stays for when it comes back, unless you say --forget.
    """
    removed = ask(data, lambda node: node.remove_skill(name, version, forget=forget))
    console.print(f"Removed {name}{f' {version}' if version else ''}.", markup=False)
    if removed.kept and not version:
        console.print(f"Its store has {removed.kept} values still. Drop them with: felloe skill remove {name} --forget")


def expose(
    function: Annotated[str, typer.Argument(help="SKILL.FUNCTION or DEVICE:SKILL.FUNCTION", metavar="FUNCTION")],
    level: Annotated[
        Exposure,
        typer.Argument(
            help="allow: it runs. read: it runs if it changes and sends nothing, else you are asked. ask. never."
        ),
    ],
    data: Data = None,
) -> None:
    """Say who may call a function of this device without you: allow, read (if it has no effects), ask or never.

    Of another device of yours you can only allow less than now: more is allowed at that device itself.
    """
    path = SkillPath.parse(function)

    async def work(node: NodeClient) -> None:
        if path.device is None:
            await node.expose(function, level)
        else:
            await node.on(path.device).lower_exposure(f"{path.skill}.{path.function}", level)

    ask(data, work)
    console.print(f"{function}: {level}", markup=False)


def _runs(info: FunctionInfo) -> str:
    """Where: one of the owner's own is trusted with all that the owner may do."""
    return "trusted" if info.trusted else "sandbox"


def _install_all(path: str, replace: bool, data: Path | None, json: bool) -> None:
    reply = ask(data, lambda node: node.install_skills(path, replace=replace), sandbox=True)
    if json:
        print_json(reply.model_dump(mode="json"))
    else:
        for skill in reply.installed:
            _say_installed(skill)
    for refused in reply.refused:
        typer.echo(one_line(f"Not installed: {refused.folder or path}: {refused.error.message}"), err=True)
    if reply.refused:
        raise typer.Exit(1)


def _say_installed(skill: Skill) -> None:
    console.print(f"Installed {skill.name} ({skill.digest[:12]}).", markup=False)
    if not skill.functions:
        console.print("It has no functions to call: it is instructions, which the assistant reads.", style="dim")
    for warning in skill.warnings:
        console.print(f"Warning: {one_line(warning)}", markup=False)
    if skill.capabilities:
        console.print(_asks_for(skill), markup=False)
    for function in skill.functions:
        reach = _reach(function.exposure, function.info.effect)
        console.print(f"  {skill.name}.{function.info.function}: {reach}", markup=False)


def _asks_for(skill: Skill) -> str:
    return one_line(f"It will ask for: {', '.join(skill.capabilities)}")


def _rows(skill: Skill) -> list[tuple[str, ...]]:
    if not skill.functions:
        return [(skill.name, "", "instructions only", "", skill.digest[:12])]
    return [
        (f"{skill.name}.{each.info.function}", each.exposure, each.info.effect, _runs(each.info), skill.digest[:12])
        for each in skill.functions
    ]


def _version_row(name: str, version: SkillVersion) -> tuple[str, ...]:
    return name, version.digest[:12], "yes" if version.active else "", when(version.installed_ms), str(version.source)


def _print_file(name: str, path: str, data: Path | None) -> None:
    """Text as a terminal may show it; to a pipe or a file, the bytes themselves."""
    content = ask(data, lambda node: _whole(node, name, path), reads=True)
    if not sys.stdout.isatty():
        sys.stdout.buffer.write(content)
        return
    try:
        print(harmless(content.decode()))
    except UnicodeDecodeError:
        console.print(f"{path} is not text ({len(content)} bytes). Write it to a file: … > FILE", markup=False)


async def _whole(node: NodeClient, name: str, path: str) -> bytes:
    content = b""
    offset: int | None = 0
    while offset is not None:
        part = await node.skill_file(name, path, offset)
        content += part.text.encode() if part.text is not None else b64decode(part.base64 or "")
        offset = part.next
    return content


def _reach(exposure: Exposure, effect: str) -> str:
    if exposure == "allow" or (exposure == "read" and effect == "none"):
        return "your other devices may call it"
    if exposure == "never":
        return "only you may call it, here"
    return "has effects, so your other devices may not call it until you allow it"
