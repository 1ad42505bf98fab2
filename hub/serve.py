"""`felloe-hub serve`: the hub in a process of its own, until a signal."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import resource
import signal
import sys

import typer

from hub.app import running
from hub.first_admin import make_first_admin
from hub.served import Served
from hub.settings import Settings
from shared.system import terminal


async def serve(settings: Settings, *, as_json: bool) -> None:
    allow_many_sockets()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)

    def stop_soon() -> None:
        stop.set()
        for number in signals:  # a second one ends the process at once
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, stop_soon)
    async with running(settings) as (served, services):
        await make_first_admin(services.users, settings.data.expanduser().absolute())
        _announce(settings, served, as_json)
        if not any(user.devices for user in await services.users.list_all()):
            folder = f" --data {settings.data}" if "data" in settings.model_fields_set else ""
            typer.echo(
                f"No devices yet. In another terminal: felloe-hub user add NAME{folder}, "
                f"then felloe-hub pairing-code NAME{folder}",
                err=True,
            )
        if services.models.offers.all():
            services.models.load()
        _spare_the_collector()
        await stop.wait()


def _spare_the_collector() -> None:
    """What is there now, modules most of it, stays: to look for garbage in it took a fifth of a busy hub's time."""
    gc.collect()
    gc.freeze()


def allow_many_sockets() -> None:
    """Each device is a file to the system, and many systems let a program have 1,024 unless it asks for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # then it stays at what there is
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _announce(settings: Settings, served: Served, as_json: bool) -> None:
    if as_json:
        terminal.print_json({"url": served.url, "pid": served.pid})
    else:
        terminal.console.print(f"Felloe hub at {served.url} (data {settings.data})", markup=False)
        if settings.host in ("127.0.0.1", "localhost", "::1") and settings.public_url is None:
            typer.echo("Only this machine can reach it; --host 0.0.0.0 lets others in.", err=True)
    sys.stdout.flush()
