"""The hub put together: what starts, in which order, and how it stops in the opposite one.

folder lock, listener, certificate, database and services, admin socket, public server; a stop first tells the devices.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import importlib.metadata
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session

from hub import tls
from hub.accounts.devices import Devices
from hub.accounts.endings import Endings
from hub.accounts.keys import SigningKeys
from hub.accounts.pairing import Pairing
from hub.accounts.passwords import Passwords
from hub.accounts.sign_ins import SignIns
from hub.accounts.standing import Standing
from hub.accounts.tokens import Tokens
from hub.accounts.users import Users
from hub.admin.app import admin_app
from hub.admin.socket_file import SocketFile
from hub.attachments.collecting import Collecting
from hub.attachments.store import Attachments
from hub.audit import Audit
from hub.channel.endpoint import channel
from hub.channel.ledger import Ledger
from hub.channel.node_relay import NodeRelays
from hub.channel.routing import CallRouter
from hub.channel.turns import Turns
from hub.channel.websocket import WebSocket
from hub.first_admin import forget_first_password
from hub.functions import Functions
from hub.http.app import public_app
from hub.key_rotation import rotate_when_old
from hub.meter import Meter
from hub.models.proxy import open_models
from hub.models.upstreams import Upstreams
from hub.restore import finish
from hub.served import Served
from hub.services import Services
from hub.settings import Settings
from hub.store import settings as kept
from hub.store import usage
from hub.store.store import Store
from hub.sync.log import SyncLog
from hub.sync.take_up import take_up
from hub.user_limits import UserLimits
from shared.ids import new_id
from shared.system.folder import DataFolder, unusable
from shared.system.serve import serving
from shared.system.sockets import bind_tcp, bind_unix
from shared.timeouts import TIMEOUTS, Timeouts


def wall_clock_ms() -> int:
    return int(time.time() * 1000)


@contextlib.asynccontextmanager
async def beside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run `work` beside the block and cancel it at its end. A crash of either ends both and comes out as itself."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
    except BaseExceptionGroup as errors:
        if len(errors.exceptions) > 1:
            raise
        raise errors.exceptions[0] from None


@contextlib.asynccontextmanager
async def running(
    settings: Settings, *, timeouts: Timeouts = TIMEOUTS, now_ms: Callable[[], int] = wall_clock_ms
) -> AsyncIterator[tuple[Served, Services]]:
    """A hub that accepts within the block. Raises `FelloeError` for what a person has to mend first."""
    with (
        DataFolder(settings.data, stays=True) as folder,
        contextlib.closing(bind_tcp(settings.host, settings.port)) as listener,
    ):
        certificate = _certificate(settings, folder.path)
        served = _served(settings, listener, certificate)
        async with open_services(folder.path, timeouts=timeouts, now_ms=now_ms) as services:
            await services.store.write(lambda session: served.keep(session))
            with SocketFile.make(folder.path) as path:
                websocket = functools.partial(WebSocket, channel(services), Turns())
                files = certificate.files if certificate else None
                async with (
                    serving(admin_app(services, served, folder.path), bind_unix(path)),
                    serving(public_app(services, settings), listener, certificate=files, websocket=websocket),
                    _drained(services),
                ):
                    yield served, services


@contextlib.asynccontextmanager
async def _drained(services: Services) -> AsyncIterator[None]:
    """Its devices are sent away while it still serves."""
    try:
        yield
    finally:
        await services.calls.connections.drain()


@contextlib.asynccontextmanager
async def open_services(
    folder: Path, *, timeouts: Timeouts = TIMEOUTS, now_ms: Callable[[], int] = wall_clock_ms
) -> AsyncIterator[Services]:
    """The hub without its faces. The caller holds the folder's lock."""
    finish(folder)
    store = Store.open(folder)
    try:
        services = await _compose(store, folder, timeouts, now_ms)
        await services.calls.start()
        async with (
            contextlib.aclosing(services.models),
            beside(
                services.audit.run(),
                services.audit.retain(),
                services.calls.connections.watch(),
                services.calls.run(),
                Collecting(store, services.attachments, now_ms).run(),
                services.meter.run(services.calls.connections.all),
                services.sync.run(),
                services.models.meter.run(),
                rotate_when_old(services),
            ),
        ):
            yield services
        await services.calls.stop()
        await services.calls.connections.aclose()
        await services.audit.flush()
        await services.meter.flush()
    finally:
        await store.close()


async def _compose(store: Store, folder: Path, timeouts: Timeouts, now_ms: Callable[[], int]) -> Services:
    hub_id, log_epoch = await store.write(_identity)
    await store.write(lambda session: take_up(session, now_ms()))
    signing = await SigningKeys.load(store, now_ms)
    tokens = Tokens(store, signing, hub_id, now_ms)
    endings, passwords = Endings(tokens.still_welcome), Passwords()
    replaced = functools.partial(forget_first_password, folder)
    audit = Audit(store, now_ms)
    devices = Devices(store, now_ms)
    meter, limits = Meter(store, now_ms), UserLimits()
    for user_id, limit in (await store.core_read(usage.limits)).items():
        limits.set(user_id, limit)
    models = await open_models(store, folder, limits, timeouts, now_ms)
    calls = CallRouter(timeouts, Ledger(store, audit, meter, now_ms), devices.by_handle, limits)
    return Services(
        hub_id=hub_id,
        version=importlib.metadata.version("felloe"),
        now_ms=now_ms,
        timeouts=timeouts,
        store=store,
        signing=signing,
        users=Users(store, passwords, endings, now_ms, replaced),
        sign_ins=SignIns(store, passwords, tokens, endings, now_ms, audit, replaced),
        devices=devices,
        pairing=Pairing(store, hub_id, now_ms, audit),
        tokens=tokens,
        endings=endings,
        standing=Standing(tokens, endings, now_ms),
        functions=Functions(store),
        calls=calls,
        relays=NodeRelays(),
        sync=SyncLog(store, log_epoch, calls.connections.poke, now_ms),
        audit=audit,
        attachments=Attachments(folder / "attachments"),
        meter=meter,
        limits=limits,
        models=models,
        upstreams=Upstreams(store, models.offers),
    )


def _identity(session: Session) -> tuple[str, str]:
    return kept.get_or_put(session, "hub_id", new_id()), kept.get_or_put(session, "log_epoch", new_id())


def _certificate(settings: Settings, folder: Path) -> tls.Certificate | None:
    if settings.plain_http:
        return None
    if settings.cert is not None and settings.key is not None:
        return tls.given(settings.cert, settings.key)
    try:
        public = urlsplit(settings.public_url).hostname if settings.public_url else None
        return tls.own(folder, {_reachable(settings.host).strip("[]"), public or "localhost"})
    except OSError as error:
        raise unusable(folder, error) from error


def _served(settings: Settings, listener: socket.socket, certificate: tls.Certificate | None) -> Served:
    url = f"{'https' if certificate else 'http'}://{_reachable(settings.host)}:{listener.getsockname()[1]}"
    pin = certificate.fingerprint if certificate else None
    public = settings.public_url.rstrip("/") if settings.public_url else url
    return Served(url=url, public_url=public, fingerprint=pin, pid=os.getpid())


def _reachable(host: str) -> str:
    """The address to tell others: for "all addresses" the one this machine uses towards the network."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        family, beyond = (socket.AF_INET, "192.0.2.1") if host == "0.0.0.0" else (socket.AF_INET6, "2001:db8::1")  # noqa: S104
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((beyond, 9))  # chooses a route, sends nothing
                host = str(probe.getsockname()[0])
            except OSError:
                host = "127.0.0.1" if family is socket.AF_INET else "::1"
    return f"[{host}]" if ":" in host else host
