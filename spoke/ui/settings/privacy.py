"""What leaves this device, what others may answer for it, and how long things are kept."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from shared.timeouts import TIMEOUTS
from spoke.node.bodies.approvals import AnswersFromAfar
from spoke.ui.controls import push
from spoke.ui.place import Desk
from spoke.ui.question import QuestionBar
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.switch import Switch
from spoke.ui.words import later, plural, tr

_LEVELS: tuple[tuple[AnswersFromAfar, str], ...] = (
    ("no", later("Only this device")),
    ("others", later("Others than the one that asks, once")),
    ("once", later("All of mine, once")),
    ("lasting", later("All of mine, also for good")),
)
_DAY = 24 * 3600


class PrivacyPage(SettingsPage):
    def __init__(self, desk: Desk, question: QuestionBar) -> None:
        super().__init__(tr("Privacy and retention"), tr("What may leave this device, and how long things stay."))
        self._desk, self._question = desk, question
        self._trashed = 0
        self.answers = QComboBox()
        self.answers.setFixedHeight(32)
        for level, words in _LEVELS:
            self.answers.addItem(tr(words), level)
        self.local = Switch(desk.look, tr("New chats stay on this device"))
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
        self.answers.activated.connect(lambda _: desk.tasks.start(self._set_answers()))
        self.local.toggled.connect(lambda on: desk.preferences.change(local_chats=on))
        self.empty.clicked.connect(self._ask_to_empty)
        desk.preferences.changed.connect(self._show)
        self._show()

    def shown(self) -> None:
        self._desk.tasks.start(self._read())

    def _show(self) -> None:
        self.local.setChecked(self._desk.preferences.choices.local_chats)

    async def _read(self) -> None:
        client = self._desk.node.client
        self.answers.setCurrentIndex(self.answers.findData(await client.answers_from_afar()))
        trash = await client.sessions(limit=200, where="trash")
        self._trashed = len(trash.sessions)
        more = "+" if trash.next else ""
        self._trash.title.setText(tr("Trash, {count}", count=f"{self._trashed}{more}"))
        self.empty.setEnabled(self._trashed > 0)
        self.empty.setToolTip("" if self._trashed else tr("There is nothing in it."))

    async def _set_answers(self) -> None:
        await self._desk.node.client.set_answers_from_afar(self.answers.currentData())

    def _ask_to_empty(self) -> None:
        chats = plural("%n chat", "%n chats", self._trashed)
        self._question.ask(
            tr("Remove {chats} for good, on all your devices? Nothing brings them back.", chats=chats),
            tr("Remove"),
            tr("Keep"),
            lambda: self._desk.tasks.start(self._purge()),
            self.empty,
        )

    async def _purge(self) -> None:
        await self._desk.node.client.purge_sessions(None)
        await self._read()
