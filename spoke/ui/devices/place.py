"""The devices: the user's own as a list, one in detail with what happens there, and the ways to pair another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shared.api import DeviceInfo
from spoke.node.bodies.events import Event
from spoke.node.bodies.node import Status
from spoke.ui.devices.detail import GRANTS, DeviceDetail
from spoke.ui.devices.device_actions import DeviceActions
from spoke.ui.devices.device_monitor import DeviceMonitor
from spoke.ui.devices.device_rows import THIS, alone_rows, device_rows
from spoke.ui.devices.device_view import DeviceView, view_of
from spoke.ui.devices.live import LivePane
from spoke.ui.devices.new_device import NewDevicePage
from spoke.ui.devices.pairing import PairingPage
from spoke.ui.devices.tab_reading import TabReading
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.figures import present
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.list_column import ListColumn
from spoke.ui.navigation import ACTIVITY
from spoke.ui.services import Services
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.banner_layer import BannerLayer
from spoke.ui.widgets.layouts import turn_to
from spoke.ui.widgets.panes import Panes
from spoke.ui.widgets.surfaces import ground
from spoke.ui.work.refresh import Refresh

_LIVE = 316
_AGAIN_MS = 2_000


class DevicesPlace(QWidget):
    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._shown: DeviceView | None = None
        self.current = ""
        self._pages = QStackedWidget()
        self._nothing = QWidget()
        """Until it is known which devices there are."""

        self._pages.addWidget(self._nothing)
        self._monitor = DeviceMonitor(services)
        self._one = Refresh(services.tasks, self._read_device, tr("Asking the device"))
        self._later = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        """A device that is online could not be asked: one that was renamed is away for a moment."""

        self._later.timeout.connect(self._ask_again)

    def build(self) -> Building:
        services = self._services
        self.column = ListColumn(services, tr("devices"), tr("Pair a new device"))
        yield from self.column.build()
        yield
        self.live = LivePane(services)
        self.banner, self.notice = Banner(services.look), Banner(services.look)
        yield
        self.panes = Panes(
            services.look,
            "devices",
            self.column,
            self._page(),
            self.live,
            right_width=_LIVE,
            right_closes=False,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)
        yield
        self.detail = DeviceDetail(self._services)
        yield
        yield from self.detail.build()
        yield
        self._put(self.detail)
        yield
        self.pairing = PairingPage(self._services, self._paired)
        self._put(self.pairing)
        yield
        self.new_device = NewDevicePage(self._services)
        self._put(self.new_device)
        yield
        self._tab = TabReading(services, self.detail, self.banner, lambda: self._device)
        self._connect()
        self._show_devices()

    @property
    def search(self) -> QWidget:
        return self.column.search

    def focus_list(self) -> None:
        self.column.focus_rows()
        self._services.devices.refresh()

    def refresh(self) -> None:
        self._monitor.count_calls()

    def on_event(self, event: Event) -> None:
        if event.kind in ("hub", "calls", "reset"):
            self._monitor.count_calls()
        if event.kind in ("skills", "runs", "calls") and self.isVisible():
            self._one.ask()
        if event.kind == "grants" and self.detail.tab == GRANTS:
            self._tab.ask()

    def open(self, device: str) -> None:
        """Show a device by its id."""
        self.column.search.clear()
        self._choose(device)
        self._show()

    def _paired(self) -> None:
        self._services.devices.refresh()
        if self.isVisible():
            self.column.rows.setFocus()
        status = self._services.node.status
        if status and status.account:
            self.banner.say(
                "neutral", tr("Paired as {device} of {user}.", device=status.account.name, user=status.account.user)
            )

    def _ask_again(self) -> None:
        if self.isVisible():
            self._one.ask()

    def _revoked(self) -> None:
        """Its page goes, and with it what had the focus."""
        if self.detail.isAncestorOf(self.focusWidget() or self):
            self.column.rows.setFocus()
        self._services.devices.refresh()

    def begin_pairing(self) -> None:
        if self.panes.list_is_drawer:
            self.panes.open_list(False)
        self.pairing.card.string.setFocus()

    def pair_new(self) -> None:
        turn_to(self._pages, self.new_device)
        self.panes.open_right(False)
        self.new_device.begin()

    def _connect(self) -> None:
        self.column.rows.chosen.connect(self._choose)
        self.column.search.textChanged.connect(self._show)
        if self.column.add:
            self.column.add.clicked.connect(self.pair_new)
        self._services.node.status_changed.connect(self._status)
        self._services.devices.updated.connect(self._show_devices)
        self._monitor.changed.connect(self._show)
        self.new_device.left.connect(self._leave_new)
        detail = self.detail
        detail.tab_opened.connect(lambda _: self._tab.ask_anew())
        acts = self.device_actions = DeviceActions(self._services, detail, self.banner)
        acts.revoked.connect(self._revoked)
        acts.exposed.connect(self._one.ask)
        acts.granted.connect(self._tab.ask)
        detail.renamed.connect(partial(self._with_device, acts.rename))
        detail.revoke.clicked.connect(lambda: self._with_device(acts.revoke))
        detail.open.clicked.connect(self._open_device)
        detail.runs.activated.connect(lambda _: self._open_device())
        detail.exposure.exposed.connect(partial(self._with_device, acts.expose))
        detail.grants.revoked.connect(acts.revoke_grant)
        QShortcut(QKeySequence("F2"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
            detail.ask_name
        )
        detail.live.clicked.connect(self._open_live)
        self.live.close_pane.clicked.connect(self.panes.close_right)
        self.panes.width_changed.connect(lambda _: self._arrange())

    def _put(self, page: QWidget) -> None:
        self._pages.addWidget(page)

    def _page(self) -> QFrame:
        page = ground("surface")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        self.banners = BannerLayer(self._services.look, page, self._pages, (self.notice, self.banner))
        return page

    # --- what is read ---

    async def _read_device(self) -> None:
        """What the device on the page offers, as it says itself."""
        device = self._device
        if device is None:
            return
        own = device.id == self._services.node.own_id
        shown = await view_of(self._services.node.client, device, own=own)
        if shown.passing:
            self._later.start()
        if self.current == device.id:
            self._shown = shown
            self._show_detail()

    # --- what is shown ---

    @property
    def _device(self) -> DeviceInfo | None:
        return next((device for device in self._services.devices.all if device.id == self.current), None)

    def _status(self, _: Status) -> None:
        self._show()

    def _show_devices(self) -> None:
        problem = self._services.devices.problem
        if problem is None:
            self.banner.drop(self)
        else:
            said = tr("{why} What you see is what was known before.", why=worded(problem))
            self.banner.say("offline", said, tr("Try again"), self._services.devices.refresh, about=self)
        self._show()
        self._one.ask()
        if self.isVisible():
            self._monitor.measure()

    def _show(self) -> None:
        status = self._services.node.status
        paired = bool(status and status.account)
        if self.column.add:
            self.column.add.setVisible(paired)
        if status is None:
            return
        if not status.account:
            turn_to(self._pages, self.pairing)
            self.column.rows.show_rows(alone_rows(status), THIS)
            self.panes.open_right(False)
            return
        words = self.column.search.text().lower()
        shown = [device for device in self._services.devices.all if words in f"{device.name} {device.handle}".lower()]
        if self.current not in [device.id for device in self._services.devices.all]:
            self.current = status.account.device_id
        self.column.rows.show_rows(device_rows(shown, status, self._monitor.metrics, present()), self.current, of=words)
        self._show_detail()

    def _show_detail(self) -> None:
        device, status = self._device, self._services.node.status
        if device is None or status is None:
            return
        if self._pages.currentWidget() in (self._nothing, self.pairing):
            turn_to(self._pages, self.detail)
        self._arrange()
        known = self._shown if self._shown and self._shown.device.id == device.id else None
        own = device.id == self._services.node.own_id
        fresh = replace(known, device=device) if known else DeviceView(device, own)
        self.detail.show_device(fresh, status, self._monitor.metrics)
        self.live.watch(device.handle, own=own, online=own or device.state == "online", name=device.name)

    def _arrange(self) -> None:
        wide = self.panes.width_class == "wide"
        self.detail.live.setVisible(not wide)
        self.live.close_pane.setVisible(not wide)
        if wide:
            self.panes.open_right(self._pages.currentWidget() is self.detail)

    def _open_live(self) -> None:
        self.panes.open_right()
        self.live.view.setFocus()

    def _choose(self, key: str) -> None:
        if key == THIS:
            return
        self.current = key
        self._shown = None
        turn_to(self._pages, self.detail)
        self._show_detail()
        self._one.ask_anew()
        self._tab.ask_anew()
        if self.panes.list_is_drawer:
            self.panes.open_list(False)

    # --- what a person wants ---

    def _open_device(self) -> None:
        """What it does, as it happens: beside its page where there is room, and all of it in the activity."""
        device = self._device
        if device:
            self._services.navigation.place.emit(ACTIVITY)
            self._services.navigation.device_runs.emit(device.handle)

    def _with_device(self, act: Callable[..., None], *arguments: object) -> None:
        device = self._device
        if device:
            act(device, *arguments)

    def _leave_new(self) -> None:
        turn_to(self._pages, self.detail)
        self._show()
        self.focus_list()
