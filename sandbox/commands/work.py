"""What the commands do in the sandbox: a pool for one command, and runs in it behind what was granted."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from shared.errors import FelloeError, InvalidArgument, NotFound
from shared.ids import new_id

if TYPE_CHECKING:
    from sandbox.capability import Capability
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.pool import Pool
    from sandbox.run_record import RunRecord, RunRequest
    from sandbox.services.service import Services, ServicesOf
    from sandbox.skills import Skill
    from sandbox.yields import Deltas

_T = TypeVar("_T")


def load(folder: Path) -> Skill:
    from sandbox.skills import load_skill

    return load_skill(folder)


def in_pool(work: Callable[[Pool], Awaitable[_T]]) -> _T:
    """Do it with a pool of its own, from a command."""
    return asyncio.run(_with_pool(work))


def granted(grants: list[str] | None) -> list[Capability]:
    from sandbox.services.local import parse_grant

    return [parse_grant(_whole(text)) for text in grants or []]


def gate(principal: str, grants: list[str] | None) -> Gatekeeper:
    from sandbox.gatekeeper import Gatekeeper

    return Gatekeeper.granting(principal, granted(grants))


class PoolAside:
    """A pool in a thread of its own, so that the main thread may wait for a person or a program, and hear Ctrl-C."""

    def __init__(self) -> None:
        self._begun: Future[tuple[Pool, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=self._run, name="sandbox")
        self._doing: asyncio.Future[None] | None = None

    @property
    def pool(self) -> Pool:
        """For coroutines that `do` runs."""
        return self._begun.result()[0]

    def do(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """What `work` gives, begun in the other thread: Ctrl-C at any moment leaves nothing half begun in this one."""
        _, loop, _ = self._begun.result()
        done: Future[_T] = Future()

        async def deliver() -> None:
            try:
                done.set_result(await work())
            except BaseException as error:
                done.set_exception(error)

        def begin() -> None:
            self._doing = asyncio.ensure_future(deliver())

        loop.call_soon_threadsafe(begin)
        return done.result()

    def __enter__(self) -> PoolAside:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._begun.exception() is None:
            _pool, loop, end = self._begun.result()
            loop.call_soon_threadsafe(end.set)
        self._thread.join()

    def _run(self) -> None:
        async def live(pool: Pool) -> None:
            end = asyncio.Event()
            self._begun.set_result((pool, asyncio.get_running_loop(), end))
            await end.wait()

        try:
            in_pool(live)
        except BaseException as error:  # told to whoever waits for the beginning
            if self._begun.done():
                raise
            self._begun.set_exception(error)


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


def services(secrets: list[str] | None = None, store: Path | None = None) -> ServicesOf:
    """What runs have here: no other device, and no other skill. `store`: file of what skills keep; else it is forgotten
    with each run."""
    from sandbox.commands.terminal_services import terminal_services
    from sandbox.services.call import CallService, GuestCall
    from sandbox.services.local import local_services, parse_secrets

    async def no_devices(call: GuestCall) -> Any:
        raise NotFound(
            f"felloe-skill has no devices, so {call.path} was not called. "
            "Use felloe-skill play with several folders, or felloe exec on a node."
        )

    given = parse_secrets(secrets or [])
    own = _data_of_felloe()

    @asynccontextmanager
    async def of_a_run(principal: str, owner: str | None) -> AsyncIterator[Services]:
        async with terminal_services(principal, owner, store) as served:
            yield local_services(own, secrets=lambda: given) | served | {"call": CallService(no_devices)}

    return of_a_run


def _data_of_felloe() -> list[Path]:
    """Where this user's node and hub keep their data: no code in the sandbox gets there, whatever is granted."""
    import platformdirs

    named = [os.environ.get(name) for name in ("FELLOE_DATA", "FELLOE_HUB_DATA")]
    own = [platformdirs.user_data_path(name, appauthor=False) for name in ("felloe", "felloe-hub")]
    return [*own, *(Path(name).expanduser() for name in named if name)]


async def run(
    pool: Pool, request: RunRequest, gate: Gatekeeper, services: ServicesOf, deltas: Deltas | None = None
) -> RunRecord:
    async with services(gate.principal, request.skill.name if request.skill else None) as served:
        return await pool.run(request, gate, served, deltas=deltas)


async def described(pool: Pool, skill: Skill) -> dict[str, Any]:
    from sandbox.description import Description, checked
    from sandbox.gatekeeper import Gatekeeper
    from sandbox.run_record import RunRequest

    if not skill.has_functions:
        return Description().model_dump()
    request = RunRequest(new_id(), "describe", skill=skill.files)
    record = await pool.run(request, Gatekeeper(skill.manifest.name), {})
    found = checked(record.value(), skill.name).model_dump()
    for function in found["functions"]:
        function["effects"] = function["effects"] or skill.manifest.effects or "effect"
    return found


async def described_function(pool: Pool, skill: Skill, function: str) -> dict[str, Any]:
    """What `describe` says of one function; `NotFound` names those that there are."""
    offered = {found["name"]: found for found in (await described(pool, skill))["functions"]}
    if function not in offered:
        has = f"It has {', '.join(offered)}." if offered else "It has none."
        raise NotFound(f"{skill.manifest.name} has no function '{function}'. {has}")
    return dict(offered[function])


def write_new(path: Path, data: bytes) -> None:
    """A file that was asked for, whole or not at all, in the place of an older one."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InvalidArgument(f"{path} cannot be written: {error.strerror}.") from None


def only(group: BaseExceptionGroup[FelloeError]) -> FelloeError:
    """The pool's task group hands on what went wrong in groups."""
    first = group.exceptions[0]
    return only(first) if isinstance(first, BaseExceptionGroup) else first


def progress(stage: str, seconds: float | None) -> None:
    if seconds is None:
        typer.echo(f"Sandbox image, once: {stage} …", nl=False, err=True)
    else:
        typer.echo(f" {seconds:.1f} s", err=True)
