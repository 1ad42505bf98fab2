"""Whether the hub is alive, whether it is of use, and its figures.

`/metrics` is for this machine, for who has the token that the admin set, and for signed-in admins. A request that came
through a proxy is not of this machine, whatever its address says. No user, device or id is in a label.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.accounts.tokens import bearer
from hub.meter import BUCKETS, Meter
from hub.services import Services, services_of
from hub.store import settings
from shared.accounts import Ready
from shared.errors import Forbidden, HubUnreachable
from shared.system.problems import declared

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

router = APIRouter()
Hub = Annotated[Services, Depends(services_of)]
_READY_S = 2.0
"""Who asks more often gets the last answer: anybody may ask, and each answer is a commit."""

_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


@router.get("/readyz", responses=declared(HubUnreachable))
async def ready(hub: Hub, request: Request) -> Ready:
    """Scope: none. 200 if the database can be written and the hub does not stop; else a problem that says why."""
    if hub.calls.connections.draining:
        raise HubUnreachable("The hub stops.")
    last: asyncio.Task[None] | None = getattr(request.app.state, "ready", None)
    at: float = getattr(request.app.state, "ready_at", 0.0)
    if last is None or (last.done() and time.monotonic() - at > _READY_S):
        last = asyncio.create_task(_write(hub), name="ready")
        request.app.state.ready, request.app.state.ready_at = last, time.monotonic()
    try:
        async with asyncio.timeout(_READY_S):
            await asyncio.shield(last)
    except TimeoutError:
        raise HubUnreachable(f"The database was not written within {_READY_S:.0f} s.") from None
    return Ready(status="ready")


async def _write(hub: Services) -> None:
    await hub.store.write(lambda session: settings.put(session, "ready_ms", str(hub.now_ms())))


@router.get("/metrics", include_in_schema=False)
async def metrics(hub: Hub, request: Request) -> Response:
    """Scope: none. For Prometheus on this machine, or with the token that the admin set, or of a signed-in admin."""
    await _may_read(hub, request)
    from prometheus_client import generate_latest  # what a start need not load
    from prometheus_client.exposition import CONTENT_TYPE_LATEST

    return Response(generate_latest(_registry(hub)), media_type=CONTENT_TYPE_LATEST)


async def _may_read(hub: Services, request: Request) -> None:
    given = request.headers.get("authorization")
    if given is not None:
        token: str | None = request.app.state.settings.metrics_token if request.app.state.settings else None
        if token is None or not hmac.compare_digest(bearer(given).encode(), token.encode()):
            await hub.tokens.authenticate(bearer(given), "admin")
        return
    through = any(name in request.headers for name in _FORWARDED)
    behind = request.app.state.settings is not None and request.app.state.settings.plain_http
    host = request.client.host if request.client else ""
    if through or behind or not _is_loopback(host):
        raise Forbidden("The figures are for this machine, or for who has the token (docs/admin.md).")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _registry(hub: Services):  # type: ignore[no-untyped-def]
    from prometheus_client import GCCollector, PlatformCollector, ProcessCollector
    from prometheus_client.registry import Collector, CollectorRegistry

    class Figures(Collector):
        def collect(self) -> Iterator[Metric]:
            yield from _figures(hub)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    return registry


def _figures(hub: Services) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    meter, connections = hub.meter, hub.calls.connections
    yield GaugeMetricFamily("felloe_hub_connections", "Devices that are connected.", connections.count())
    streams = sum(connections.leases.streams(one.device.id) for one in connections.all())
    yield GaugeMetricFamily("felloe_hub_streams", "Streams on the channels.", streams)
    yield GaugeMetricFamily("felloe_hub_calls_open", "Calls that have not ended.", hub.calls.open_count())
    yield CounterMetricFamily("felloe_hub_channel_bytes", "Bytes on the channels, both ways.", meter.channel_bytes)
    calls = CounterMetricFamily("felloe_hub_calls", "Calls that ended, by outcome.", labels=["outcome"])
    for outcome, count in meter.calls.items():
        calls.add_metric([outcome], count)
    yield calls
    for name, text, counter in (
        ("felloe_hub_sync_ops", "Changes of chats, by direction.", meter.sync_ops),
        ("felloe_hub_sync_bytes", "Bytes of changes of chats, by direction.", meter.sync_bytes),
    ):
        family = CounterMetricFamily(name, text, labels=["direction"])
        for direction, count in counter.items():
            family.add_metric([direction], count)
        yield family
    yield from _of_models(hub)
    yield _durations(meter)


def _of_models(hub: Services) -> Iterator[Metric]:
    """By the names that the admin chose for models, of which there are few."""
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    meter = hub.models.meter
    yield GaugeMetricFamily(
        "felloe_hub_model_requests_open", "Requests to models that have not ended.", hub.models.bounds.in_flight()
    )
    for name, text, labels, counter in (
        ("felloe_hub_model_requests", "Requests to models that ended.", ["model", "outcome"], meter.requests),
        ("felloe_hub_model_tokens", "Tokens, estimates among them.", ["model", "kind"], meter.tokens),
    ):
        family = CounterMetricFamily(name, text, labels=labels)
        for values, count in counter.items():
            family.add_metric(values, count)
        yield family
    seconds = CounterMetricFamily("felloe_hub_model_seconds", "Time that requests to models took.", labels=["model"])
    for model, spent in meter.seconds.items():
        seconds.add_metric([model], spent)
    yield seconds
    cost = CounterMetricFamily("felloe_hub_model_cost", "In the price list's currency.", labels=["model"])
    for model, nanos in meter.cost_nanos.items():
        cost.add_metric([model], nanos / 1e9)
    yield cost


def _durations(meter: Meter) -> Metric:
    from prometheus_client.core import HistogramMetricFamily
    from prometheus_client.utils import floatToGoString

    labels = ["method", "route", "status"]
    family = HistogramMetricFamily("felloe_hub_http_seconds", "Durations of requests.", labels=labels)
    for (method, route, status), counts in meter.requests.items():
        sums, buckets = 0, []
        for bound, count in zip((*BUCKETS, float("inf")), counts, strict=True):
            sums += count
            buckets.append((str(floatToGoString(bound)), sums))  # type: ignore[no-untyped-call]
        family.add_metric([method, route, str(status)], buckets, meter.request_seconds[method, route, status])
    return family


class Timed:
    """ASGI middleware: how long each request took, by its route."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            route = getattr(scope.get("route"), "path", "none")  # never what was asked for, which has no end
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._meter.answered(method, route, status, time.monotonic() - began)


_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
