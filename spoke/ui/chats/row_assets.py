"""What rows show beside the message itself, fetched once they are there: records of runs, and attached pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap

from shared.errors import FelloeError, NodeUnreachable
from spoke.ui.chats.conversation.model import TurnRow
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.painted.files import PICTURES
from spoke.ui.services import Services

if TYPE_CHECKING:
    from shared.parts import Attachment, CallPart
    from spoke.node.bodies.runs import RunInfo

_PICTURE_BYTES = 12_000_000
_TOGETHER = 4
_SIDE = 1_440
_RUNS = 40
_AT_REST = ("done", "failed", "stopped")


class RowAssets:
    """`changed` is told the turn whose row is to be laid out again."""

    def __init__(self, services: Services, context: RowContext, changed: Callable[[str], None]) -> None:
        self._services, self._context, self._changed = services, context, changed
        self._asked: set[str] = set()
        self._attached: dict[str, tuple[str, Attachment]] = {}
        """Pictures that were asked for, by hash, each with its turn."""

        self._coming: set[str] = set()
        """Those of them that are being fetched."""

        context.pictures.missed = self._fetch
        self._few_files, self._one_picture = asyncio.Semaphore(_TOGETHER), asyncio.Semaphore()
        """A chat may have a thousand files, and a small one may unpack to as much as Qt lets a picture have, 256 MB:
        not all in memory at a time."""

    def look_at(self, rows: list[TurnRow]) -> None:
        """Fetch what these rows miss, the newest first; what cannot be had now is left out."""
        for row in reversed(rows):
            for call in row.turn.calls[-_RUNS:]:
                if call.run and call.state in _AT_REST and call.run not in self._asked:
                    self._asked.add(call.run)
                    self._services.tasks.start(self._record(row.turn.id, call))
            for attachment in row.turn.attachments:
                if attachment.media_type in PICTURES and attachment.sha256 not in self._asked:
                    self._asked.add(attachment.sha256)
                    self._attached[attachment.sha256] = (row.turn.id, attachment)
                    self._fetch(attachment.sha256)

    def _fetch(self, sha: str) -> None:
        """Also one that was here, and is to be painted again."""
        if sha not in self._coming:
            self._coming.add(sha)
            self._services.tasks.start(self._picture(*self._attached[sha]))

    async def run_of(self, run: str, device: str) -> RunInfo:
        node = self._services.node
        return await (node.client if device in ("", node.own_handle) else node.client.on(device)).run(run)

    async def _record(self, turn: str, call: CallPart) -> None:
        try:
            self._context.records[call.run] = (await self.run_of(call.run, call.device)).record
        except NodeUnreachable:
            self._asked.discard(call.run)  # when it is back
            return
        except FelloeError:  # the device is away, or keeps it no more: the message says enough
            return
        self._changed(turn)

    async def _picture(self, turn: str, attachment: Attachment) -> None:
        try:
            async with self._few_files:
                await self._read_picture(turn, attachment)
        finally:
            self._coming.discard(attachment.sha256)

    async def _read_picture(self, turn: str, attachment: Attachment) -> None:
        if attachment.size > _PICTURE_BYTES:
            return
        content = bytearray()
        try:
            async for chunk in self._services.node.client.attachment(attachment.sha256):
                content += chunk
        except FelloeError:
            self._asked.discard(attachment.sha256)  # when it is back
            return
        async with self._one_picture:
            image = await asyncio.to_thread(read_picture, bytes(content))
        if not image.isNull():
            self._context.pictures.put(attachment.sha256, QPixmap.fromImage(image))
            self._changed(turn)


def read_picture(content: bytes) -> QImage:
    """Small enough to be painted fast. What is no picture of these kinds comes out empty, whatever it calls itself: a
    drawing that Qt knows too, as SVG, may name files of this device."""
    from PySide6.QtCore import QBuffer

    data = QByteArray(content)
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    if f"image/{reader.format().toStdString()}" not in PICTURES:
        return QImage()
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _SIDE:
        reader.setScaledSize(size.scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
