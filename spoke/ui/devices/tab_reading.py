"""What the open tab of a device's page shows, asked of that device."""

from __future__ import annotations

from collections.abc import Callable

from shared.api import DeviceInfo
from shared.errors import FelloeError
from spoke.ui.activity.feed import ActivityQuery, Feed
from spoke.ui.devices.detail import ABOUT, FUNCTIONS, LOGS, RUNS, DeviceDetail
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.banner import Banner
from spoke.ui.work.refresh import Refresh


class TabReading:
    """`device`: the one on the page. Where it fails the place says so itself, in the tab and on its banner."""

    def __init__(
        self, services: Services, detail: DeviceDetail, banner: Banner, device: Callable[[], DeviceInfo | None]
    ) -> None:
        self._services, self._detail, self._banner, self._device = services, detail, banner, device
        self._reads = Refresh(services.tasks, self._read, tr("Asking the device"))

    @property
    def running(self) -> bool:
        return self._reads.running

    def ask(self) -> None:
        self._reads.ask()

    def ask_anew(self) -> None:
        """For another device, or another tab."""
        self._reads.ask_anew()

    async def _read(self) -> None:
        device = self._device()
        if device is None or self._detail.tab in (FUNCTIONS, ABOUT):  # they come with the device
            return
        try:
            await self._show(device, own=device.id == self._services.node.own_id)
        except FelloeError as error:
            self._detail.runs.entries.show([], more=False)
            self._detail.say_logs(worded(error))
            self._banner.say("offline", worded(error), tr("Try again"), self.ask, about=self)
        else:
            self._banner.drop(self)

    async def _show(self, device: DeviceInfo, *, own: bool) -> None:
        detail, client = self._detail, self._services.node.client
        its_client = client.on(None if own else device.handle)
        if detail.tab == RUNS:
            feed = Feed(client, ActivityQuery(device="" if own else device.handle))
            detail.runs.entries.show(await feed.page(), more=False)
        elif detail.tab == LOGS:
            detail.show_logs((await its_client.logs(200)).lines)
        elif own:
            detail.show_grants((await its_client.grants()).grants)
        else:
            where = tr("What was granted on {device} is seen and changed there.", device=device.name)
            detail.grants.show_grants([], where)
