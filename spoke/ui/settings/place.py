"""The settings."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spoke.node.bodies.events import Event
from spoke.ui.banner import Banner
from spoke.ui.controls import ground, label
from spoke.ui.panes import Panes
from spoke.ui.place import Desk
from spoke.ui.settings.look_form import LookForm
from spoke.ui.words import tr


class SettingsPlace(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.notice = Banner(desk.look)
        self.banner = Banner(desk.look)
        self.look = LookForm(desk.look)
        self.panes = Panes(desk.look, "settings", None, self._page())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)

    def refresh(self) -> None:
        pass

    def on_event(self, event: Event) -> None:
        pass

    def focus_list(self) -> None:
        self.look.setFocus()

    def open(self, section: str) -> None:
        """Go to a section by its name; empty for the first."""
        self.focus_list()

    def _page(self) -> QFrame:
        page = ground("surface")
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 18, 24, 24)
        inner.setSpacing(12)
        inner.addWidget(label(tr("Settings"), "title"))
        inner.addWidget(self.look)
        inner.addStretch()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        column.addWidget(self.banner)
        column.addLayout(inner, 1)
        return page
