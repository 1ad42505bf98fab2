"""Attached files of the open chat, saved where the person wants them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spoke.ui.event_loop.deferred_imports import TO_WRITE_A_FILE, imported
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.file_dialogs import ask_where

if TYPE_CHECKING:
    from shared.parts import Attachment


class FileSaving(QObject):
    """`saved` says so, in words."""

    saved = Signal(str)

    def __init__(self, services: Services, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._owner = services, owner

    def ask_where(self, attachment: Attachment) -> None:
        name = attachment.name.replace("/", "_")
        ask_where(self._owner, tr("Save the file"), name, lambda path: self.save(attachment, Path(path)))

    def save(self, attachment: Attachment, path: Path) -> None:
        doing = tr("Saving {name}", name=attachment.name)
        maybe = tr("The file may have been written by then.")
        self._services.operations.do(doing, partial(self.save_to, attachment, path), given_up=maybe, looks=True)

    async def save_to(self, attachment: Attachment, path: Path) -> None:
        await imported(TO_WRITE_A_FILE)
        from shared.system.appearing import appearing

        with appearing(path) as part, part.open("wb") as out:
            async for chunk in self._services.node.client.attachment(attachment.sha256):
                out.write(chunk)
        self.saved.emit(tr("Saved {name}.", name=path.name))
