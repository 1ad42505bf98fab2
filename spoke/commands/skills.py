"""`felloe skill …` and `felloe expose`: what this device can do, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shared.api import FunctionInfo
from shared.system.terminal import commands, console, harmless, print_json
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.commands.tables import print_table
from spoke.node.models import Exposure

app = commands("Skills on this device: install, list, remove.")


@app.command(epilog="Example: felloe skill install ./climate")
def install(
    folder: Annotated[Path, typer.Argument(help="A skill folder: it holds SKILL.md.", metavar="FOLDER")],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Install a skill from a folder, or update it. It is granted nothing."""
    skill = ask(data, lambda node: node.install_skill(str(folder.absolute())), sandbox=True)
    if json:
        print_json(skill.model_dump(mode="json"))
        return
    console.print(f"Installed {skill.name} ({skill.digest[:12]}).")
    for warning in skill.warnings:
        console.print(f"Warning: {warning}", markup=False)
    for function in skill.functions:
        console.print(f"  {skill.name}.{function.info.function}: {_reach(function.exposure, function.info.effect)}")


@app.command("list", epilog="Example: felloe skill list")
def list_(data: Data = None, json: AsJson = False) -> None:
    """List the skills that are installed on this device."""
    skills = ask(data, lambda node: node.skills()).skills
    if json:
        print_json([skill.model_dump(mode="json") for skill in skills])
    elif not skills:
        console.print("No skills. Install one with: felloe skill install FOLDER")
    else:
        rows = (
            (
                f"{each.info.skill}.{each.info.function}",
                each.exposure,
                each.info.effect,
                _runs(each.info),
                skill.digest[:12],
            )
            for skill in skills
            for each in skill.functions
        )
        print_table(("FUNCTION", "EXPOSED", "EFFECT", "RUNS", "DIGEST"), rows)
        for skill in (skill for skill in skills if skill.trusted):
            for warning in skill.warnings:
                console.print(f"{skill.name}: {harmless(warning)}", markup=False)


@app.command(epilog="Example: felloe skill remove climate")
def remove(
    name: str,
    forget: Annotated[bool, typer.Option("--forget", help="Drop what it kept in its store, too.")] = False,
    data: Data = None,
) -> None:
    """Remove a skill from this device. What it kept stays for when it comes back, unless you say --forget."""
    removed = ask(data, lambda node: node.remove_skill(name, forget=forget))
    console.print(f"Removed {name}.", markup=False)
    if removed.kept:
        console.print(f"Its store has {removed.kept} values still. Drop them with: felloe skill remove {name} --forget")


def expose(
    function: Annotated[str, typer.Argument(help="SKILL.FUNCTION", metavar="FUNCTION")],
    level: Annotated[Exposure, typer.Argument(help="What programs and your other devices may do with it.")],
    data: Data = None,
) -> None:
    """Say who may call a function of this device without you: allow, read (if it has no effects), ask or never."""
    ask(data, lambda node: node.expose(function, level))
    console.print(f"{function}: {level}", markup=False)


def _runs(info: FunctionInfo) -> str:
    """Where: one of the owner's own is trusted with all that the owner may do."""
    return "trusted" if info.trusted else "sandbox"


def _reach(exposure: Exposure, effect: str) -> str:
    if exposure == "allow" or (exposure == "read" and effect == "none"):
        return "your other devices may call it"
    if exposure == "never":
        return "only you may call it, here"
    return "has effects, so your other devices may not call it until you allow it"
