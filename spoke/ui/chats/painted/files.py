"""Attached files as parts of a message: pictures as they are, everything else by name and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainterPath

from spoke.ui.chats.painted.drawing import card, elided, write
from spoke.ui.chats.painted.part import Brush, Part, Spot
from spoke.ui.chats.painted.pictures import Pictures
from spoke.ui.i18n.figures import size_text
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.mirrored import mirrored
from spoke.ui.look.theme import Theme

if TYPE_CHECKING:
    from shared.parts import Attachment

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
_LARGEST = QSizeF(360, 260)


class FileChip(Part):
    """A file, to be opened when somebody wants to."""

    def __init__(self, attachment: Attachment, theme: Theme, width: float) -> None:
        self.attachment = attachment
        px = self._px = theme.px
        self.height = float(px(34))
        self._size = size_text(attachment.size)
        wide = theme.metrics("second").horizontalAdvance(f"{attachment.name}  {self._size}") + px(50)
        self.width = min(width, wide)

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        painter, theme, px = brush.painter, brush.theme, self._px
        box, side = QRectF(at.x(), at.y(), self.width, self.height), px(16)
        card(painter, theme, box, "hover" if brush.hot == self._spot else "raised")
        place = mirrored(QRectF(box.left() + px(10), box.center().y() - side / 2, side, side), box)
        draw_icon(painter, "file", theme.colour("text.second"), place)
        painter.setFont(theme.font("second"))
        size = theme.metrics("second").horizontalAdvance(self._size)
        painter.setPen(theme.colour("text.third"))
        figures = QRectF(box.right() - px(10) - size, box.top(), size + 1, box.height())
        write(painter, figures, box, self._size)
        painter.setPen(theme.colour("text"))
        room = QRectF(box.left() + px(32), box.top(), figures.left() - px(8) - box.left() - px(32), box.height())
        write(painter, room, box, elided(painter, self.attachment.name, room.width()))

    @property
    def _spot(self) -> Spot:
        return Spot("open", self.attachment.sha256)

    def spot(self, at: QPointF) -> Spot | None:
        inside = QRectF(0, 0, self.width, self.height)
        return Spot("open", self.attachment.sha256, inside) if inside.contains(at) else None


class Picture(Part):
    """A picture of this chat, as large as there is room."""

    def __init__(self, attachment: Attachment, pictures: Pictures, size: QSizeF, width: float) -> None:
        """`size`: of the whole picture."""
        self.attachment = attachment
        self._pictures = pictures
        size = QSizeF(size)
        bound = QSizeF(min(_LARGEST.width(), width), _LARGEST.height())
        if size.width() > bound.width() or size.height() > bound.height():
            size.scale(bound, Qt.AspectRatioMode.KeepAspectRatio)
        self._size = size
        self.width, self.height = size.width(), size.height()

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        box = QRectF(at, self._size)
        pixmap = self._pictures.get(self.attachment.sha256)
        if pixmap is None:  # it comes again
            card(brush.painter, brush.theme, box, "sunken")
            return
        path = QPainterPath()
        path.addRoundedRect(box, 8, 8)
        brush.painter.save()
        brush.painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        brush.painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
        brush.painter.restore()

    def spot(self, at: QPointF) -> Spot | None:
        box = QRectF(QPointF(), self._size)
        return Spot("open", self.attachment.sha256, box) if box.contains(at) else None
