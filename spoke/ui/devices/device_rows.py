"""Devices as rows: state in words with its icon, those that answer first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.api import DeviceInfo
from spoke.node.bodies.node import Status
from spoke.ui.clock import past
from spoke.ui.rows import Row

THIS = "this"
"""Key of the one row there is without a hub."""


def alone_rows(status: Status | None) -> list[Row]:
    if status is None:
        return []
    head = Row(key="", title="Only this device")
    return [head, Row(THIS, status.name, "This device", "check", "ok", icon="laptop")]


def device_rows(devices: Sequence[DeviceInfo], status: Status, now: datetime) -> list[Row]:
    """This device stands first; offline ones under a head of their own."""
    own = status.account.device_id if status.account else ""
    ordered = sorted(devices, key=lambda device: (device.id != own, device.name.lower()))
    here = [device for device in ordered if device.id == own or device.state in ("online", "suspect")]
    away = [device for device in ordered if device not in here]
    rows: list[Row] = []
    for head, group in (("Online", here), ("Offline", away)):
        if group:
            rows.append(Row(key="", title=f"{head}, {len(group)}"))
            rows += [_row(device, own, now) for device in group]
    return rows or [Row(key="", title="No device has this name")]


def state_words(device: DeviceInfo, own: str, now: datetime) -> tuple[str, str, str]:
    """Icon, ink and words for the state of a device."""
    if device.id == own:
        return "check", "ok", "This device"
    if device.state == "online":
        return "check", "ok", "Online"
    if device.state == "suspect":
        return "question", "warn", "Has not answered for a while"
    if device.state == "revoked":
        return "denied", "bad", "Revoked"
    seen = f"Last seen {past(device.last_seen_ms, now)}" if device.last_seen_ms else "Never seen"
    return "cloud-off", "text.second", seen


def device_icon(device: DeviceInfo, own: str) -> str:
    if device.id == own:
        return "laptop"
    platform = device.platform.lower()
    if "android" in platform or "ios" in platform:
        return "phone"
    if "arm" in platform or "aarch64" in platform:
        return "chip"
    return "laptop" if "darwin" in platform or "mac" in platform else "monitor"


def _row(device: DeviceInfo, own: str, now: datetime) -> Row:
    icon, ink, words = state_words(device, own, now)
    return Row(device.id, device.name, words, icon, ink, icon=device_icon(device, own))
