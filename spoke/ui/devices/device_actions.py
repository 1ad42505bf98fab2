"""What is done to a device of the user: renamed, revoked, offered to more or fewer, its grants taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from shared.api import DeviceInfo
from spoke.node.bodies.approvals import Grant
from spoke.node.bodies.skills import Exposure
from spoke.ui.devices.detail import DeviceDetail
from spoke.ui.devices.exposure_model import level_word
from spoke.ui.i18n.capability_words import plain
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.banner import Banner


class DeviceActions(QObject):
    """`revoked`: it is one of the user's no more. `exposed`, `granted`: what the device on the page offers, or what was
    granted there, may be different."""

    revoked = Signal()
    exposed = Signal()
    granted = Signal()

    def __init__(self, services: Services, detail: DeviceDetail, banner: Banner) -> None:
        super().__init__(detail)
        self._services, self._detail, self._banner = services, detail, banner

    def rename(self, device: DeviceInfo, name: str) -> None:
        if name != device.name:
            self._services.operations.do(
                tr("Renaming the device"),
                partial(self._rename, device.id, name, device.name),
                by=self._detail.rename,
                correct=partial(self._detail.ask_name, name),
            )

    async def _rename(self, device: str, name: str, before: str = "") -> None:
        """`before`: what it can be taken back to."""
        self._services.devices.put(await self._services.node.client.rename_device(device, name))
        if before:
            said = tr("Renamed “{before}” to “{now}”.", before=before, now=name)
            self._services.undo.offer(said, lambda: self._rename(device, before))

    def revoke(self, device: DeviceInfo) -> None:
        """After a question."""
        self._detail.question.ask(
            tr("Revoke {device}? It must be paired again. What lies on it stays there.", device=device.name),
            tr("Revoke"),
            tr("Keep"),
            lambda: self._services.operations.do(tr("Revoking the device"), partial(self._revoke, device)),
            self._detail.revoke,
        )

    async def _revoke(self, device: DeviceInfo) -> None:
        await self._services.node.client.revoke_device(device.id)
        self._banner.say("neutral", tr("Revoked {device}.", device=device.name))
        self.revoked.emit()

    def expose(self, device: DeviceInfo, path: str, level: Exposure) -> None:
        """At once on this device, which can take it back; after a question on another."""
        before = self._detail.exposure.level(path)
        if device.id == self._services.node.own_id:
            self._services.operations.do(tr("Setting who may call it"), partial(self._expose, path, level, before))
        elif level != before:
            self._detail.exposure.show_again()
            self._detail.question.ask(
                tr("Set {function} on {device} to {level}? To allow more again, you have to be at {device}.",
                   function=path, device=device.name, level=level_word(level)),
                tr("Set"),
                tr("Leave it"),
                lambda: self._services.operations.do(
                    tr("Setting who may call it"), partial(self._lower, device, path, level)
                ),
                self._detail.exposure,
            )  # fmt: skip

    async def _expose(self, path: str, level: Exposure, before: Exposure | None) -> None:
        try:
            await self._services.node.client.expose(path, level)
        finally:
            self.exposed.emit()
        if before and before != level:
            said = tr("{function} is now: {level}.", function=path, level=level_word(level))
            self._services.undo.offer(said, lambda: self._expose(path, before, None))

    async def _lower(self, device: DeviceInfo, path: str, level: Exposure) -> None:
        try:
            await self._services.node.client.on(device.handle).lower_exposure(path, level)
        finally:
            self.exposed.emit()

    def revoke_grant(self, grant: Grant) -> None:
        self._services.operations.do(tr("Revoking the grant"), partial(self._revoke_grant, grant))

    async def _revoke_grant(self, grant: Grant) -> None:
        await self._services.node.client.revoke(grant.id)
        self.granted.emit()
        if grant.args is None and grant.holder.startswith("skill:"):  # what is narrower is asked for again
            said = tr("Revoked: {what} of {who}.", what=plain(grant.capability), who=grant.label)
            self._services.undo.offer(said, partial(self._grant_again, grant))

    async def _grant_again(self, grant: Grant) -> None:
        await self._services.node.client.grant(grant.label, grant.capability, grant.verdict)
        self.granted.emit()
