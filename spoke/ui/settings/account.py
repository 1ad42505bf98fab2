"""The hub that this device belongs to: joining, leaving, and the chats that another account left here."""

from __future__ import annotations

from urllib.parse import urlsplit

from spoke.node.bodies.node import Account, Status
from spoke.node.bodies.sessions import ChosenSessions
from spoke.ui.devices.pairing import PairingCard
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import later, plural, tr
from spoke.ui.services import Services
from spoke.ui.settings.blocks import SettingsPage, below
from spoke.ui.settings.refused import RefusedGroup
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.focus_order import focus_kept
from spoke.ui.widgets.labels import breakable, chip, label, short_words
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.widgets.surfaces import restyle
from spoke.ui.widgets.sync_foot import waiting_words

_STATES = {
    "none": (later("Not paired"), "neutral"),
    "connecting": (later("Connecting"), "neutral"),
    "online": (later("Online"), "ok"),
    "offline": (later("Offline"), "neutral"),
}


class AccountPage(SettingsPage):
    def __init__(self, services: Services, question: QuestionBar) -> None:
        super().__init__(
            services, tr("Account and hub"), tr("A hub of your own lets chats sync and devices call each other.")
        )
        self._services, self._question = services, question

    def build(self) -> Building:
        services = self._services
        self.state = chip(services.look)
        self.sync, self.leave = push(tr("Sync now")), push(tr("Leave the hub…"), "danger")
        self.offer = push(tr("Let them sync"))
        self._device, self._synced = label(ink="second", wrap=True), label(ink="second", wrap=True)
        self.pairing = PairingCard(services, lambda: None)
        self._apart = self.put(below(18, self.pairing))
        yield
        self._joined = self.group()
        self._user = self._joined.row(" ", " ", self.state)
        self._joined.row(tr("This device"), tr("Rename it under Devices."), self._device)
        self._joined.row(tr("Chats"), "", self._synced, self.sync)
        self._joined.row(
            tr("Leave the hub"), tr("Chats and skills stay here. Your other devices lose this one."), self.leave
        )
        yield
        self.refused = self.put(RefusedGroup(services, self._question))
        self._kept = self.group(tr("From another account"))
        self._kept_row = self._kept.row(" ", tr("They stay on this device until you let them sync."), self.offer)
        self._kept.hide()
        yield
        self.sync.clicked.connect(lambda: services.operations.do(tr("Syncing"), self._sync, by=self.sync))
        self.leave.clicked.connect(self._ask_to_leave)
        self.offer.clicked.connect(
            lambda: services.operations.do(tr("Letting the chats sync"), self._offer, by=self.offer)
        )
        services.node.status_changed.connect(self._show)
        self._joined.hide()
        if services.node.status:
            self._show(services.node.status)

    def _show(self, status: Status) -> None:
        if self._joined.isHidden() == (status.account is not None):
            with focus_kept(self):
                self._apart.setVisible(status.account is None)
                self._joined.setVisible(status.account is not None)
        if status.account:
            self._show_account(status, status.account)

    def _show_account(self, status: Status, account: Account) -> None:
        word, kind = _STATES[status.hub]
        self.state.setText(tr(word))
        restyle(self.state, chip=kind)
        where = breakable(urlsplit(account.hub_url).netloc)
        self._user.say(short_words(tr("Signed in as {user}", user=account.user)), where)
        named = (account.name,) if account.name == account.handle else (account.name, account.handle)
        self._device.setText(breakable(" · ".join(named)))
        self._synced.setText(waiting_words(status.sync) or tr("Everything synced"))
        self._joined.note.setVisible(status.hub_problem is not None)
        if status.hub_problem:
            since = past(status.hub_since_ms, present()) if status.hub_since_ms else "–"
            self._joined.note.setText(
                tr("No hub since {since}. {problem}", since=since, problem=worded(status.hub_problem))
            )

    async def read(self) -> None:
        await self.refused.read()
        sessions = (await self._services.node.client.sessions(limit=500)).sessions
        kept = sum(1 for session in sessions if session.stays == "kept")
        self._kept.setVisible(bool(kept))
        self._kept_row.say(
            plural("%n chat is kept from another account", "%n chats are kept from another account", kept),
            self._kept_row.second.text(),
        )

    async def _offer(self) -> None:
        await self._services.node.client.offer(ChosenSessions(all=True))
        await self.read()

    async def _sync(self) -> None:
        try:
            await self._services.node.client.sync()
        finally:
            await self._services.node.refresh_status()

    def _ask_to_leave(self) -> None:
        status = self._services.node.status
        if not status or not status.account:
            return
        hub = urlsplit(status.account.hub_url).hostname
        self._question.ask(
            tr("Leave {hub}? Chats stay here and no longer sync; to come back, pair this device again.", hub=hub),
            tr("Leave"),
            tr("Stay"),
            lambda: self._services.operations.do(tr("Leaving the hub"), self._leave, by=self.leave),
            self.leave,
        )

    async def _leave(self) -> None:
        await self._services.node.client.unpair()
        await self._services.node.refresh_status()
