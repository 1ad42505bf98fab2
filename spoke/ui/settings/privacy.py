"""What leaves this device, what others may answer for it, and how long things are kept."""

from __future__ import annotations

from functools import partial

from shared.timeouts import TIMEOUTS
from spoke.node.bodies.approvals import AnswersFromAfar
from spoke.ui.i18n.translate import later, plural, tr
from spoke.ui.services import Services
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.choice import Choice
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.widgets.switch import Switch

_LEVELS: tuple[tuple[AnswersFromAfar, str], ...] = (
    ("no", later("Only this device")),
    ("others", later("Others than the one that asks, once")),
    ("once", later("All of mine, once")),
    ("lasting", later("All of mine, also for good")),
)
_DAY = 24 * 3600


class PrivacyPage(SettingsPage):
    def __init__(self, services: Services, question: QuestionBar) -> None:
        super().__init__(
            services, tr("Privacy and retention"), tr("What may leave this device, and how long things stay.")
        )
        self._services, self._question = services, question
        self._trashed = 0
        self._level: AnswersFromAfar = "once"
        """What the node holds."""

        self.answers = Choice()
        self.answers.setFixedHeight(32)
        for level, words in _LEVELS:
            self.answers.addItem(tr(words), level)
        self.local = Switch(services.look, tr("New chats stay on this device"))
        self.empty = push(tr("Empty the trash…"), "danger")
        asks = self.group(tr("Questions"))
        asks.row(
            tr("Who may answer what this device asks"),
            tr("When a skill here wants something that is not granted."),
            self.answers,
        )
        chats = self.group(tr("Chats"))
        chats.row(
            tr("New chats stay on this device"),
            tr("They never reach the hub, unless you let one sync later."),
            self.local,
        )
        days = round(TIMEOUTS.trash / _DAY)
        self._trash = chats.row(
            tr("Trash"), plural("Deleted for good after %n day.", "Deleted for good after %n days.", days), self.empty
        )
        self.answers.activated.connect(self._choose_answers)
        self.local.toggled.connect(lambda on: services.preferences.change(local_chats=on))
        self.empty.clicked.connect(self._ask_to_empty)
        services.preferences.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.local.setChecked(self._services.preferences.choices.local_chats)

    async def read(self) -> None:
        client = self._services.node.client
        self._show_level(await client.answers_from_afar())
        trash = await client.sessions(limit=200, where="trash")
        self._trashed = len(trash.sessions)
        more = "+" if trash.next else ""
        self._trash.title.setText(tr("Trash, {count}", count=f"{self._trashed}{more}"))
        self.empty.setEnabled(self._trashed > 0)
        self.empty.setToolTip("" if self._trashed else tr("There is nothing in it."))

    def _show_level(self, level: AnswersFromAfar) -> None:
        self._level = level
        self.answers.setCurrentIndex(self.answers.findData(level))

    def _choose_answers(self, _: int) -> None:
        work = partial(self._set_answers, self.answers.currentData(), self._level)
        self._services.operations.do(tr("Setting who may answer"), work, ended=lambda: self._show_level(self._level))

    async def _set_answers(self, level: AnswersFromAfar, before: AnswersFromAfar | None) -> None:
        """`before`: what it can be taken back to."""
        await self._services.node.client.set_answers_from_afar(level)
        self._show_level(level)
        if before and before != level:
            said = tr("May answer now: {who}.", who=tr(dict(_LEVELS)[level]))
            self._services.undo.offer(said, lambda: self._set_answers(before, None))

    def _ask_to_empty(self) -> None:
        chats = plural("%n chat", "%n chats", self._trashed)
        self._question.ask(
            tr("Remove {chats} for good, on all your devices? Nothing brings them back.", chats=chats),
            tr("Remove"),
            tr("Keep"),
            lambda: self._services.operations.do(tr("Emptying the trash"), self._purge, by=self.empty),
            self.empty,
        )

    async def _purge(self) -> None:
        await self._services.node.client.purge_sessions(None)
        await self.read()
