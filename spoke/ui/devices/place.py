"""The devices: the user's own as a list, one in detail, and the form that joins a hub."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shared.api import DeviceInfo, FoundFunction
from shared.errors import FelloeError, NotPaired
from spoke.node.bodies.events import Event
from spoke.node.bodies.node import Status
from spoke.ui.banner import Banner
from spoke.ui.clock import present
from spoke.ui.controls import ground
from spoke.ui.devices.detail import DeviceDetail
from spoke.ui.devices.device_rows import THIS, alone_rows, device_rows
from spoke.ui.devices.pairing import PairingPage
from spoke.ui.panes import Panes
from spoke.ui.place import Desk, ListColumn
from spoke.ui.tasks import Repeat


class DevicesPlace(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._devices: list[DeviceInfo] = []
        self._functions: list[FoundFunction] = []
        self.current = ""
        self.column = ListColumn(desk, "devices")
        self.detail = DeviceDetail(desk.look)
        self.pairing = PairingPage(desk, self.refresh)
        self.banner = self.detail.banner
        self.notice = Banner(desk.look)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.detail)
        self._pages.addWidget(self.pairing)
        self._all = Repeat(desk.tasks, self._read)
        self.column.rows.chosen.connect(self._choose)
        self.column.search.textChanged.connect(self._show)
        desk.node.status_changed.connect(self._status)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.panes = Panes(desk.look, "devices", self.column, self._page(), list_width=272)
        row.addWidget(self.panes)
        self._show()

    def open(self, device: str) -> None:
        self._choose(device)
        self.column.rows.select(device)

    def focus_list(self) -> None:
        self.column.rows.setFocus()

    def refresh(self) -> None:
        self._all.ask()

    def on_event(self, event: Event) -> None:
        if event.kind in ("devices", "hub", "skills"):
            self._all.ask()

    def _page(self) -> QFrame:
        page = ground("surface")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)
        return page

    async def _read(self) -> None:
        client = self._desk.node.client
        try:
            self._devices = (await client.devices()).devices
            self._functions = (await client.functions()).functions
            self.banner.clear()
        except NotPaired:
            self._devices = []
        except FelloeError as error:
            self.banner.say("neutral", f"{error} What you see is what was known before.", "Try again", self.refresh)
        self._show()

    def _status(self, _: Status) -> None:
        self._show()

    def _show(self) -> None:
        status = self._desk.node.status
        paired = bool(status and status.account)
        self._pages.setCurrentWidget(self.detail if paired else self.pairing)
        if not status or not status.account:
            self.column.rows.show_rows(alone_rows(status), THIS)
            return
        words = self.column.search.text().lower()
        shown = [device for device in self._devices if words in f"{device.name} {device.handle}".lower()]
        if self.current not in [device.id for device in self._devices]:
            self.current = status.account.device_id
        self.column.rows.show_rows(device_rows(shown, status, present()), self.current)
        self._show_detail()

    def _show_detail(self) -> None:
        device = next((device for device in self._devices if device.id == self.current), None)
        status = self._desk.node.status
        if device and status:
            offered = [found for found in self._functions if device.handle in found.devices]
            self.detail.show_device(device, offered, status)

    def _choose(self, key: str) -> None:
        self.current = key
        self._show_detail()
