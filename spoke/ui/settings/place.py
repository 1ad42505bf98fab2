"""The settings: their pages as a list, and the one that is open."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from spoke.node.bodies.events import Event
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import tr
from spoke.ui.list_column import ListColumn
from spoke.ui.look.repainting import paint_later
from spoke.ui.services import Services
from spoke.ui.settings.about import AboutPage
from spoke.ui.settings.account import AccountPage
from spoke.ui.settings.appearance import AppearancePage
from spoke.ui.settings.assistant import AssistantPage
from spoke.ui.settings.backup import BackupPage
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.settings.models import ModelsPage
from spoke.ui.settings.privacy import PrivacyPage
from spoke.ui.settings.sandbox import SandboxPage
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.banner_layer import BannerLayer
from spoke.ui.widgets.layouts import turn_to
from spoke.ui.widgets.panes import Panes
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.widgets.row_model import Row
from spoke.ui.widgets.surfaces import ground

T = TypeVar("T", bound=SettingsPage)
_PAGE = "settings.page"


class SettingsPlace(QWidget):
    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.sections: dict[str, tuple[str, str, SettingsPage]] = {}
        """By name: icon, title, page."""

        self.current = "account"

    def build(self) -> Building:
        services = self._services
        self.column = ListColumn(services, tr("settings"))
        yield from self.column.build()
        yield
        self.notice, self.banner = Banner(services.look), Banner(services.look)
        self.question = question = QuestionBar(services.look)
        self.pages = QStackedWidget()
        yield
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        page = self._page()
        self.panes = Panes(services.look, "settings", self.column, page)
        row.addWidget(self.panes)
        yield
        self.account = yield from self._put("account", "person", tr("Account and hub"), AccountPage(services, question))
        self.models = yield from self._put("models", "model", tr("Models"), ModelsPage(services, question))
        self.assistant = yield from self._put("assistant", "text", tr("Assistant"), AssistantPage(services))
        self.privacy = yield from self._put(
            "privacy", "lock", tr("Privacy and retention"), PrivacyPage(services, question)
        )
        self.appearance = yield from self._put("appearance", "palette", tr("Appearance"), AppearancePage(services))
        self.sandbox = yield from self._put("sandbox", "box", tr("Sandbox"), SandboxPage(services))
        self.backup = yield from self._put(
            "backup", "archive", tr("Backup"), BackupPage(services, self.banner, question)
        )
        yield from self._put("about", "info", tr("About"), AboutPage(services))
        asked = BannerLayer(services.look, page, self.pages, (question,), lambda: True)
        self.banners = BannerLayer(services.look, page, self.pages, (self.notice, self.banner), under=asked)
        self.column.rows.chosen.connect(self._choose)
        self.column.search.textChanged.connect(self._show)
        kept = services.preferences.kept(_PAGE)
        if isinstance(kept, str) and kept in self.sections:
            self.current = kept
            self.pages.setCurrentWidget(self.sections[kept][2])
        self._show()

    def _put(self, name: str, icon: str, title: str, page: T) -> Generator[None, None, T]:
        yield
        self._services.look.picture(icon)  # else all of them are drawn when the list is first painted
        self.sections[name] = (icon, title, page)
        self.pages.addWidget(page)
        yield
        yield from page.build()
        yield
        return page

    def open(self, name: str) -> None:
        """Show one of the pages: `account`, `appearance`, …; the one shown last where the name is empty."""
        self.keep_typed()
        self.current = name if name in self.sections else self.current
        self._services.preferences.keep(_PAGE, self.current)
        page = self.sections[self.current][2]
        paint_later(self.pages)
        turn_to(self.pages, page)
        self.column.rows.select(self.current)
        self.banner.clear()
        self.question.hide()
        page.shown()

    def _choose(self, name: str) -> None:
        self.open(name)
        if self.panes.list_is_drawer:
            self.panes.open_list(False)

    def keep_typed(self) -> None:
        """The page that is open, for another one or for good."""
        self.sections[self.current][2].keep_typed()

    @property
    def search(self) -> QWidget:
        return self.column.search

    def focus_list(self) -> None:
        self.column.focus_rows()
        self.refresh()

    def refresh(self) -> None:
        self.sections[self.current][2].shown()

    def on_event(self, event: Event) -> None:
        """Nothing here changes so often that it must follow: a page reads when it comes up."""

    def _page(self) -> QFrame:
        page = ground("surface")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages, 1)
        return page

    def _show(self) -> None:
        words = self.column.search.text().lower()
        rows = [
            Row(name, title, icon=icon)
            for name, (icon, title, page) in self.sections.items()
            if words in title.lower() or words in page.text
        ]
        self.column.rows.show_rows(rows or [Row("", tr("No setting has this name"))], self.current, of=words)
