"""What runs here: versions, where the data lies, where to look when something is wrong."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from spoke.node.bodies.node import Status
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.services import Services
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import label


class AboutPage(SettingsPage):
    def __init__(self, services: Services) -> None:
        super().__init__(services, tr("About"), tr("Felloe runs on this device, and on no server but your own hub."))
        self._services = services
        self._version, self._holds = label(ink="second"), label(ink="second")
        self.show_folder = push(tr("Show the folder"))
        group = self.group()
        group.row(tr("Version"), "", self._version)
        group.row(tr("On this device"), "", self._holds)
        self._data = group.row(tr("Data"), " ", self.show_folder)
        self._damaged = group.row(" ", " ")
        self.show_folder.clicked.connect(self._open_folder)
        services.node.status_changed.connect(self._show)
        if services.node.status:
            self._show(services.node.status)

    async def read(self) -> None:
        await self._services.node.refresh_status()

    def _show(self, status: Status) -> None:
        self._version.setText(f"Felloe {status.version}")
        chats = plural("%n chat", "%n chats", status.sessions)
        self._holds.setText(f"{chats} · {plural('%n skill', '%n skills', status.skills)}")
        self._data.say(tr("Data"), status.data)
        self._damaged.setVisible(bool(status.damaged))
        self._damaged.say(
            tr("A damaged database was set aside"),
            tr("What could be read was taken over; the hub brings the rest. It lies in {folders}.",
               folders=", ".join(status.damaged)),
        )  # fmt: skip

    def _open_folder(self) -> None:
        if self._services.node.status:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._services.node.status.data))
