"""`check` and `describe`: what a folder is, and what a model sees of it."""

from __future__ import annotations

from typing import Any

import typer

from sandbox.commands.options import AsJson, Folder
from sandbox.commands.work import described, in_pool, load
from shared.system.terminal import harmless, one_line, print_json


def check(folder: Folder, as_json: AsJson = False) -> None:
    """Say whether a folder is a skill that will work, and what departs from the specification."""
    skill = load(folder)
    found = in_pool(lambda pool: described(pool, skill))
    if as_json:
        warnings = list(skill.manifest.warnings)
        return print_json({"ok": True, "name": skill.manifest.name, "digest": skill.digest, "warnings": warnings})
    typer.echo(f"{skill.manifest.name} is a skill: {_count(found)}, {len(skill.files.files)} files.")
    for warning in skill.manifest.warnings:
        typer.echo(f"Warning: {one_line(warning)}")
    for skipped in found["skipped"]:
        typer.echo(f"Warning: {one_line(skipped['name'])} cannot be called: {one_line(skipped['reason'])}.")
    return None


def describe(folder: Folder, as_json: AsJson = False) -> None:
    """Show what a model sees: the skill's functions, their arguments and effects."""
    skill = load(folder)
    found = in_pool(lambda pool: described(pool, skill))
    manifest = skill.manifest
    if as_json:
        return print_json(
            {
                "name": manifest.name,
                "description": manifest.description,
                "digest": skill.digest,
                "capabilities": list(manifest.capabilities),
                **found,
            }
        )
    typer.echo(f"{manifest.name}: {harmless(manifest.description)}")
    for function in found["functions"]:
        typer.echo(f"\n{_signature(skill.name, function)}")
        typer.echo(f"    {one_line(function['doc'].partition(chr(10))[0])} Effects: {function['effects']}.")
    return None


def _count(found: dict[str, Any]) -> str:
    count = len(found["functions"])
    return "instructions only" if not count else f"{count} function{'s' if count > 1 else ''}"


def _signature(skill: str, function: dict[str, Any]) -> str:
    schema = function["parameters"]
    parts = [
        name if name in schema["required"] else f"{name}={part.get('default')!r}"
        for name, part in schema["properties"].items()
    ]
    return f"{skill}.{function['name']}({', '.join(parts)})"
