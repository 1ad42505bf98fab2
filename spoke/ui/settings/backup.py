"""A backup of this device into one file, and how to come back to one."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QProgressBar

from spoke.ui.banner import Banner
from spoke.ui.clock import present
from spoke.ui.controls import label, push
from spoke.ui.place import Desk
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.words import tr

_RESTORE = "felloe restore FILE"


class BackupPage(SettingsPage):
    def __init__(self, desk: Desk, banner: Banner) -> None:
        super().__init__(
            tr("Backup"), tr("Chats, skills, files, secrets and this device's key in one file. Keep it private.")
        )
        self._desk, self._banner = desk, banner
        self._task: asyncio.Task[None] | None = None
        self.make, self.stop = push(tr("Back up now…")), push(tr("Cancel"))
        self.copy = push(tr("Copy the command"))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(96, 4)
        self._bar.setAccessibleName(tr("The backup is being written"))
        for part in (self._bar, self.stop):
            part.hide()
        group = self.group()
        self.row = group.row(
            tr("Make a backup"), tr("It is read back before it counts."), self._bar, self.stop, self.make
        )
        group.row(
            tr("Go back to a backup"),
            tr("Quit Felloe on this device first. What is here now is set aside, not lost."),
            label(_RESTORE, "code", "second"),
            self.copy,
        )
        self.make.clicked.connect(self._choose)
        self.stop.clicked.connect(self._cancel)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(_RESTORE))

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Where the backup goes"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"felloe-{present():%Y-%m-%d}.zip")
        dialog.fileSelected.connect(self.back_up)
        dialog.open()

    def back_up(self, path: str) -> None:
        if self._task is None:
            self._task = self._desk.tasks.start(self._make(path))

    def _cancel(self) -> None:
        if self._task:
            self._task.cancel()

    async def _make(self, path: str) -> None:
        self._busy(True)
        try:
            made = await self._desk.node.client.backup(path, replace=True)  # the dialog asked
            size = QLocale().formattedDataSize(made.bytes)
            said = tr("Backed up and read back at {time}: {file}, {size}.", time=f"{present():%H:%M}",
                      file=Path(made.path).name, size=size)  # fmt: skip
            self.row.say(self.row.title.text(), said)
        except asyncio.CancelledError:
            self.row.say(self.row.title.text(), tr("Cancelled. There is no file."))
            raise
        finally:
            self._task = None
            self._busy(False)

    def _busy(self, busy: bool) -> None:
        for part in (self._bar, self.stop):
            part.setVisible(busy)
        self.make.setVisible(not busy)
