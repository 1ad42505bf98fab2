"""The hub that this device belongs to: joining, leaving, and the chats that another account left here."""

from __future__ import annotations

from urllib.parse import urlsplit

from spoke.node.bodies.node import Account, Status
from spoke.node.bodies.sessions import ChosenSessions
from spoke.ui.clock import past, present
from spoke.ui.controls import breakable, chip, label, push, reink, short_words
from spoke.ui.devices.pairing import PairingCard
from spoke.ui.node_sentences import worded
from spoke.ui.place import Desk
from spoke.ui.question import QuestionBar
from spoke.ui.settings.blocks import SettingsPage, below
from spoke.ui.settings.refused import RefusedGroup
from spoke.ui.sync_foot import waiting_words
from spoke.ui.words import later, plural, tr

_STATES = {
    "none": (later("Not paired"), "neutral"),
    "connecting": (later("Connecting"), "neutral"),
    "online": (later("Online"), "ok"),
    "offline": (later("Offline"), "neutral"),
}


class AccountPage(SettingsPage):
    def __init__(self, desk: Desk, question: QuestionBar) -> None:
        super().__init__(
            tr("Account and hub"), tr("A hub of your own lets chats sync and devices call each other."), desk.tasks
        )
        self._desk, self._question = desk, question
        self.state = chip(desk.look)
        self.sync, self.leave = push(tr("Sync now")), push(tr("Leave the hub…"), "danger")
        self.offer = push(tr("Let them sync"))
        self._device, self._synced = label(ink="second", wrap=True), label(ink="second", wrap=True)
        self.pairing = PairingCard(desk, lambda: None)
        self._apart = self.put(below(18, self.pairing))
        self._joined = self.group()
        self._user = self._joined.row(" ", " ", self.state)
        self._joined.row(tr("This device"), tr("Rename it under Devices."), self._device)
        self._joined.row(tr("Chats"), "", self._synced, self.sync)
        self._joined.row(
            tr("Leave the hub"), tr("Chats and skills stay here. Your other devices lose this one."), self.leave
        )
        self.refused = self.put(RefusedGroup(desk, question))
        self._kept = self.group(tr("From another account"))
        self._kept_row = self._kept.row(" ", tr("They stay on this device until you let them sync."), self.offer)
        self._kept.hide()
        self.sync.clicked.connect(lambda: desk.deeds.do(tr("Syncing"), self._sync, by=self.sync))
        self.leave.clicked.connect(self._ask_to_leave)
        self.offer.clicked.connect(lambda: desk.deeds.do(tr("Letting the chats sync"), self._offer, by=self.offer))
        desk.node.status_changed.connect(self._show)
        self._joined.hide()
        if desk.node.status:
            self._show(desk.node.status)

    def _show(self, status: Status) -> None:
        self._apart.setVisible(status.account is None)
        self._joined.setVisible(status.account is not None)
        if status.account:
            self._show_account(status, status.account)

    def _show_account(self, status: Status, account: Account) -> None:
        word, kind = _STATES[status.hub]
        self.state.setText(tr(word))
        reink(self.state, chip=kind)
        where = breakable(urlsplit(account.hub_url).netloc)
        self._user.say(short_words(tr("Signed in as {user}", user=account.user)), where)
        self._device.setText(breakable(f"{account.name} · {account.handle}"))
        self._synced.setText(waiting_words(status.sync) or tr("Everything synced"))
        self._joined.note.setVisible(status.hub_problem is not None)
        if status.hub_problem:
            since = past(status.hub_since_ms, present()) if status.hub_since_ms else "–"
            self._joined.note.setText(
                tr("No hub since {since}. {problem}", since=since, problem=worded(status.hub_problem))
            )

    async def read(self) -> None:
        await self.refused.read()
        sessions = (await self._desk.node.client.sessions(limit=500)).sessions
        kept = sum(1 for session in sessions if session.stays == "kept")
        self._kept.setVisible(bool(kept))
        self._kept_row.say(
            plural("%n chat is kept from another account", "%n chats are kept from another account", kept),
            self._kept_row.second.text(),
        )

    async def _offer(self) -> None:
        await self._desk.node.client.offer(ChosenSessions(all=True))
        await self.read()

    async def _sync(self) -> None:
        try:
            await self._desk.node.client.sync()
        finally:
            await self._desk.node.refresh_status()

    def _ask_to_leave(self) -> None:
        status = self._desk.node.status
        if not status or not status.account:
            return
        hub = urlsplit(status.account.hub_url).hostname
        self._question.ask(
            tr("Leave {hub}? Chats stay here and no longer sync; to come back, pair this device again.", hub=hub),
            tr("Leave"),
            tr("Stay"),
            lambda: self._desk.deeds.do(tr("Leaving the hub"), self._leave, by=self.leave),
            self.leave,
        )

    async def _leave(self) -> None:
        await self._desk.node.client.unpair()
        await self._desk.node.refresh_status()
