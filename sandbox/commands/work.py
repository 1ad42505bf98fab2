"""What the commands do in the sandbox: a pool for one command, and runs in it behind what was granted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from shared.errors import NotFound
from shared.ids import new_id

if TYPE_CHECKING:
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.pool import Pool
    from sandbox.run_record import RunRecord, RunRequest
    from sandbox.skills import Skill

_T = TypeVar("_T")


def load(folder: Path) -> Skill:
    from sandbox.skills import load_skill

    return load_skill(folder)


def in_pool(work: Callable[[Pool], Awaitable[_T]]) -> _T:
    """Do it with a pool of its own, from a command."""
    return asyncio.run(_with_pool(work))


def gate(principal: str, grants: list[str] | None) -> Gatekeeper:
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.services.local import parse_grant

    return Gatekeeper.granting(principal, [parse_grant(_whole(text)) for text in grants or []])


def _whole(grant: str) -> str:
    """With a folder that was given from here on written from / on."""
    service, _, path = grant.partition(":")
    if service not in ("files.read", "files.write") or not path or path[0] in "/~":
        return grant
    return f"{service}:{os.path.normpath(Path.cwd() / path)}"


async def _with_pool(work: Callable[[Pool], Awaitable[_T]]) -> _T:
    from sandbox.pool import Pool

    async with Pool(workers=1, progress=progress) as pool:
        return await work(pool)


async def run(pool: Pool, request: RunRequest, gate: Gatekeeper, store: Path | None = None) -> RunRecord:
    """`store`: file of what the skill keeps; by default it is forgotten when the run ends."""
    from sandbox.commands.terminal_services import terminal_services
    from sandbox.services.call import CallService, GuestCall
    from sandbox.services.local import local_services

    async def no_devices(call: GuestCall) -> Any:
        raise NotFound(f"felloe-skill has no devices, so {call.path} was not called. Use felloe exec on a node.")

    owner = request.skill.name if request.skill else None
    async with terminal_services(gate.principal, owner, store) as services:
        return await pool.run(request, gate, local_services() | services | {"call": CallService(no_devices)})


async def described(pool: Pool, skill: Skill) -> dict[str, Any]:
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.run_record import RunRequest
    from shared.schemas import check_schema

    if not skill.has_functions:
        return {"doc": "", "functions": [], "skipped": []}
    request = RunRequest(new_id(), "describe", skill=skill.files)
    found: Any = (await run(pool, request, Gatekeeper(skill.manifest.name))).value()
    for function in found["functions"]:
        check_schema(function["parameters"])
    return dict(found)


def progress(stage: str, seconds: float | None) -> None:
    if seconds is None:
        typer.echo(f"Sandbox image, once: {stage} …", nl=False, err=True)
    else:
        typer.echo(f" {seconds:.1f} s", err=True)
