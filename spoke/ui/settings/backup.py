"""A backup of this device into one file, and the way back to one: read, shown, restored, and taken back."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from shared.errors import NodeUnreachable, OutcomeUnknown
from spoke.node.bodies.backups import KeptAside, RestoreLook
from spoke.ui.i18n.figures import past, present, size_text
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.settings.restore_card import RestoreCard
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.file_dialogs import ask_for_file, ask_where
from spoke.ui.widgets.focus_order import focus_kept
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.work.operations import failure

_POLL_S = 0.25


class BackupPage(SettingsPage):
    def __init__(self, services: Services, banner: Banner, question: QuestionBar) -> None:
        super().__init__(
            services,
            tr("Backup"),
            tr("Chats, skills, files, secrets and this device's key in one file. Keep it private."),
        )
        self._services, self._banner, self._question = services, banner, question
        self._awaited: list[str] | None = None
        """While the node ends for a restore and comes back: what was kept before."""
        self.kept_names: list[str] = []
        """Of what restores set aside, the newest first."""

        self._share: float | None = None
        """How much of a backup is read."""

        self.make, self.choose = push(tr("Back up now…")), push(tr("Choose a file…"))
        group = self.group()
        self.row = group.row(tr("Make a backup"), tr("Felloe reads it back, to be sure that it is whole."), self.make)
        self.back = group.row(tr("Go back to a backup"), _first_words(), self.choose)
        self.card = self.put(RestoreCard(), 12)
        self.kept = self.group(tr("Set aside by a restore"))
        self.kept.hide()
        self.make.clicked.connect(self._choose_target)
        self.choose.clicked.connect(self._choose_source)
        self.card.restore.clicked.connect(self._restore)
        self.card.leave.clicked.connect(lambda: services.operations.do(tr("Leaving the backup"), self._drop))
        services.node.state_changed.connect(self._node_state)

    # --- a backup ---

    def _choose_target(self) -> None:
        ask_where(self, tr("Save the backup"), f"felloe-{present():%Y-%m-%d}.zip", self.back_up)

    def back_up(self, path: str) -> None:
        self._services.operations.do(
            tr("Making the backup"), partial(self._make, path), by=self, given_up=tr("No file was written.")
        )

    async def _make(self, path: str) -> None:
        made = await self._services.node.client.backup(path, replace=True)  # the dialog asked
        size = size_text(made.bytes)
        done = tr("Backed up and read back at {time}: {file}, {size}.", time=f"{present():%H:%M}",
                  file=Path(made.path).name, size=size)  # fmt: skip
        self.row.say(self.row.title.text(), done)
        announce(self.row, done)

    # --- the way back ---

    def _choose_source(self) -> None:
        filters = (tr("Backups (*.zip)"), tr("All files (*)"))
        ask_for_file(self, tr("Choose a backup"), self.look_at, filters)

    def look_at(self, path: str) -> None:
        """Read a backup to its end, and show what it holds."""
        self._look_at(path)

    def undo(self, name: str) -> None:
        """Go back to what a restore set aside."""
        self._look_at(kept=name)

    def _look_at(self, path: str | None = None, kept: str | None = None) -> None:
        unchanged = tr("Nothing was changed.")
        self._services.operations.do(
            tr("Reading the backup"),
            partial(self._read, path, kept),
            by=self,
            note=lambda: unchanged,
            given_up=unchanged,
            share=lambda: self._share,
            looks=True,
        )

    async def _read(self, path: str | None, kept: str | None) -> None:
        self.card.hide()
        self._say_back(tr("Reading it, and checking each file…"))
        self._share = None
        watching = asyncio.ensure_future(self._watch())
        try:
            look = await self._services.node.client.read_backup(path, kept=kept)
        finally:
            self._say_back(_first_words())
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        self._show_look(look)

    async def _watch(self) -> None:
        """How far it is, as often as one looks: it changes with each file, and an event for each would wake all."""
        while True:
            await asyncio.sleep(_POLL_S)
            state = await self._services.node.client.restore_state()
            self._share = state.done / state.total if state.total else None

    async def read(self) -> None:
        state = await self._services.node.client.restore_state()
        self._show_kept(state.kept)
        if state.look and self.card.isHidden() and self._awaited is None:
            self._show_look(state.look)

    async def _drop(self) -> None:
        self.card.hide()
        self.choose.setFocus()
        await self._services.node.client.drop_backup()
        self.card.hide()  # a look that was read meanwhile had it still

    def _restore(self) -> None:
        self._services.operations.do(tr("Restoring"), self._put_back, by=self, ended=self._not_put_back)

    async def _put_back(self) -> None:
        self.card.busy(True)
        self._awaited = self.kept_names
        self._say_back(tr("Felloe's node ends, and starts with what the backup holds…"))
        try:
            await self._services.node.client.restore_backup()
        except (NodeUnreachable, OutcomeUnknown) as error:  # what it comes back with says which it is
            self._say_back(failure(tr("Restoring"), error))
        finally:
            self.card.busy(False)
            if self.isVisible():
                self.choose.setFocus()
            self.card.hide()

    def _not_put_back(self) -> None:
        self._awaited = None
        self._say_back(_first_words())

    def _node_state(self, state: str) -> None:
        if state == "online" and self._awaited is not None:
            self._services.tasks.start(self._restored())

    async def _restored(self) -> None:
        """Back again: with what the backup held, or, where it could not be put in place, with what was there."""
        try:
            state = await self._services.node.client.restore_state()
        except NodeUnreachable:
            return
        known, ends = self._awaited, state.state == "ready"
        if ends or known is None:  # the node that is to end was met once more
            return
        self._awaited = None
        self._show_kept(state.kept)
        newest = state.kept[0].name if state.kept else ""
        if not newest or newest in known:
            self._say_back(tr("It could not be put in place. All is as it was; see the log under Devices."))
            return
        self._say_back(_first_words())
        self._banner.say(
            "neutral", tr("Restored. What was here is kept below."), tr("Undo"), partial(self.undo, newest)
        )

    # --- what is shown ---

    def _show_look(self, look: RestoreLook) -> None:
        status = self._services.node.status
        if status:
            self.card.say(look, status)
        self.card.show()
        self.ensureWidgetVisible(self.card)
        if self.isVisible():
            self.card.leave.setFocus()

    def _show_kept(self, kept: list[KeptAside]) -> None:
        self.kept_names = [each.name for each in kept]
        with focus_kept(self.kept):
            self.kept.clear()
            self.kept.setVisible(bool(kept))
            for each in kept:
                self._show_one(each)

    def _show_one(self, kept: KeptAside) -> None:
        when = past(kept.at_ms, present())
        back, remove = push(tr("Go back to it…")), push(tr("Delete…"), "danger")
        back.setAccessibleName(tr("Go back to what was here until {when}", when=when))
        remove.setAccessibleName(tr("Delete what was here until {when}", when=when))
        back.clicked.connect(partial(self.undo, kept.name))
        remove.clicked.connect(partial(self._ask_to_remove, kept.name, when, remove))
        self.kept.row(tr("What was here until {when}", when=when), size_text(kept.bytes), back, remove)

    def _ask_to_remove(self, name: str, when: str, asked_by: QWidget, _: bool = False) -> None:
        self._question.ask(
            tr("Delete for good what was here until {when}?", when=when),
            tr("Delete"),
            tr("Keep"),
            lambda: self._services.operations.do(tr("Deleting what was set aside"), partial(self._remove, name)),
            asked_by,
        )

    async def _remove(self, name: str) -> None:
        await self._services.node.client.remove_kept(name)
        await self.read()

    def _say_back(self, second: str) -> None:
        self.back.say(self.back.title.text(), second)


def _first_words() -> str:
    return tr("It is read and shown first. What is here now is set aside, not lost.")
