"""The skills: those in reach as a list, what one asks for and offers, and a form to try a function."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from shared.api import FoundFunction
from shared.errors import HubUnreachable, NotPaired
from spoke.node.bodies.events import Event
from spoke.ui.panes import Panes
from spoke.ui.place import Desk, ListColumn
from spoke.ui.skills.page import SkillPage
from spoke.ui.skills.reach import Reach, skill_rows
from spoke.ui.skills.try_pane import TryPane
from spoke.ui.tasks import Repeat


class SkillsPlace(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reach = Reach((), (), (), "")
        self.column = ListColumn(desk, "skills")
        self.page = SkillPage(desk.look)
        self.pane = TryPane(desk)
        self.skill = ""
        self.function = ""
        self._all = Repeat(desk.tasks, self._read)
        self.column.rows.chosen.connect(self._choose_skill)
        self.column.search.textChanged.connect(self._show)
        self.page.functions.chosen.connect(self._choose_function)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.panes = Panes(desk.look, "skills", self.column, self.page, self.pane, list_width=272)
        self.notice, self.banner = self.page.notice, self.page.banner
        row.addWidget(self.panes)
        self._show()

    def focus_list(self) -> None:
        self.column.rows.setFocus()

    def refresh(self) -> None:
        self._all.ask()

    def on_event(self, event: Event) -> None:
        if event.kind in ("skills", "devices", "hub"):
            self._all.ask()

    def look_for(self, words: str) -> None:
        """Show what fits the words typed after `/`, and go to the first hit."""
        self.skill = self.function = ""
        self.column.search.setText(words.split("(")[0])
        self.column.search.setFocus()

    async def _read(self) -> None:
        client = self._desk.node.client
        functions = (await client.functions()).functions
        installed = (await client.skills()).skills
        try:
            devices = tuple((await client.devices()).devices)
        except (NotPaired, HubUnreachable):  # names and states as they were known before
            devices = self._reach.devices
        account = (await client.status()).account
        here = account.handle if account else ""
        self._reach = Reach(tuple(functions), tuple(installed), devices, here)
        self._show()

    def _show(self) -> None:
        names = self._reach.find(self.column.search.text())
        if self.skill not in names:
            self.skill = names[0] if names else ""
            self.function = ""
        self.column.rows.show_rows(skill_rows(self._reach, names), self.skill)
        self._show_skill()

    def _show_skill(self) -> None:
        functions = self._reach.functions_of(self.skill, self.column.search.text())
        if self.function not in [found.info.function for found in functions]:
            self.function = functions[0].info.function if functions else ""
        self.page.show_skill(self._reach, self.skill, functions, self.function)
        self._show_function(functions)

    def _show_function(self, functions: list[FoundFunction]) -> None:
        found = next((one for one in functions if one.info.function == self.function), None)
        self.pane.show_function(found, self._reach.choices(found) if found else [])
        if self.panes.width_class == "wide" or found is None:
            self.panes.open_right(found is not None)

    def _choose_skill(self, name: str) -> None:
        self.skill, self.function = name, ""
        self._show_skill()

    def _choose_function(self, name: str) -> None:
        self.function = name
        self._show_function(self._reach.functions_of(self.skill, self.column.search.text()))
        self.panes.open_right()
