"""Devices as rows: state in words with route and delay, those that answer first; how many calls wait for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.api import DeviceInfo
from spoke.node.bodies.node import Status
from spoke.ui.i18n.figures import past
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.widgets.row_model import Row

THIS = "this"
"""Key of the one row there is without a hub."""


@dataclass(frozen=True, slots=True)
class DeviceMetrics:
    """What is known besides what the hub says: by handle, how long an answer took; by id, or by handle where only that
    is known, how many calls wait."""

    delay_ms: Mapping[str, float] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)


def alone_rows(status: Status | None) -> list[Row]:
    if status is None:
        return []
    head = Row(key="", title=tr("Only this device"))
    return [head, Row(THIS, status.name, tr("This device"), "check", "ok", icon="laptop")]


def device_rows(devices: Sequence[DeviceInfo], status: Status, metrics: DeviceMetrics, now: datetime) -> list[Row]:
    """This device stands first; offline ones under a head of their own."""
    own = status.account.device_id if status.account else ""
    ordered = sorted(devices, key=lambda device: (device.id != own, device.name.lower()))
    here = [device for device in ordered if device.id == own or device.state in ("online", "suspect")]
    away = [device for device in ordered if device not in here and device.state != "revoked"]
    gone = [device for device in ordered if device.state == "revoked" and device.id != own]
    rows: list[Row] = []
    for head, group in (
        (tr("Online, {count}", count=len(here)), here),
        (tr("Offline, {count}", count=len(away)), away),
        (tr("Revoked, {count}", count=len(gone)), gone),
    ):
        if group:
            rows.append(Row(key="", title=head))
            rows += [_row(device, own, metrics, now) for device in group]
    return rows or [Row(key="", title=tr("No device has this name"))]


def state_words(device: DeviceInfo, own: str, metrics: DeviceMetrics, now: datetime) -> tuple[str, str, str]:
    """Icon, ink and words for the state of a device."""
    if device.id == own:
        return "check", "ok", tr("This device")
    if device.state == "online":
        delay = metrics.delay_ms.get(device.handle)
        if delay is None:
            return "check", "ok", tr("Online via hub")
        return "check", "ok", tr("Online via hub, {delay} ms", delay=f"{delay:.0f}")
    if device.state == "suspect":
        return "question", "warn", tr("Has not answered for a while")
    if device.state == "revoked":
        return "denied", "bad", tr("Revoked")
    last = past(device.last_seen_ms, now) if device.last_seen_ms else ""
    words = tr("Last seen {when}", when=last) if last else tr("Never seen")
    waiting = metrics.waiting.get(device.id, 0) + metrics.waiting.get(device.handle, 0)
    return "cloud-off", "text.second", f"{words} · {plural('%n waits', '%n wait', waiting)}" if waiting else words


def device_icon(device: DeviceInfo, own: str) -> str:
    if device.id == own:
        return "laptop"
    platform = device.platform.lower()
    if "android" in platform or "ios" in platform:
        return "phone"
    if "arm" in platform or "aarch64" in platform:
        return "chip"
    return "laptop" if "darwin" in platform or "mac" in platform else "monitor"


def _row(device: DeviceInfo, own: str, metrics: DeviceMetrics, now: datetime) -> Row:
    icon, ink, words = state_words(device, own, metrics, now)
    return Row(device.id, device.name, words, icon, ink, icon=device_icon(device, own))
