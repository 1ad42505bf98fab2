"""What the commands do in the sandbox: a pool for one command, and runs in it behind what was granted."""

from __future__ import annotations

import asyncio
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

    return Gatekeeper.granting(principal, map(parse_grant, grants or []))


async def _with_pool(work: Callable[[Pool], Awaitable[_T]]) -> _T:
    from sandbox.pool import Pool

    async with Pool(workers=1, progress=progress) as pool:
        return await work(pool)


async def run(
    pool: Pool, request: RunRequest, gate: Gatekeeper, secrets: list[str] | None = None, store: Path | None = None
) -> RunRecord:
    """`store`: file of what the skill keeps; by default it is forgotten when the run ends."""
    from sandbox.commands.terminal_services import terminal_services
    from sandbox.services.call import CallService, GuestCall
    from sandbox.services.local import local_services, parse_secrets

    async def no_devices(call: GuestCall) -> Any:
        raise NotFound(f"felloe-skill has no devices, so {call.path} was not called. Use felloe exec on a node.")

    given = parse_secrets(secrets or [])
    owner = request.skill.name if request.skill else None
    async with terminal_services(gate.principal, owner, store) as services:
        return await pool.run(
            request, gate, local_services(secrets=lambda: given) | services | {"call": CallService(no_devices)}
        )


async def described(pool: Pool, skill: Skill) -> dict[str, Any]:
    from sandbox.description import Description, checked
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.run_record import RunRequest

    if not skill.has_functions:
        return Description().model_dump()
    request = RunRequest(new_id(), "describe", skill=skill.files)
    found = checked((await run(pool, request, Gatekeeper(skill.manifest.name))).value(), skill.name).model_dump()
    for function in found["functions"]:
        function["effects"] = function["effects"] or skill.manifest.effects or "effect"
    return found


def progress(stage: str, seconds: float | None) -> None:
    if seconds is None:
        typer.echo(f"Sandbox image, once: {stage} …", nl=False, err=True)
    else:
        typer.echo(f" {seconds:.1f} s", err=True)
