"""The skills: those in reach as a list, what one asks for and offers, and a form to try a function."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spoke.node.bodies.events import Event
from spoke.ui.event_loop.sliced import Building, own_turn
from spoke.ui.i18n.translate import tr
from spoke.ui.list_column import ListColumn
from spoke.ui.navigation import ACTIVITY, SKILLS
from spoke.ui.node.run_figures import figures_of_a_day
from spoke.ui.services import Services
from spoke.ui.skills.dropped import skill_in, skill_words
from spoke.ui.skills.left import Left
from spoke.ui.skills.page import SkillPage
from spoke.ui.skills.reach import Reach, skill_rows
from spoke.ui.skills.skill_actions import SkillActions
from spoke.ui.skills.sources import OURS, ask_for_source
from spoke.ui.skills.try_pane import TryPane
from spoke.ui.widgets.drop_hint import DropHint
from spoke.ui.widgets.focus_order import focus_after_wait
from spoke.ui.widgets.panes import Panes
from spoke.ui.widgets.surfaces import ground
from spoke.ui.work.refresh import Refresh

_UNGRANTED, _WAS_AT = "skills.left ungranted", "skills.was at"


class SkillsPlace(QWidget):
    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.reach = Reach()
        self._known = False
        """What is in reach was read."""

        self.skill = ""
        self.function = ""
        self._closed = False
        """The form was, by a person."""

        self._wanted = ("", "")
        """A skill that is to be shown, and a function of it, once they are known here."""
        self._all = Refresh(services.tasks, self._read, tr("Reading the skills"))
        self.setAcceptDrops(True)
        self.drop_hint = DropHint(services.look, self, [self], lambda _, dragged: skill_words(skill_in(dragged)))

    def build(self) -> Building:
        services = self._services
        self.column = ListColumn(services, tr("skills"), tr("Add a skill"))
        yield from self.column.build()
        yield
        self.pane = TryPane(services)
        yield
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._held = ground("surface")
        self.panes = Panes(services.look, "skills", self.column, self._held, self.pane)
        row.addWidget(self.panes)
        yield
        self.page = SkillPage(services)
        yield from self.page.build()
        self.notice, self.banner, self.banners = self.page.notice, self.page.banner, self.page.banners
        yield
        held = QVBoxLayout(self._held)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self.page)
        yield
        self._connect()
        self.take_over(Left.read(services.preferences.kept(_WAS_AT)))

    def _connect(self) -> None:
        self.column.rows.chosen.connect(self._choose_skill)
        self.column.search.textChanged.connect(self._show)
        if self.column.add:
            self.column.add.clicked.connect(self.add)
        page = self.page
        acts = self.skill_actions = SkillActions(self._services, page)
        acts.changed.connect(self._all.ask)
        acts.removed.connect(self._removed)
        self._services.devices.updated.connect(self._show_devices)
        page.functions.chosen.connect(self._choose_function)
        page.functions.clicked.connect(lambda _: self._open_form())
        page.functions.activated.connect(lambda _: self._open_form())
        page.asked.connect(self._asked)
        page.wants.decided.connect(lambda want, verdict: acts.decide(self.skill, want, verdict))
        page.wants.secret.connect(acts.keep_secret)
        page.changed.answered.connect(self._answer_change)
        page.versions.use.connect(self._use_version)
        page.versions.remove.connect(lambda digest: acts.remove_version(self.skill, digest))
        page.install.installed.connect(self._came_in)
        page.install.left.connect(self._leave_install)
        self.panes.width_changed.connect(lambda _: self._arrange())
        self.pane.close_pane.clicked.connect(self.panes.close_right)
        self.panes.right_closed.connect(lambda: self._keep_closed(True))
        self.pane.changed.connect(self.keep)

    @property
    def search(self) -> QWidget:
        return self.column.search

    def focus_list(self) -> None:
        self.column.focus_rows()
        self._all.ask()

    def refresh(self) -> None:
        self._all.ask()

    def on_event(self, event: Event) -> None:
        if event.kind in ("skills", "devices", "hub", "grants", "runs", "reset"):
            self._all.ask()

    def open(self, skill: str, function: str = "") -> None:
        """Show a skill, or the form of one of its functions."""
        self.column.search.clear()
        self._wanted = (skill, function)
        self._show()
        if function:
            self._open_form()

    def open_path(self, path: str) -> None:
        """The form of `skill.function`, or of `device:skill.function`, with the focus in its first field."""
        device, _, name = path.rpartition(":")
        skill, _, function = name.rpartition(".")
        self.open(skill, function)
        if device:
            self.pane.choose_device(device)
        form = self.pane.form
        first = form.first.control if form.first else self.pane.run
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def take_over(self, left: Left) -> None:
        """Go on where a window before this one was."""
        self.pane.take_over(left.typed, left.device)
        self._wanted, self._closed = (left.skill, left.function), left.closed
        self._show()

    def keep(self) -> None:
        """For a window that comes after this one was killed."""
        typed = self.pane.kept
        self._services.preferences.keep(_WAS_AT, self.left.written(typed), typed=typed)

    @property
    def left(self) -> Left:
        skill, function = self._wanted if self._wanted[0] else (self.skill, self.function)
        return Left(skill, function, self.pane.chosen_device, self.pane.typed, self._closed)

    def add(self) -> None:
        self._services.navigation.place.emit(SKILLS)
        button, page = self.column.add, self.page
        if button and button.isVisible():
            at = button.mapToGlobal(button.rect().bottomLeft())
        else:
            at = page.mapToGlobal(page.rect().center())
        ask_for_source(self, button or page.more, at, self.look_at)

    def look_at(self, path: str) -> None:
        """Show what the skills at `path` ask for, before anything is kept."""
        self.page.show_install()
        self.panes.open_right(False)
        self.page.install.look_at(path, list(self.reach.installed))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if skill_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        if path := skill_in(event.mimeData()):
            event.acceptProposedAction()
            self.look_at(path)

    # --- what is shown ---

    async def _read(self) -> None:
        client = self._services.node.client
        found = await client.functions()
        installed = (await client.skills()).skills
        left = self._services.preferences.kept(_UNGRANTED, [])
        self.reach = Reach(
            functions=tuple(found.functions),
            installed=tuple(installed),
            devices=self._services.devices.all,
            here=self._services.node.own_handle,
            grants=tuple((await client.grants()).grants),
            secrets={each.name: each for each in (await client.secrets()).secrets},
            figures=await figures_of_a_day(client),
            left=frozenset(str(each) for each in left) if isinstance(left, list) else frozenset(),
        )
        self._known = True
        self.page.say_left_out(found.left_out)
        await own_turn()
        shown = self.skill
        self._show_skills()
        if shown in ("", self.skill):  # else what is pressed on its page would be done to another skill
            await own_turn()
        self._show_skill()
        await own_turn()
        self._show_function()

    def _show_devices(self) -> None:
        before = {device.handle for device in self.reach.devices}
        self.reach = replace(self.reach, devices=self._services.devices.all, here=self._services.node.own_handle)
        self._show()
        if before != {device.handle for device in self.reach.devices}:
            self._all.ask()  # who offers what is known by handles, and one that was renamed has another

    def _show(self) -> None:
        if self._known:
            self._show_skills()
            self._show_skill()
            self._show_function()

    def _show_skills(self) -> None:
        words = self.column.search.text()
        names = self.reach.find(words)
        if self._wanted[0] in names:  # what was read before it came in does not know it yet
            (self.skill, self.function), self._wanted = self._wanted, ("", "")
        if self.skill not in names:
            self.skill = names[0] if names else ""
            self.function = ""
        self.column.rows.show_rows(skill_rows(self.reach, names), self.skill, of=words)

    def _show_skill(self) -> None:
        functions = self.reach.functions_of(self.skill, self.column.search.text())
        if self.function not in [found.info.function for found in functions]:
            self.function = functions[0].info.function if functions else ""
        self.page.show_skill(self.reach, self.skill, functions, self.function)

    def _show_function(self) -> None:
        functions = self.reach.functions_of(self.skill, self.column.search.text())
        found = next((one for one in functions if one.info.function == self.function), None)
        self.pane.show_function(found, self.reach.choices(found) if found else [])
        self._arrange()

    def _arrange(self) -> None:
        """Where there is room, the form stands beside the functions until it is closed; else it comes when one is
        chosen."""
        if self.panes.width_class == "wide" and not self._closed:
            self.panes.open_right(bool(self.function) and self.page.on_skill)

    def _choose_skill(self, name: str) -> None:
        self.skill, self.function, self._wanted = name, "", ("", "")
        self.page.show_install(False)
        self.page.question.hide()
        self._show_skill()
        self._show_function()
        self.keep()
        if self.panes.list_is_drawer:
            self.panes.open_list(False)

    def _choose_function(self, name: str) -> None:
        self.function, self._wanted = name, ("", "")
        self.keep()
        self._show_function()

    def _open_form(self) -> None:
        self._keep_closed(False)
        if self.function:
            self.panes.open_right()

    def _keep_closed(self, closed: bool) -> None:
        self._closed = closed
        self.keep()

    # --- what a person wants ---

    def _asked(self, what: str) -> None:
        match what:
            case "add":
                self.add()
            case "ours":
                self.look_at(OURS)
            case "instructions":
                self.skill_actions.show_instructions(self.skill)
            case "remove":
                if skill := self.reach.skill_here(self.skill):
                    self.skill_actions.remove(skill)
            case "update":
                self._look_for_update()
            case "runs":
                self._services.navigation.place.emit(ACTIVITY)
                self._services.navigation.runs_of.emit(f"{self.skill}.")

    def _look_for_update(self) -> None:
        skill = self.reach.skill_here(self.skill)
        if skill and skill.active:
            source = skill.active.source
            self.look_at(source.path if source.kind == "zip" else str(Path(source.path) / source.inner))

    def _use_version(self, digest: str) -> None:
        skill = self.reach.skill_here(self.skill)
        if skill is not None:
            self.skill_actions.use_version(skill, digest)

    def _answer_change(self, word: str) -> None:
        skill, old = self.reach.skill_here(self.skill), self.reach.changed(self.skill)
        if skill is None or old is None:
            return
        if word == "back":
            self._use_version(old.digest)
        elif word == "keep":
            self._services.preferences.keep(_UNGRANTED, [*self.reach.left, skill.digest])
            self._all.ask()
        else:
            self.skill_actions.grant_again(skill, old.digest, self.reach.grants)

    def _came_in(self, name: str) -> None:
        self._wanted = (name, "")
        self.column.search.clear()
        self._all.ask()

    def _removed(self) -> None:
        """Another skill's page is to come: the focus must not be at its Remove."""
        if self.page.isAncestorOf(self.focusWidget() or self):
            self.column.rows.setFocus()

    def _leave_install(self) -> None:
        focus_after_wait(self.page, self.column.rows)
        self.page.show_install(False)
        self._show()
