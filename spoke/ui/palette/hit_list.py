"""The hits as painted rows under the heads of their groups; what was typed is underlined and bold in them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from spoke.ui.i18n.translate import tr
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.look.round_box import round_box
from spoke.ui.palette.hits import HEADS, Hit
from spoke.ui.widgets.model_index import Index
from spoke.ui.widgets.row_model import Marks
from spoke.ui.widgets.row_text import write

HIT = Qt.ItemDataRole.UserRole + 1
ROW, HEAD, _SIDE = 40, 28, 12


class HitModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Hit] = []

    def show(self, hits: list[Hit]) -> None:
        self.beginResetModel()
        self.rows = []
        for hit in hits:
            if not self.rows or self.rows[-1].group != hit.group:
                self.rows.append(Hit(hit.group, tr(HEADS[hit.group])))
            self.rows.append(hit)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.rows[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.ToolTipRole and hit.act:
            return "\n".join(part for part in (hit.title, hit.second) if part)
        return hit.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self.rows[index.row()].act:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class HitList(QListView):
    """The focus stays in the field; `picked` is a click."""

    picked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._model = HitModel()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(look))
        self.setAccessibleName(tr("Found"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    @property
    def hits(self) -> list[Hit]:
        return [hit for hit in self._model.rows if hit.act]

    @property
    def chosen(self) -> Hit | None:
        index = self.currentIndex()
        return self._model.rows[index.row()] if index.isValid() else None

    def show_hits(self, hits: list[Hit]) -> None:
        """The first is chosen."""
        self._model.show(hits)
        self.setCurrentIndex(self._model.index(1) if hits else QModelIndex())
        self.scrollToTop()

    def step(self, by: int) -> None:
        """To another hit, around the ends."""
        places = [number for number, hit in enumerate(self._model.rows) if hit.act]
        if places:
            now = self.currentIndex().row()
            at = places.index(now) if now in places else 0
            index = self._model.index(places[(at + by) % len(places)])
            self.setCurrentIndex(index)
            self.scrollTo(self._model.index(0) if index.row() == 1 else index)

    def content_height(self) -> int:
        heads = sum(not hit.act for hit in self._model.rows)
        px = self._look.theme.px
        return heads * px(HEAD) + (len(self._model.rows) - heads) * px(ROW)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """With its ground, so that nothing below it is painted."""
        QPainter(self.viewport()).fillRect(event.rect(), self._look.theme.colour("raised"))
        super().paintEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index == self.currentIndex():
            self.picked.emit()


class _Delegate(QStyledItemDelegate):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._mirror = Mirror(QRect(), Qt.LayoutDirection.LeftToRight)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        hit: Hit = index.data(HIT)
        return QSize(0, self._look.theme.px(ROW if hit.act else HEAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit = index.data(HIT)
        px = self._look.theme.px
        self._mirror = Mirror(option.rect, option.direction)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(px(8), 0, -px(8), 0)
        if hit.act:
            self._ground(painter, option, box)
            self._hit(painter, box.adjusted(px(12), 0, -px(12), 0), hit)
        else:
            text = box.adjusted(px(12), px(8), 0, 0)
            self._write(painter, text, hit.title, "heading", "text.third")
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        theme = self._look.theme
        selected = option.state & QStyle.StateFlag.State_Selected
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            edge = theme.colour("accent") if theme.system and selected else None
            round_box(painter, box, theme.px(6), theme.colour("accent.soft" if selected else "hover"), edge, 2)

    def _hit(self, painter: QPainter, box: QRect, hit: Hit) -> None:
        theme = self._look.theme
        side = theme.px(16)
        if hit.icon:
            place = QRectF(box.left(), box.center().y() - side / 2 + 1, side, side)
            draw_icon(painter, hit.icon, theme.colour("text.second"), self._mirror.box(place))
        box = box.adjusted(theme.px(28), 0, 0, 0)
        if hit.side:
            box.setRight(box.right() - self._side(painter, box, hit) - theme.px(_SIDE))
        wide = self._write(painter, box, hit.title, "code" if hit.fixed else "interface", "text", hit.marks)
        rest = box.adjusted(wide + theme.px(12), 0, 0, 0)
        if hit.second and rest.width() > theme.px(40):
            self._write(painter, rest, hit.second, "second", "text.second", hit.second_marks)

    def _side(self, painter: QPainter, box: QRect, hit: Hit) -> int:
        theme = self._look.theme
        kind = "caption" if hit.key_hint else "second"
        pad = theme.px(5) if hit.key_hint else 0
        most = box.width() // 3
        room = box.adjusted(box.width() - most - pad, 0, -pad, 0)
        wide = write(painter, theme, self._mirror, room, hit.side, kind, "text.third", at_end=True) + 2 * pad
        place = QRect(box.right() - wide + 1, box.top(), wide, box.height())
        if hit.key_hint:
            high = theme.px(18)
            cap = QRectF(place.left(), place.center().y() - high / 2, wide, high + 1)
            round_box(painter, self._mirror.box(cap), theme.px(4), None, theme.colour("line"))
        return wide

    def _write(self, painter: QPainter, box: QRect, text: str, kind: str, ink: str, marks: Marks = ()) -> int:
        return write(painter, self._look.theme, self._mirror, box, text, kind, ink, marks)
